import type Database from 'better-sqlite3';
import { NEIGHBOURS, WEAK_LINK_MS } from '../../../../shared/domains/duplicates/candidates.ts';
import { BLOCK_COLUMNS } from './blocks.ts';

/** Place of a payment in its blocks, by the columns of the cache. */
export type BlockPlace = {
  readonly id: string;
  readonly created_at: number;
} & Readonly<Record<(typeof BLOCK_COLUMNS)[number]['column'], string | null>>;

/** Finds the payments that a payment is compared with, through the indexes. */
export type NeighbourFinder = {
  placeOf(id: string): BlockPlace | null;
  /** Ids of the earlier payments it looks back at. */
  earlier(place: BlockPlace): ReadonlySet<string>;
  /** Ids of the later payments that look back at it, or would if it were there. */
  later(place: BlockPlace): ReadonlySet<string>;
};

export function createNeighbourFinder(cache: Database.Database): NeighbourFinder {
  const columns = BLOCK_COLUMNS.map(({ column }) => column);
  const place = cache.prepare<[string], BlockPlace>(
    `SELECT id, created_at, ${columns.join(', ')} FROM payment WHERE id = ?`,
  );
  const searches = BLOCK_COLUMNS.map(({ column, key, strong }) => {
    // Bound values are folded the same way as the index is.
    const value = key === column ? '@value' : key.replace(column, '@value');
    const block = `FROM payment WHERE ${key} = ${value} AND ${column} IS NOT NULL`;
    return {
      column,
      strong,
      earlier: cache
        .prepare<object, string>(
          `SELECT id ${block} AND created_at BETWEEN @limit AND @at AND (created_at < @at OR id < @id)
           ORDER BY created_at DESC, id DESC LIMIT ${NEIGHBOURS}`,
        )
        .pluck(),
      later: cache
        .prepare<object, string>(
          `SELECT id ${block} AND created_at BETWEEN @at AND @limit AND (created_at > @at OR id > @id)
           ORDER BY created_at, id LIMIT ${NEIGHBOURS}`,
        )
        .pluck(),
    };
  });
  const search = (from: BlockPlace, direction: 'earlier' | 'later'): ReadonlySet<string> => {
    const found = new Set<string>();
    for (const block of searches) {
      const value = from[block.column];
      if (value === null) continue;
      const reach = block.strong ? Number.MAX_SAFE_INTEGER : WEAK_LINK_MS;
      const limit = Math.max(
        Number.MIN_SAFE_INTEGER,
        Math.min(
          Number.MAX_SAFE_INTEGER,
          direction === 'earlier' ? from.created_at - reach : from.created_at + reach,
        ),
      );
      for (const id of block[direction].all({ value, at: from.created_at, id: from.id, limit }))
        found.add(id);
    }
    return found;
  };
  return {
    placeOf: (id) => place.get(id) ?? null,
    earlier: (from) => search(from, 'earlier'),
    later: (from) => search(from, 'later'),
  };
}
