import type Database from 'better-sqlite3';
import { type FoundPair, withBatches } from '../../../../shared/domains/duplicates/batch.ts';
import { NEIGHBOURS, WEAK_LINK_MS } from '../../../../shared/domains/duplicates/candidates.ts';
import type { ChargeFacts } from '../../../../shared/domains/duplicates/facts.ts';
import { BLOCK_COLUMNS, type BlockColumn } from './blocks.ts';
import { type ChargeReader, createChargeReader } from './charge-facts.ts';
import { foundPair } from './judging.ts';
import { type StoredPair, storedPair } from './pair-store.ts';
import type { StandardFee } from './standard-fee.ts';

/** Two payments, the earlier first, packed into one number: a Set of numbers is small and fast. */
type PackedPair = number;

const PACK = 2 ** 26;

/** Charges kept at hand while pairs are judged: neighbours come in a row. */
const CHARGES_AT_HAND = 20_000;

const PAIRS_PER_BATCH = 500;

/**
 * Searches all payments for duplicates: each block is walked in the order of its index, then the pairs are judged.
 * Reads one snapshot; yields the pairs to keep, some hundred at a time.
 */
export function* scanDuplicates(
  cache: Database.Database,
  fee: StandardFee,
): Generator<readonly StoredPair[]> {
  cache.exec('BEGIN');
  try {
    yield* judgePacked(cache, candidatePairs(cache), fee);
  } finally {
    cache.exec('COMMIT');
  }
}

function* judgePacked(
  cache: Database.Database,
  candidates: ReadonlySet<PackedPair>,
  fee: StandardFee,
): Generator<readonly StoredPair[]> {
  const charges = withMemory(createChargeReader(cache));
  const possibleBatches: FoundPair[] = [];
  let batch: StoredPair[] = [];
  for (const packed of candidates) {
    const first = charges(Math.floor(packed / PACK));
    const second = charges(packed % PACK);
    const found = first && second && foundPair(first, second, fee);
    if (!found) continue;
    const pair = storedPair(found);
    if (pair.arrivedAt !== null) possibleBatches.push(found);
    else batch.push(pair);
    if (batch.length === PAIRS_PER_BATCH) {
      yield batch;
      batch = [];
    }
  }
  yield batch;
  const marked = withBatches(possibleBatches).map(storedPair);
  for (let index = 0; index < marked.length; index += PAIRS_PER_BATCH) {
    yield marked.slice(index, index + PAIRS_PER_BATCH);
  }
}

function candidatePairs(cache: Database.Database): ReadonlySet<PackedPair> {
  const found = new Set<PackedPair>();
  for (const block of BLOCK_COLUMNS)
    walkBlocks(cache, block, (earlier, later) => found.add(earlier * PACK + later));
  return found;
}

type Member = { readonly localId: number; readonly createdAt: number };

/** The indexed columns alone, in the order of the index: the table itself is not touched. */
function walkBlocks(
  cache: Database.Database,
  { column, key, index, strong }: BlockColumn,
  visit: (earlier: number, later: number) => void,
): void {
  const rows = cache
    .prepare<[], [string, number, number]>(
      `SELECT ${key}, created_at, local_id FROM payment INDEXED BY ${index}
       WHERE ${column} IS NOT NULL ORDER BY ${key}, created_at`,
    )
    .raw();
  const idOf = cache.prepare<[number], string>('SELECT id FROM payment WHERE local_id = ?').pluck();
  let block: Member[] = [];
  let blockKey: string | null = null;
  const flush = (): void => {
    if (block.length > 1)
      visitBlock(
        inOrder(block, (localId) => idOf.get(localId) ?? ''),
        strong,
        visit,
      );
    block = [];
  };
  for (const [value, createdAt, localId] of rows.iterate()) {
    if (value !== blockKey) {
      flush();
      blockKey = value;
    }
    block.push({ localId, createdAt });
  }
  flush();
}

/** The index has the order of time; payments of the same millisecond are ordered by id, as everywhere. */
function inOrder(block: readonly Member[], idOf: (localId: number) => string): readonly Member[] {
  const hasTies = block.some(({ createdAt }, position) => createdAt === block[position - 1]?.createdAt);
  if (!hasTies) return block;
  const ids = new Map(block.map(({ localId }) => [localId, idOf(localId)]));
  const idOfMember = ({ localId }: Member): string => ids.get(localId) ?? '';
  return [...block].sort((one, other) => {
    if (one.createdAt !== other.createdAt) return one.createdAt - other.createdAt;
    return idOfMember(one) < idOfMember(other) ? -1 : 1;
  });
}

function visitBlock(
  block: readonly Member[],
  strong: boolean,
  visit: (earlier: number, later: number) => void,
): void {
  for (const [position, later] of block.entries()) {
    for (const earlier of block.slice(Math.max(0, position - NEIGHBOURS), position)) {
      if (strong || later.createdAt - earlier.createdAt <= WEAK_LINK_MS)
        visit(earlier.localId, later.localId);
    }
  }
}

/** Reads each charge once while it is needed; forgets the ones not used for longest. */
function withMemory(reader: ChargeReader): (localId: number) => ChargeFacts | null {
  const known = new Map<number, ChargeFacts>();
  return (localId) => {
    const remembered = known.get(localId);
    const charge = remembered ?? reader.byLocalId(localId);
    if (!charge) return null;
    known.delete(localId);
    known.set(localId, charge);
    const oldest = known.size > CHARGES_AT_HAND ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
    return charge;
  };
}
