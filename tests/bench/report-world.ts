import { join } from 'node:path';
import { loadMigrations } from '../../electron/data/db/migrate.ts';
import type { StoredPair } from '../../electron/data/domains/duplicates/pair-store.ts';
import { type CacheWriterHandlers, createCacheWriter } from '../../electron/data/sync/cache-writer.ts';
import { SYNC_TABLES, type SyncTable } from '../../electron/lib/team/team-client.ts';
import { projectRoot } from '../../scripts/lib/paths.ts';
import { say } from '../../scripts/lib/progress.ts';
import { makeTicket, makeWaiting } from '../support/ticket-rows.ts';
import { makePayment, makeRefund, makeStaff, testId, wireRow } from '../support/wire-rows.ts';
import { randomOf } from './synthetic.ts';
import type { World } from './world.ts';

/** The moment of every report. */
export const REPORT_NOW = Date.UTC(2026, 10, 22, 12);
/** The year before it, in which everything has happened. */
export const REPORT_YEAR = { from: '2025-11-23', to: '2026-11-22' };

const YEAR_MS = 365 * 86_400_000;
const PAGE_ROWS = 5_000;
const GATEWAYS = ['stripe', 'adyen', 'paypal', 'worldpay'];
const COUNTRIES = Array.from({ length: 40 }, (_, n) => `${letter(n)}${letter(n * 7 + 3)}`);
const CODES = Array.from({ length: 25 }, (_, n) => `decline_${n}`);
const PEOPLE = Array.from({ length: 40 }, (_, n) => `agent${n}`);
const REASONS = ['duplicate', 'trip_cancelled', 'name_error', 'not_processed', 'goodwill'] as const;
const STATES = [
  'submitted',
  'in_review',
  'gateway_pending',
  'refunded',
  'closed',
  'rejected',
  'manual_check',
] as const;

export const SUPERVISOR = makeStaff('supervisor', 1, { role: 'supervisor', teams: [1, 2, 3, 4] });

/** A cache with a year of a busy desk: payments, a third as many tickets (30 % of them not solved), refunds, pairs. */
export type ReportCache = {
  readonly file: string;
  readonly writer: CacheWriterHandlers;
};

/** Fills a cache by the writer's own full sync; its payments are not counted yet. */
export async function fillReportCache(world: World): Promise<ReportCache> {
  say('Filling a cache with a year of a busy desk ...');
  const file = join(world.folder('reports'), 'cache.db');
  const writer = createCacheWriter(
    {
      file,
      identity: { workspace: 'bench', login: SUPERVISOR.login },
      migrations: loadMigrations(projectRoot, 'cache'),
    },
    { log: { info: () => undefined, warn: say, error: say }, announce: () => undefined },
  );
  writer.open({ now: REPORT_NOW });
  world.defer(() => writer.close());
  await writer.beginFullSync({
    reason: 'first',
    generation: 'bench',
    scopeEpoch: 1,
    staffId: SUPERVISOR.id,
    cursor: { xid: '1', seq: '0' },
  });
  const counts = {
    staff: PEOPLE.length,
    payment: world.rows,
    ticket: Math.round(world.rows * 0.3),
    refund: Math.round(world.rows * 0.03),
  };
  for (const table of SYNC_TABLES) {
    const count = table in counts ? counts[table as keyof typeof counts] : 0;
    await fill(writer, table, count);
  }
  await writer.finishFullSync();
  await writer.storePairs({ pairs: pairsOf(world.rows), now: REPORT_NOW });
  return { file, writer };
}

/** Newest first, as a full sync brings them. */
async function fill(writer: CacheWriterHandlers, table: SyncTable, count: number): Promise<void> {
  let left = count;
  do {
    const rows = Array.from({ length: Math.min(PAGE_ROWS, left) }, (_, n) => rowOf(table, left - n, count));
    left -= rows.length;
    const page = {
      columns: Object.keys(wireRow(rows[0] ?? {})),
      rows: rows.map((row) => Object.values(row)),
    };
    await writer.storePage({ page: { table, page, last: left === 0 }, now: REPORT_NOW });
  } while (left > 0);
}

function rowOf(table: SyncTable, n: number, count: number): object {
  const at = REPORT_NOW - Math.floor(((count - n) / count) * YEAR_MS);
  if (table === 'payment') return paymentOf(n, at);
  if (table === 'ticket') return ticketOf(n, at);
  if (table === 'refund') return refundOf(n, at);
  return makeStaff(PEOPLE[n - 1] ?? '', n + 1, { teams: [1 + (n % 4)] });
}

function paymentOf(n: number, at: number): object {
  const random = randomOf(n);
  const failed = random.below(100) < 18;
  return makePayment(n, {
    createdAt: at,
    capturedAt: failed ? null : at,
    capturedMinor: failed ? 0 : 5_000 + n,
    gateway: skewed(random, GATEWAYS),
    issuerCountry: skewed(random, COUNTRIES),
    status: failed ? 'failed' : random.below(50) === 0 ? 'authorised' : 'captured',
    rawCode: failed ? skewed(random, CODES) : null,
  });
}

function ticketOf(n: number, at: number): object {
  const random = randomOf(n + 1_000_000_000);
  const common = { team: 1 + random.below(4), assignee: random.below(10) < 7 ? random.choice(PEOPLE) : null };
  const waited = Math.floor((random.below(1_000) / 1_000) ** 3 * 5 * 86_400_000);
  const fate = random.below(100);
  if (fate < 18) return makeWaiting(n, REPORT_NOW - waited, { ...common, createdAt: at });
  const message = { lastMessageAt: at, lastDirection: 'out' as const, createdAt: at };
  const status = fate < 24 ? 'open' : fate < 30 ? 'pending' : 'solved';
  return makeTicket(n, { ...common, ...message, status });
}

function refundOf(n: number, at: number): object {
  const random = randomOf(n + 2_000_000_000);
  const state = STATES[random.below(STATES.length)] ?? 'closed';
  return makeRefund(n, makePayment(n * 33), {
    requestedAt: at,
    reviewDueAt: at + 86_400_000,
    decidedAt: state === 'submitted' || state === 'in_review' ? null : at + random.below(2 * 86_400_000),
    reason: REASONS[random.below(REASONS.length)] ?? 'other',
    state,
  });
}

/** One payment in a hundred was charged twice. */
function pairsOf(rows: number): StoredPair[] {
  return Array.from({ length: Math.floor(rows / 100) }, (_, n) => ({
    a: testId(n * 100 + 1),
    b: testId(n * 100 + 2),
    verdict: 'CONFIRMED_DUPLICATE',
    cause: null,
    refund: testId(n * 100 + 2),
    returnMinor: 5_000,
    returnCurrency: 'USD',
    evidence: '[]',
    at: REPORT_NOW - n,
    arrivedAt: null,
  }));
}

/** The first ones far more often than the last. */
function skewed(random: ReturnType<typeof randomOf>, choices: readonly string[]): string {
  return choices[random.below(random.below(choices.length) + 1)] ?? '';
}

function letter(n: number): string {
  return String.fromCharCode(65 + (n % 26));
}
