import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DataService } from '../../../electron/data/service-types.ts';
import type { Payment } from '../../../shared/domains/payments/entity.ts';
import type { FailureReport } from '../../../shared/domains/reports/contract.ts';
import { createDataWorld, type DataWorld, until } from '../../support/data-world.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createFakeTeam } from '../../support/fake-team-client.ts';
import { makeTicket, makeWaiting } from '../../support/ticket-rows.ts';
import { makeApplication, makePayment, makeRefund, makeStaff, testId } from '../../support/wire-rows.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** Monday, 10:20 in India. */
const NOW = Date.UTC(2026, 10, 23, 4, 50);
const ZONE = 'Asia/Kolkata';

const STAFF = [
  makeStaff('amina', 1, { name: 'Amina' }),
  makeStaff('ingrid', 2, { name: 'Ingrid', role: 'supervisor', teams: [1, 2] }),
  makeStaff('bao', 3, { name: 'Bao', teams: [2] }),
  makeStaff('gone', 4, { name: 'Gone', active: false }),
  makeStaff('far', 5, { name: 'Far', teams: [3] }),
  makeStaff('root', 6, { name: 'Root', role: 'admin', teams: [] }),
];

let world: DataWorld;

beforeEach(() => {
  world = createDataWorld(createFakeTeam(STAFF));
});
afterEach(() => world.close());

async function openSynced(): Promise<DataService> {
  const service = await world.open({ login: 'ingrid', clock: createFakeClock(NOW) });
  await service.syncNow();
  return service;
}

/** Puts payments made at a time and numbers them. */
function payments(from: number, count: number, at: number, overrides: Partial<Payment> = {}): void {
  for (let n = from; n < from + count; n += 1) {
    world.team.put('payment', makePayment(n, { createdAt: at, capturedAt: null, ...overrides }));
  }
}

describe('tickets at a glance', () => {
  const agoWaiting = (n: number, hours: number, overrides: Parameters<typeof makeWaiting>[2] = {}) =>
    world.team.put('ticket', makeWaiting(n, NOW - hours * HOUR_MS, { assignee: 'amina', ...overrides }));

  beforeEach(() => {
    agoWaiting(10, 0.5);
    agoWaiting(11, 2, { assignee: null });
    agoWaiting(12, 9);
    agoWaiting(13, 30, { team: 2, assignee: 'bao' });
    agoWaiting(14, 100, { team: 2, assignee: 'gone' });
    agoWaiting(15, 100, { snoozedUntil: NOW + HOUR_MS });
    agoWaiting(16, 80, { snoozedUntil: NOW - HOUR_MS });
    world.team.put('ticket', makeTicket(20, { assignee: 'amina' }));
    world.team.put('ticket', makeTicket(21, { status: 'pending' }));
    world.team.put('ticket', makeTicket(22, { status: 'pending', snoozedUntil: NOW + 1 }));
    // Half past midnight today, and half an hour before it.
    const midnight = NOW - 10 * HOUR_MS - 20 * 60_000;
    const solved = (n: number, at: number, assignee: string | null) =>
      world.team.put(
        'ticket',
        makeTicket(n, { status: 'solved', lastMessageAt: at, lastDirection: 'out', assignee }),
      );
    solved(30, midnight, 'amina');
    solved(31, midnight - 1, 'amina');
    solved(32, NOW, 'bao');
    solved(33, NOW, null);
    world.team.put('ticket', makeTicket(40, { status: 'closed', assignee: 'amina', lastMessageAt: NOW }));
  });

  test('are counted by team, as the queues count them', async () => {
    const service = await openSynced();
    const { tickets } = await service.handlers['reports.overview']({ timeZone: ZONE });
    expect(tickets.teams).toEqual([
      { team: 1, open: 5, unassigned: 1, overdue: 2, waiting: 1 },
      { team: 2, open: 2, unassigned: 0, overdue: 2, waiting: 0 },
    ]);
    const { counts } = await service.handlers['tickets.overview']({});
    const sum = (key: 'open' | 'unassigned' | 'overdue' | 'waiting') =>
      tickets.teams.reduce((total, team) => total + team[key], 0);
    expect({
      open: sum('open'),
      unassigned: sum('unassigned'),
      overdue: sum('overdue'),
      waiting: sum('waiting'),
    }).toEqual({
      open: counts.open,
      unassigned: counts.unassigned,
      overdue: counts.overdue,
      waiting: counts.waiting,
    });
  });

  test('have waited for so long', async () => {
    const { tickets } = await (await openSynced()).handlers['reports.overview']({ timeZone: ZONE });
    expect(tickets.ageing.map(({ tickets: some }) => some)).toEqual([1, 1, 1, 1, 2]);
    expect(tickets.quiet).toBe(1);
  });

  test('lie with the people of my teams, and with those who have left', async () => {
    const { people } = await (await openSynced()).handlers['reports.overview']({ timeZone: ZONE });
    expect(people).toEqual([
      { login: 'amina', name: 'Amina', active: true, open: 4, overdue: 2, solvedToday: 1 },
      { login: 'bao', name: 'Bao', active: true, open: 1, overdue: 1, solvedToday: 1 },
      { login: 'gone', name: 'Gone', active: false, open: 1, overdue: 1, solvedToday: 0 },
      { login: 'ingrid', name: 'Ingrid', active: true, open: 0, overdue: 0, solvedToday: 0 },
    ]);
  });
});

test('refunds at a glance: to review, the nearest deadline, and those that nobody moves', async () => {
  const payment = makePayment(10);
  world.team.put('payment', payment);
  const put = (n: number, state: Parameters<typeof makeRefund>[2] & object) =>
    world.team.put('refund', makeRefund(n, payment, state));
  put(20, { state: 'submitted', reviewDueAt: NOW + HOUR_MS });
  put(21, { state: 'in_review', reviewDueAt: NOW - HOUR_MS });
  put(22, { state: 'in_review', reviewDueAt: NOW + 2 * HOUR_MS });
  put(23, { state: 'needs_info', reviewDueAt: NOW - 9 * HOUR_MS });
  put(24, { state: 'manual_check' });
  put(25, { state: 'manual_check' });
  put(26, { state: 'refund_failed' });
  put(27, { state: 'gateway_refused' });
  put(28, { state: 'closed' });
  const { refunds } = await (await openSynced()).handlers['reports.overview']({ timeZone: ZONE });
  expect(refunds).toEqual({
    review: { refunds: 3, overdue: 1, nextDueAt: NOW - HOUR_MS },
    stuck: { manualCheck: 2, gatewayRefused: 1, failed: 1 },
  });
});

describe('duplicates at a glance', () => {
  test('each charge to return counts once, in its currency, until somebody returns it', async () => {
    for (const n of [10, 11, 12]) world.team.put('application', makeApplication(n));
    const twice = (first: number, copies: number, application: number, overrides: Partial<Payment>) => {
      for (let n = first; n < first + copies; n += 1) {
        const at = NOW - DAY_MS + n * 1_000;
        world.team.put(
          'payment',
          makePayment(n, {
            applicationId: testId(application),
            amountMinor: 2_500,
            capturedMinor: 2_500,
            createdAt: at,
            capturedAt: at,
            ...overrides,
          }),
        );
      }
    };
    twice(100, 3, 10, {});
    twice(200, 2, 11, { currency: 'JPY' });
    twice(300, 2, 12, { currency: 'EUR' });
    const service = await openSynced();
    const before = (await service.handlers['reports.overview']({ timeZone: ZONE })).duplicates;
    // Three charges of one application are three pairs, and two charges too many.
    expect(before).toEqual({
      pairs: 5,
      money: [
        { currency: 'EUR', amountMinor: 2_500, count: 1 },
        { currency: 'JPY', amountMinor: 2_500, count: 1 },
        { currency: 'USD', amountMinor: 5_000, count: 2 },
      ],
    });
    expect(before.pairs).toBe((await service.handlers['duplicates.open']({ limit: 10 })).total);
    const [pair] = (await service.handlers['duplicates.open']({ limit: 1 })).pairs;
    world.team.put(
      'refund',
      makeRefund(400, pair?.second ?? makePayment(0), { paymentId: pair?.pair.refund ?? '' }),
    );
    await service.syncNow();
    const after = (await service.handlers['reports.overview']({ timeZone: ZONE })).duplicates;
    expect(after.money).toEqual([
      { currency: 'JPY', amountMinor: 2_500, count: 1 },
      { currency: 'USD', amountMinor: 5_000, count: 2 },
    ]);
  });
});

describe('failures today', () => {
  const week = 7 * DAY_MS;

  test('stand beside those of the same hours of the four Mondays before', async () => {
    // Today until 10:20 in India.
    payments(100, 6, NOW - HOUR_MS, { status: 'failed', rawCode: 'x', issuerCountry: 'IN' });
    // On the stroke of two.
    payments(110, 2, NOW - 8 * HOUR_MS - 20 * 60_000, { issuerCountry: 'IN' });
    payments(120, 1, NOW - 11 * HOUR_MS, { status: 'failed', issuerCountry: 'IN' });
    payments(130, 3, NOW, { gateway: 'adyen', issuerCountry: null, ipCountry: 'DE' });
    payments(140, 5, NOW, { status: 'processing' });
    // The same hours before: 1 of 4; a little later, and another day, do not count.
    for (const [index, back] of [1, 2, 4].entries()) {
      payments(200 + index * 10, 1, NOW - back * week, { status: 'failed', issuerCountry: 'IN' });
      payments(205 + index * 10, 3, NOW - back * week - HOUR_MS, { issuerCountry: 'IN' });
    }
    payments(300, 50, NOW - week + HOUR_MS, { status: 'failed' });
    payments(400, 50, NOW - 2 * DAY_MS, { status: 'failed' });
    payments(500, 50, NOW - 5 * week, { status: 'failed' });
    const { payments: today } = await (await openSynced()).handlers['reports.overview']({ timeZone: ZONE });
    expect(today).toMatchObject({
      complete: true,
      weeks: 3,
      total: {
        today: { failed: 6, tried: 11, rate: 6 / 11 },
        usual: { failed: 3, tried: 12, rate: 0.25 },
        change: { absolute: 6 / 11 - 0.25, small: true },
      },
    });
    expect(
      today.byGateway.map(({ gateway, today: now, usual }) => [gateway, now.tried, usual.tried]),
    ).toEqual([
      ['stripe', 8, 12],
      ['adyen', 3, 0],
    ]);
    expect(today.byCountry.map(({ country, today: now }) => [country, now.failed, now.tried])).toEqual([
      ['IN', 6, 8],
      ['DE', 0, 3],
    ]);
    const busy = today.hours.filter(({ today: now, usual }) => now.tried + usual.tried > 0);
    expect(busy.map(({ hour, today: now, usual }) => [hour, now.tried, usual.tried])).toEqual([
      [2, 2, 0],
      [9, 6, 9],
      [10, 3, 3],
    ]);
    expect(today.hours).toHaveLength(11);
  });
});

describe('the report of failures', () => {
  const period = { from: '2026-11-21', to: '2026-11-22', timeZone: ZONE, compare: true };
  const shown = ({ total, days }: FailureReport) => ({
    now: total.now,
    before: total.before,
    days: days.map(({ day, value, before }) => [day, value.tried, before?.day, before?.value.tried]),
  });

  test('counts by days of the zone and beside as many before them', async () => {
    const midnight = Date.parse('2026-11-21T00:00:00+05:30');
    payments(100, 1, midnight - 1, { status: 'failed' });
    payments(110, 2, midnight, { status: 'failed', rawCode: 'blocked' });
    payments(120, 3, midnight + 2 * DAY_MS - 1);
    payments(130, 50, midnight + 2 * DAY_MS);
    payments(200, 4, midnight - 2 * DAY_MS);
    payments(210, 50, midnight - 2 * DAY_MS - 1);
    const service = await openSynced();
    const report = await service.handlers['reports.failures'](period);
    expect(report).toMatchObject({
      period: { from: '2026-11-21', to: '2026-11-22' },
      before: { from: '2026-11-19', to: '2026-11-20' },
      timeZone: ZONE,
      complete: true,
      byCause: [
        { gateway: 'stripe', code: 'blocked', now: { failed: 2, tried: 5 }, before: { failed: 0, tried: 5 } },
        { gateway: 'stripe', code: null, now: { failed: 0 }, before: { failed: 1 } },
      ],
    });
    expect(shown(report)).toEqual({
      now: { failed: 2, tried: 5, rate: 0.4 },
      before: { failed: 1, tried: 5, rate: 0.2 },
      days: [
        ['2026-11-21', 2, '2026-11-19', 4],
        ['2026-11-22', 3, '2026-11-20', 1],
      ],
    });
    const alone = await service.handlers['reports.failures']({ ...period, compare: false });
    expect([alone.before, alone.total.before, alone.days[0]?.before]).toEqual([null, null, null]);
  });

  test('follows what changes, what goes, and a full sync', async () => {
    const at = Date.parse('2026-11-21T12:00:00Z');
    payments(100, 10, at, { status: 'processing' });
    const service = await openSynced();
    const tally = async () => {
      const { total, complete } = await service.handlers['reports.failures'](period);
      return { ...total.now, complete };
    };
    expect(await tally()).toEqual({ failed: 0, tried: 0, rate: null, complete: true });
    payments(100, 4, at, { status: 'failed', ver: 2 });
    payments(104, 6, at, { ver: 2 });
    await service.syncNow();
    expect(await tally()).toEqual({ failed: 4, tried: 10, rate: 0.4, complete: true });
    world.team.remove('payment', testId(100));
    await service.syncNow();
    expect(await tally()).toMatchObject({ failed: 3, tried: 9 });
    // Another generation: everything is fetched again, and some of it is different.
    world.team.remove('payment', testId(101));
    payments(102, 1, at, { ver: 3 });
    world.team.restore([]);
    await service.syncNow();
    expect(await tally()).toEqual({ failed: 1, tried: 8, rate: 1 / 8, complete: true });
  });

  test('counts what a program without counts has left', async () => {
    payments(100, 300, Date.parse('2026-11-21T12:00:00Z'));
    const service = await openSynced();
    await service.handlers['reports.failures'](period);
    await service.stop();
    const cache = new Database(join(world.folder('ingrid'), 'cache.db'));
    cache.exec("DELETE FROM sync_state WHERE name = 'paymentCounts'; DELETE FROM payment_quarter_total");
    cache.close();
    const report = await (await openSynced()).handlers['reports.failures'](period);
    expect([report.complete, report.days[0]?.value.tried]).toEqual([true, 300]);
  });

  test('is counted beside the work after a first sync', async () => {
    payments(100, 1_200, Date.parse('2026-11-21T12:00:00Z'));
    const service = await world.open({ login: 'ingrid', polling: true });
    service.start();
    const report = await until(
      () => service.handlers['reports.failures'](period),
      ({ complete }) => complete,
    );
    expect(report.total.now.tried).toBe(1_200);
  });
});

test('the report of refunds counts by the day of the request and leaves out what nobody else has', async () => {
  const payment = makePayment(10, { capturedMinor: 100_000 });
  const other = makePayment(11, { capturedMinor: 100_000 });
  for (const one of [payment, other]) world.team.put('payment', one);
  const at = Date.parse('2026-11-20T00:00:00+05:30');
  const put = (n: number, hours: number, overrides: Parameters<typeof makeRefund>[2] & object) =>
    world.team.put(
      'refund',
      makeRefund(n, payment, {
        requestedAt: at + hours * HOUR_MS,
        reviewDueAt: at + (hours + 24) * HOUR_MS,
        ...overrides,
      }),
    );
  put(20, 0, { state: 'refunded', decidedAt: at + 2 * HOUR_MS, reason: 'duplicate' });
  put(21, 30, { state: 'rejected', decidedAt: at + 60 * HOUR_MS, amountMinor: 300, currency: 'EUR' });
  put(22, 50, { state: 'submitted' });
  put(23, 72, { state: 'submitted' });
  put(24, -1, { state: 'withdrawn' });
  const service = await openSynced();
  world.team.setOnline(false);
  await service.handlers['refunds.submit']({
    commandId: testId(90),
    refundId: testId(91),
    paymentId: other.id,
    amountMinor: 700,
    currency: 'USD',
    reason: 'goodwill',
    note: 'kind',
    evidence: { duplicateOf: null, verdict: null, newApplicationNo: null, document: null },
  });
  expect((await service.handlers['refunds.list']({ view: 'all', limit: 10 })).total).toBe(6);
  const period = { from: '2026-11-20', to: '2026-11-23', timeZone: ZONE, compare: true };
  const report = await service.handlers['reports.refunds'](period);
  expect(report.total).toMatchObject({
    now: {
      refunds: 4,
      money: [
        { currency: 'EUR', amountMinor: 300, count: 1 },
        { currency: 'USD', amountMinor: 3_000, count: 3 },
      ],
      decided: 2,
      medianHours: 16,
      inTime: 1 / 3,
    },
    before: { refunds: 1, decided: 0, medianHours: null, inTime: null },
  });
  expect(report.byState.map(({ state, now }) => [state, now.refunds])).toEqual([
    ['submitted', 2],
    ['rejected', 1],
    ['withdrawn', 0],
    ['refunded', 1],
  ]);
  expect(report.days.map(({ day, value, before }) => [day, value, before?.day])).toEqual([
    ['2026-11-20', { inTime: 1, late: 0, undecided: 0, dropped: 0 }, '2026-11-16'],
    ['2026-11-21', { inTime: 0, late: 1, undecided: 0, dropped: 0 }, '2026-11-17'],
    ['2026-11-22', { inTime: 0, late: 0, undecided: 1, dropped: 0 }, '2026-11-18'],
    ['2026-11-23', { inTime: 0, late: 0, undecided: 1, dropped: 0 }, '2026-11-19'],
  ]);
});

describe('a saved report', () => {
  const file = (): string => join(world.directory, 'report.csv');
  const request = (report: 'refunds' | 'failures') => ({
    report,
    period: { from: '2026-11-21', to: '2026-11-22', timeZone: ZONE, compare: true },
    format: 'csv' as const,
    file: file(),
    replace: true,
    language: null,
    headers: 'keys' as const,
  });

  test('is in the audit log of the team', async () => {
    payments(100, 2, Date.parse('2026-11-21T12:00:00Z'));
    const service = await openSynced();
    const { rows } = await service.handlers['reports.save'](request('failures'));
    const lines = readFileSync(file(), 'utf8').trim().split('\r\n');
    expect(lines).toHaveLength(rows + 1);
    await service.handlers['reports.save'](request('refunds'));
    expect(world.team.notes).toMatchObject([
      {
        kind: 'failures-report',
        from: '2026-11-21',
        to: '2026-11-22',
        format: 'csv',
        rows,
        masked: true,
        filters: { timeZone: ZONE, compare: true },
      },
      { kind: 'refunds-report' },
    ]);
  });

  test('is not written when the team can not be told', async () => {
    const service = await openSynced();
    world.team.fail('noteExport', 'cut-before');
    await expect(service.handlers['reports.save'](request('failures'))).rejects.toMatchObject({
      code: 'offline',
    });
    world.team.setOnline(false);
    await expect(service.handlers['reports.save'](request('refunds'))).rejects.toMatchObject({
      code: 'offline',
    });
    expect(readdirSync(world.directory)).toEqual(['embedded']);
  });
});
