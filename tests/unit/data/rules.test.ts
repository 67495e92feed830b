import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CommandFacts,
  commandChecksum,
  type OutboxRow,
  readOutboxRow,
} from '../../../electron/data/outbox/command.ts';
import { takeOwnership } from '../../../electron/data/outbox/owner.ts';
import { canCancel, canRetry, dueAt, laneHeads, retryDelay } from '../../../electron/data/outbox/rules.ts';
import { testId } from '../../support/wire-rows.ts';

const FACTS: CommandFacts = {
  id: testId(1),
  lane: 'payment:1',
  entityType: 'refund',
  entityId: testId(2),
  kind: 'refund.submit',
  v: 1,
  payload: '{"amountMinor":100}',
  actor: 'amina',
  person: testId(3),
  device: testId(4),
  createdAt: 1,
  notBefore: null,
};

function row(seq: number, overrides: Partial<OutboxRow> = {}): OutboxRow {
  return {
    ...FACTS,
    seq,
    id: testId(seq),
    checksum: new Uint8Array(),
    state: 'queued',
    attempts: 0,
    uncertain: 0,
    nextAttemptAt: null,
    reason: null,
    versions: null,
    answeredAt: null,
    settled: 0,
    unblocked: 0,
    dismissedAt: null,
    ...overrides,
  };
}

describe('checksum', () => {
  const stored = (facts: CommandFacts): object => ({
    ...row(1),
    ...facts,
    versions: null,
    checksum: commandChecksum(FACTS),
  });

  test('holds for what was saved', () => {
    expect(readOutboxRow(stored(FACTS)).kind).toBe('sound');
  });

  test.each(Object.keys(FACTS) as (keyof CommandFacts)[])('notices a change of %s', (name) => {
    const value = FACTS[name];
    const changed = typeof value === 'string' ? `${value} ` : name === 'notBefore' ? 5 : Number(value) + 1;
    expect(readOutboxRow(stored({ ...FACTS, [name]: changed })).kind).toBe('damaged');
  });

  test('does not confuse neighbours whose texts run together', () => {
    const one = commandChecksum({ ...FACTS, kind: 'ab', payload: 'c' });
    const other = commandChecksum({ ...FACTS, kind: 'a', payload: 'bc' });
    expect(one.equals(other)).toBe(false);
  });

  test('what is no row at all is damaged, not an error', () => {
    expect(readOutboxRow({ seq: 7, id: 5 })).toEqual({ kind: 'damaged', seq: 7, row: null });
    expect(readOutboxRow(null)).toEqual({ kind: 'damaged', seq: null, row: null });
  });
});

describe('lanes', () => {
  test('the first command that is not through holds the later ones back', () => {
    const rows = [
      row(1, { state: 'acked' }),
      row(2, { state: 'queued' }),
      row(3, { state: 'queued' }),
      row(4, { state: 'sending', lane: 'payment:2' }),
    ];
    const heads = laneHeads(rows);
    expect([...heads].map(([lane, { seq }]) => [lane, seq])).toEqual([
      ['payment:1', 2],
      ['payment:2', 4],
    ]);
  });

  test.each([
    [{ state: 'rejected' as const }, 1],
    [{ state: 'rejected' as const, unblocked: 1 }, 2],
    [{ state: 'rejected' as const, dismissedAt: 5 }, 2],
    [{ state: 'held' as const }, 1],
    [{ state: 'needs_review' as const }, 1],
    [{ state: 'needs_review' as const, dismissedAt: 5 }, 2],
    [{ state: 'acked' as const }, 2],
  ])('after %j the head is number %i', (state, head) => {
    expect(laneHeads([row(1, state), row(2)]).get('payment:1')?.seq).toBe(head);
  });

  test('only queued and unknown commands are due, not before their time', () => {
    expect(dueAt(row(1))).toBe(0);
    expect(dueAt(row(1, { state: 'unknown', nextAttemptAt: 50 }))).toBe(50);
    expect(dueAt(row(1, { notBefore: 70, nextAttemptAt: 50 }))).toBe(70);
    for (const state of ['sending', 'acked', 'rejected', 'held', 'needs_review'] as const) {
      expect(dueAt(row(1, { state }))).toBeNull();
    }
  });
});

test('only what surely never left can be cancelled', () => {
  expect(canCancel(row(1))).toBe(true);
  expect(canCancel(row(1, { uncertain: 1 }))).toBe(false);
  for (const state of ['sending', 'unknown', 'acked', 'rejected', 'held', 'needs_review'] as const) {
    expect(canCancel(row(1, { state }))).toBe(false);
  }
});

test('"try again" is offered where it can help', () => {
  expect(canRetry(row(1, { state: 'unknown' }), [])).toBe(true);
  expect(canRetry(row(1, { state: 'held', reason: 'forbidden' }), [])).toBe(true);
  expect(canRetry(row(1, { state: 'held', reason: 'idempotency-mismatch' }), [])).toBe(false);
  const refused = row(1, { state: 'rejected' });
  expect(canRetry(refused, [refused])).toBe(false);
  expect(canRetry(refused, [refused, row(2)])).toBe(true);
  expect(canRetry(row(1, { state: 'rejected', unblocked: 1 }), [row(2)])).toBe(false);
});

test('pauses grow from at most 1 s to at most 60 s and are spread over the whole span', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 500 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempts, random) => {
        const delay = retryDelay(attempts, random);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(60_000);
      },
    ),
  );
  expect([1, 2, 3, 7, 20].map((attempts) => retryDelay(attempts, 1))).toEqual([
    1_000, 2_000, 4_000, 60_000, 60_000,
  ]);
});

describe('owner of the outbox', () => {
  function outbox(): Database.Database {
    const database = new Database(':memory:');
    database.exec(
      'CREATE TABLE owner(one INTEGER PRIMARY KEY, instance TEXT, pid INTEGER, boot TEXT, heartbeat_at INTEGER)',
    );
    return database;
  }
  const alive = { pid: 10, boot: 'boot 1', isRunning: () => true };

  test('is one program, until it lets go', () => {
    const database = outbox();
    const first = takeOwnership(database, 1_000, alive);
    expect(() => takeOwnership(database, 2_000, { ...alive, pid: 11 })).toThrow(
      expect.objectContaining({ code: 'workspace-in-use' }),
    );
    expect(first.beat(30_000)).toBe(true);
    first.release();
    takeOwnership(database, 31_000, { ...alive, pid: 11 });
    expect(first.beat(32_000)).toBe(false);
  });

  test.each([
    ['its process is gone', { ...alive, isRunning: () => false }, 2_000],
    ['the computer was started again', { ...alive, boot: 'boot 2' }, 2_000],
    ['its heartbeat stopped a minute ago', alive, 62_000],
  ])('is taken over when %s', (_, machine, now) => {
    const database = outbox();
    const first = takeOwnership(database, 1_000, alive);
    const second = takeOwnership(database, now, machine);
    expect(first.beat(now)).toBe(false);
    expect(second.beat(now)).toBe(true);
  });
});
