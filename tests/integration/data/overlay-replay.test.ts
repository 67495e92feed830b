import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadMigrations } from '../../../electron/data/db/migrate.ts';
import type { OverlayCommand } from '../../../electron/data/domains/refunds/overlay.ts';
import { syncedRefunds } from '../../../electron/data/domains/refunds/remote.ts';
import { type CacheWriterHandlers, createCacheWriter } from '../../../electron/data/sync/cache-writer.ts';
import type { PullPage } from '../../../electron/lib/team/team-client.ts';
import { applyRefundCommand, type RefundCommandKind } from '../../../shared/domains/refunds/commands.ts';
import type { Refund } from '../../../shared/domains/refunds/entity.ts';
import { memoryLog, PROJECT, STAFF } from '../../support/data-world.ts';
import { createFakeTeam } from '../../support/fake-team-client.ts';
import { makePayment, makeRefund, minute, testId } from '../../support/wire-rows.ts';

const MIGRATIONS = loadMigrations(PROJECT, 'cache');
const REFUNDS = [1, 2, 3];
const PERSON = STAFF[1]?.personId ?? '';

/** One thing that happens; `refund` and `which` choose among what there is. */
type Step =
  | { readonly type: 'queue'; readonly refund: number; readonly kind: RefundCommandKind }
  | { readonly type: 'send'; readonly answerArrives: boolean }
  | { readonly type: 'server'; readonly refund: number; readonly state: Refund['state'] }
  | { readonly type: 'pull'; readonly limit: number }
  | { readonly type: 'old-page'; readonly which: number }
  | { readonly type: 'restart' }
  /** Killed between the answer and telling the cache of it. */
  | { readonly type: 'crash' };

const refundOf = fc.constantFrom(...REFUNDS);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('queue' as const),
      refund: refundOf,
      kind: fc.constantFrom<RefundCommandKind>(
        'refund.submit',
        'refund.withdraw',
        'refund.approve',
        'refund.reject',
      ),
    }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('send' as const), answerArrives: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('server' as const),
      refund: refundOf,
      state: fc.constantFrom<Refund['state']>(
        'submitted',
        'in_review',
        'approved',
        'sending',
        'refund_failed',
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('pull' as const), limit: fc.integer({ min: 1, max: 5 }) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('old-page' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('restart' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('crash' as const) }) },
);

type Queued = {
  command: OverlayCommand;
  refundId: string;
  args: object;
  state: 'waiting' | 'acked' | 'rejected' | 'settled';
};

/** A desktop's cache and the little of the outbox that matters here, beside a model of what it should show. */
async function createDesktop() {
  const directory = mkdtempSync(join(tmpdir(), 'visadesk-overlay-'));
  const file = join(directory, 'cache.db');
  const team = createFakeTeam(STAFF);
  team.setClock(() => minute(0));
  const client = team.clientFor('ingrid');
  for (const n of REFUNDS) team.put('payment', makePayment(n, { amountMinor: 2_500, capturedMinor: 2_500 }));
  // Two are there from the start, filed by somebody else; the third one is filed here.
  for (const n of REFUNDS.slice(0, 2)) team.put('refund', makeRefund(n + 50, makePayment(n)));
  const queue: Queued[] = [];
  const pages: PullPage[] = [];
  /** What the team database's newest page said of each refund. */
  const known = new Map<string, Refund | null>();
  const knownPaymentVer = new Map<string, number>();
  const highestVer = new Map<string, number>();
  let cursor = { xid: '0', seq: '0' };
  let ids = 0;
  let writer: CacheWriterHandlers;

  const start = async (): Promise<void> => {
    writer = createCacheWriter(
      { file, identity: { workspace: 'w', login: 'ingrid' }, migrations: MIGRATIONS },
      { log: memoryLog(), announce: () => undefined },
    );
    writer.open({ now: 0 });
    await refresh(null);
  };
  const shownAhead = (refundId: string): OverlayCommand[] =>
    queue
      .filter((one) => one.refundId === refundId && (one.state === 'waiting' || one.state === 'acked'))
      .map(({ command }) => command);
  /** Whether every row that the command made or changed is here in that version or a later one. */
  const hasArrived = ({ versions }: OverlayCommand): boolean =>
    versions?.every(({ table, id, ver }) =>
      table === 'refund' ? (known.get(id)?.ver ?? 0) >= ver : (knownPaymentVer.get(id) ?? 0) >= ver,
    ) ?? false;
  const settle = (settled: readonly string[]): void => {
    for (const one of queue) {
      if (!settled.includes(one.command.id)) continue;
      expect(hasArrived(one.command)).toBe(true);
      one.state = 'settled';
    }
  };
  const refresh = async (refundId: string | null): Promise<void> => {
    const which = refundId === null ? [...new Set(queue.map((one) => one.refundId))] : [refundId];
    const entries = which.map((id) => ({ refundId: id, commands: shownAhead(id) }));
    settle(
      await writer.setOverlays({
        entries: refundId === null ? entries.filter(({ commands }) => commands.length > 0) : entries,
        all: refundId === null,
      }),
    );
  };
  const shown = (refundId: string): Refund | null => {
    const reader = new Database(file, { readonly: true });
    const row = reader
      .prepare(`SELECT ${syncedRefunds.selectList('r')} FROM refund r WHERE id = ?`)
      .get(refundId);
    reader.close();
    return row === undefined ? null : syncedRefunds.decode(row);
  };
  const apply = async (page: PullPage): Promise<void> => {
    for (const row of page.rows.refund ?? []) {
      const id = String(row.id);
      if ((known.get(id)?.ver ?? 0) <= Number(row.ver)) {
        known.set(id, syncedRefunds.parse(row) as Refund);
      }
    }
    for (const row of page.rows.payment ?? []) {
      const id = String(row.id);
      knownPaymentVer.set(id, Math.max(knownPaymentVer.get(id) ?? 0, Number(row.ver)));
    }
    settle((await writer.applyPull({ page, now: 0 })).settled);
  };
  const pull = async (limit: number): Promise<boolean> => {
    const page = await client.pull(cursor, limit);
    pages.push(page);
    cursor = page.cursor;
    await apply(page);
    return page.more;
  };
  const send = async (answerArrives: boolean, isTold = true): Promise<void> => {
    const next = queue.find(({ state }) => state === 'waiting');
    if (!next) return;
    const result = await client.submit({
      id: next.command.id,
      device: testId(9),
      kind: next.command.kind,
      v: 1,
      payload: next.args,
    });
    if (!answerArrives) return;
    next.state = result.outcome === 'applied' ? 'acked' : 'rejected';
    next.command = { ...next.command, versions: result.outcome === 'applied' ? [...result.versions] : null };
    if (isTold) await refresh(next.refundId);
  };
  const argsOf = (kind: RefundCommandKind, n: number): object => {
    const refundId = testId(n + 50);
    // As if the agent had seen what the commands before this one will have made of it.
    const waiting = queue.filter((one) => one.refundId === refundId && one.state === 'waiting').length;
    const baseVer = (team.get<Refund>('refund', refundId)?.ver ?? 0) + waiting;
    if (kind === 'refund.submit') {
      const {
        paymentId,
        team: teamNo,
        amountMinor,
        currency,
        reason,
        note,
        evidence,
      } = makeRefund(n + 50, makePayment(n));
      return { refundId, paymentId, team: teamNo, amountMinor, currency, reason, note, evidence };
    }
    const common = { refundId, baseVer, note: 'x' };
    if (kind !== 'refund.approve') return common;
    return { ...common, paymentId: testId(n), amountMinor: 1_000, currency: 'USD' };
  };
  /** What must be on the screen: the newest row of the team database with everything unsettled replayed. */
  const expected = (refundId: string): Refund | null =>
    shownAhead(refundId).reduce<Refund | null>(
      (row, command) =>
        applyRefundCommand(
          command.kind as RefundCommandKind,
          JSON.parse(command.payload),
          { login: command.login, personId: command.personId, at: command.at },
          row,
        ),
      known.get(refundId) ?? null,
    );
  const check = (): void => {
    for (const n of REFUNDS) {
      const refundId = testId(n + 50);
      const now = shown(refundId);
      expect(now).toEqual(expected(refundId));
      // Monotone: a lower version is never shown again.
      expect(now?.ver ?? 0).toBeGreaterThanOrEqual(highestVer.get(refundId) ?? 0);
      highestVer.set(refundId, now?.ver ?? 0);
    }
    // Settled as soon as the rows are here, not before (see `settle`).
    expect(queue.filter(({ command, state }) => state === 'acked' && hasArrived(command))).toEqual([]);
  };
  await start();
  return {
    async run(next: Step): Promise<void> {
      if (next.type === 'queue') {
        ids += 1;
        const args = argsOf(next.kind, next.refund);
        queue.push({
          command: {
            id: testId(500 + ids),
            kind: next.kind,
            v: 1,
            payload: JSON.stringify(args),
            login: 'ingrid',
            personId: PERSON,
            at: minute(ids),
            versions: null,
          },
          refundId: testId(next.refund + 50),
          args,
          state: 'waiting',
        });
        await refresh(testId(next.refund + 50));
      } else if (next.type === 'send') await send(next.answerArrives);
      else if (next.type === 'pull') await pull(next.limit);
      else if (next.type === 'server') {
        const refund = team.get<Refund>('refund', testId(next.refund + 50));
        if (refund) team.put('refund', { ...refund, state: next.state, ver: refund.ver + 1 });
      } else if (next.type === 'old-page') {
        // Redelivery: the cursor was written before, the page comes again.
        const page = pages[next.which % Math.max(1, pages.length)];
        if (page) await apply(page);
      } else {
        if (next.type === 'crash') await send(true, false);
        await writer.close();
        await start();
      }
      check();
    },
    async finish(): Promise<void> {
      while (queue.some(({ state }) => state === 'waiting')) await send(true);
      while (await pull(3));
      check();
      for (const n of REFUNDS) {
        expect(shown(testId(n + 50))).toEqual(team.get<Refund>('refund', testId(n + 50)));
      }
      const reader = new Database(file, { readonly: true });
      expect(reader.prepare('SELECT count(*) FROM shadow').pluck().get()).toBe(0);
      reader.close();
    },
    async close(): Promise<void> {
      await writer.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

test('any order of clicks, answers, pulls and restarts shows the server rows with what is pending replayed', async () => {
  const runs = process.env.TEST_EFFORT === 'full' ? 800 : 60;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 60, size: 'max' }), async (steps) => {
      const desktop = await createDesktop();
      try {
        for (const one of steps) await desktop.run(one);
        await desktop.finish();
      } finally {
        await desktop.close();
      }
    }),
    { numRuns: runs },
  );
});
