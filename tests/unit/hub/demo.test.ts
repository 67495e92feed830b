import { describe, expect, it } from 'vitest';
import {
  buildDemo,
  chargeOf,
  type Demo,
  storyPayment,
  ticketId,
} from '../../../electron/hub/demo/build-demo.ts';
import { demoFiles } from '../../../electron/hub/demo/demo-files.ts';
import { chargeId } from '../../../electron/hub/demo/payment-row.ts';
import { demoCaseKeySchema } from '../../../shared/domains/demo/contract.ts';
import { chargeFactsOfImportRow } from '../../../shared/domains/duplicates/facts.ts';
import { judgeAll } from '../../../shared/domains/duplicates/judge-all.ts';
import { importRowSchema } from '../../../shared/domains/payments/import-row.ts';

const NOW = Date.UTC(2026, 10, 22, 9, 30);
const HOUR_MS = 3_600_000;
const demo = buildDemo(NOW);

/** Verdicts of the pairs between two story payments, by their keys. */
function storyVerdicts({ payments }: Demo): Record<string, string> {
  const keyByReference = new Map(
    demoFiles.stories.payments.map(({ key, gateway }) => [chargeId(gateway, key), key]),
  );
  const keyById = new Map(
    payments.map(({ payment_id, gateway_ref }) => [payment_id, keyByReference.get(gateway_ref ?? '')]),
  );
  const verdicts: Record<string, string> = {};
  for (const { a, b, verdict, refund } of judgeAll(payments.map(chargeFactsOfImportRow))) {
    const [first, second] = [keyById.get(a), keyById.get(b)];
    if (first === undefined || second === undefined) continue;
    verdicts[`${first} + ${second}`] =
      refund === null ? verdict : `${verdict}, return ${keyById.get(refund)}`;
  }
  return verdicts;
}

describe('demo data', () => {
  it('is the same for the same moment and moves with it', () => {
    expect(buildDemo(NOW)).toEqual(demo);
    const day = 86_400_000;
    const later = buildDemo(NOW + day);
    expect(later.payments.map(({ created_at }) => Date.parse(created_at) - day)).toEqual(
      demo.payments.map(({ created_at }) => Date.parse(created_at)),
    );
  });

  it('has the size of a small desk', () => {
    expect(demo.payments.length).toBeGreaterThanOrEqual(150);
    // 80 of stories and everyday, 33 of the regional spike.
    expect(new Set(demo.payments.map(({ application_no }) => application_no)).size).toBe(113);
    expect(new Set(demo.payments.map(({ gateway_ref }) => gateway_ref)).size).toBe(demo.payments.length);
    expect(new Set(demo.payments.map(({ payment_id }) => payment_id)).size).toBe(demo.payments.length);
    expect(new Set(demo.payments.map(({ gateway }) => gateway)).size).toBe(4);
    expect(new Set(demo.payments.map(({ destination }) => destination)).size).toBe(12);
    expect(demo.tickets).toHaveLength(28);
  });

  it('holds only rows that an import would take, all in the past', () => {
    for (const row of demo.payments) {
      expect(importRowSchema.parse(row)).toEqual(row);
      expect(Date.parse(row.captured_at ?? row.created_at)).toBeLessThan(NOW);
    }
    for (const { customer_email: email } of demo.tickets) {
      expect(
        demo.payments.some((row) => row.email === email),
        String(email),
      ).toBe(true);
    }
  });

  it('tells each story as the duplicate rules see it', () => {
    const family = Object.fromEntries(
      [1, 2, 3].flatMap((first) =>
        [2, 3, 4]
          .filter((second) => second > first)
          .map((second) => [`family-${first} + family-${second}`, 'GROUP_PURCHASE']),
      ),
    );
    expect(storyVerdicts(demo)).toEqual({
      ...family,
      'vietnam-twice-1 + vietnam-twice-2': 'CONFIRMED_DUPLICATE, return vietnam-twice-2',
      'india-two-gateways-1 + india-two-gateways-2': 'CONFIRMED_DUPLICATE, return india-two-gateways-1',
      'india-cross-border-1 + india-cross-border-2': 'REPAYMENT_AFTER_FAILURE',
      'turkey-hold-1 + turkey-hold-2': 'PENDING_HOLD',
      'australia-page-error + australia-backup-link': 'REPAYMENT_AFTER_FAILURE',
      'vietnam-misspelt-1 + vietnam-misspelt-2': 'REAPPLY',
      'kenya-refunded-1 + kenya-refunded-2': 'ALREADY_REFUNDED',
      'india-dispute-1 + india-dispute-2': 'IN_DISPUTE',
      'lanka-unknown-1 + lanka-unknown-2': 'RESOLVE_FIRST',
      'uk-refund-kept + uk-refund-failed': 'CONFIRMED_DUPLICATE, return uk-refund-failed',
    });
  });

  it('quotes charges as the gateway names them and leaves no placeholder', () => {
    const bodies = demo.tickets.flatMap(({ messages }) => messages.map(({ body }) => body));
    for (const body of bodies) expect(body).not.toMatch(/[{}]/);
    expect(bodies.join('\n')).toContain(chargeId('stripe', 'vietnam-twice-2'));
  });

  it('lets nobody decide on his own refund', () => {
    for (const { requestedBy, steps } of demo.refunds) {
      for (const { decidedBy } of steps) expect(decidedBy).not.toBe(requestedBy);
    }
  });

  it('holds the case of each key with its ticket and its payment, for one team', () => {
    expect(demoFiles.cases.map(({ key }) => key)).toEqual(demoCaseKeySchema.options);
    for (const { key, ticket, payment } of demoFiles.cases) {
      const row = demo.tickets.find(({ external_id }) => external_id === ticketId(ticket));
      const charge = demo.payments.find(
        ({ gateway_ref }) => gateway_ref === chargeOf(storyPayment(payment)).gatewayRef,
      );
      expect(row?.customer_email, key).toBe(charge?.email);
      // Who starts here works in the first team.
      expect(row?.team, key).toBe(1);
    }
  });

  it('shows the proof of the cancelled trip', () => {
    const trip = demo.tickets.find(({ external_id }) => external_id === ticketId('egypt-trip-cancelled'));
    expect(trip?.messages[0]?.attachments).toMatchObject([
      { name: 'airline-cancellation-notice.pdf', type: 'application/pdf' },
    ]);
  });

  it('has most payments from one country fail at one gateway, and there alone, in the last hours', () => {
    const recent = demo.payments.filter(
      ({ created_at, issuer_country }) =>
        issuer_country === 'TR' && NOW - Date.parse(created_at) < 3 * HOUR_MS,
    );
    const failures = (rows: typeof recent) => rows.filter(({ raw_code }) => raw_code === '9').length;
    const there = recent.filter(({ gateway }) => gateway === 'adyen');
    expect(there.length).toBeGreaterThanOrEqual(26);
    expect(failures(there) / there.length).toBeGreaterThan(0.8);
    const elsewhere = recent.filter(({ gateway }) => gateway !== 'adyen');
    expect(elsewhere.length).toBeGreaterThanOrEqual(5);
    expect(failures(elsewhere)).toBe(0);
  });
});
