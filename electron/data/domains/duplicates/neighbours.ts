import type Database from 'better-sqlite3';
import { NEIGHBOURS, WEAK_LINK_MS } from '../../../../shared/domains/duplicates/candidates.ts';
import { BLOCK_COLUMNS, type BlockColumn } from './blocks.ts';

/** Place of a payment in its blocks, by the columns of the cache. */
export type BlockPlace = {
  readonly id: string;
  readonly created_at: number;
} & Readonly<Record<BlockColumn['column'], string | null>>;

/** Ids of the payments that a payment is compared with. */
export type Neighbours = {
  /** The earlier ones it looks back at. */
  readonly earlier: ReadonlySet<string>;
  /** The later ones that look back at it, or would if it were there. */
  readonly later: ReadonlySet<string>;
};

/** Finds the payments that a payment is compared with, through the indexes. */
export type NeighbourFinder = {
  placeOf(id: string): BlockPlace | null;
  around(place: BlockPlace): Neighbours;
};

/** Blocks of this size are read whole and cut in memory: four times faster than two sorted searches in each. */
const SMALL_BLOCK = 2 * NEIGHBOURS;

type Member = readonly [block: number, id: string, createdAt: number];

export function createNeighbourFinder(cache: Database.Database): NeighbourFinder {
  const columns = BLOCK_COLUMNS.map(({ column }) => column);
  const placeOf = cache.prepare<[string], BlockPlace>(
    `SELECT id, created_at, ${columns.join(', ')} FROM payment WHERE id = ?`,
  );
  const members = cache
    .prepare<(string | null)[], Member>(
      BLOCK_COLUMNS.map(
        (block, number) =>
          `SELECT * FROM (SELECT ${number}, id, created_at FROM ${inBlock(block)} LIMIT ${SMALL_BLOCK + 1})`,
      ).join(' UNION ALL '),
    )
    .raw();
  const searches = BLOCK_COLUMNS.map((block) => createSearch(cache, block));
  return {
    placeOf: (id) => placeOf.get(id) ?? null,
    around(place) {
      const earlier = new Set<string>();
      const later = new Set<string>();
      const blocks = BLOCK_COLUMNS.map((): Member[] => []);
      for (const member of members.all(...columns.map((column) => place[column])))
        blocks[member[0]]?.push(member);
      for (const [number, { column, strong }] of BLOCK_COLUMNS.entries()) {
        const block = blocks[number] ?? [];
        const reach = strong ? Number.POSITIVE_INFINITY : WEAK_LINK_MS;
        if (block.length > SMALL_BLOCK) searches[number]?.(place, place[column], reach, earlier, later);
        else cut(block, place, reach, earlier, later);
      }
      return { earlier, later };
    },
  };
}

/** The payments of one block; its value is bound, folded the same way as the index is. */
function inBlock({ column, key }: BlockColumn): string {
  return `payment WHERE ${key} = ${key.replace(column, '?')} AND ${column} IS NOT NULL`;
}

/** The nearest members before and after a place, in a block that is all there. */
function cut(
  block: readonly Member[],
  place: BlockPlace,
  reach: number,
  earlier: Set<string>,
  later: Set<string>,
): void {
  if (block.length === 0 || (block.length === 1 && block[0]?.[1] === place.id)) return;
  const others = block
    .filter(([, id, at]) => id !== place.id && Math.abs(at - place.created_at) <= reach)
    .sort(byTime);
  const here: Member = [0, place.id, place.created_at];
  const before = others.filter((other) => byTime(other, here) < 0);
  for (const [, id] of before.slice(-NEIGHBOURS)) earlier.add(id);
  for (const [, id] of others.slice(before.length, before.length + NEIGHBOURS)) later.add(id);
}

/** Time order of payments; of one millisecond, by id, as everywhere. */
function byTime([, id, at]: Member, [, otherId, otherAt]: Member): number {
  if (at !== otherAt) return at - otherAt;
  return id < otherId ? -1 : 1;
}

type Search = (
  place: BlockPlace,
  value: string | null,
  reach: number,
  earlier: Set<string>,
  later: Set<string>,
) => void;

/** The same in a block of any size, by two searches in its index. */
function createSearch(cache: Database.Database, block: BlockColumn): Search {
  const before = cache
    .prepare<[string | null, number, number, number, string], string>(
      `SELECT id FROM ${inBlock(block)} AND created_at BETWEEN ? AND ? AND (created_at < ? OR id < ?)
       ORDER BY created_at DESC, id DESC LIMIT ${NEIGHBOURS}`,
    )
    .pluck();
  const after = cache
    .prepare<[string | null, number, number, number, string], string>(
      `SELECT id FROM ${inBlock(block)} AND created_at BETWEEN ? AND ? AND (created_at > ? OR id > ?)
       ORDER BY created_at, id LIMIT ${NEIGHBOURS}`,
    )
    .pluck();
  return ({ id, created_at: at }, value, reach, earlier, later) => {
    const oldest = Math.max(Number.MIN_SAFE_INTEGER, at - reach);
    const newest = Math.min(Number.MAX_SAFE_INTEGER, at + reach);
    for (const other of before.all(value, oldest, at, at, id)) earlier.add(other);
    for (const other of after.all(value, at, newest, at, id)) later.add(other);
  };
}
