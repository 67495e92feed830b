import { describe, expect, it } from 'vitest';
import { buildDemo, type Demo } from '../../../electron/hub/demo/build-demo.ts';
import { demoFiles } from '../../../electron/hub/demo/demo-files.ts';
import { chargeId } from '../../../electron/hub/demo/payment-row.ts';
import { chargeFactsOfImportRow } from '../../../shared/domains/duplicates/facts.ts';
import { judgeAll } from '../../../shared/domains/duplicates/judge-all.ts';
import { importRowSchema } from '../../../shared/domains/payments/import-row.ts';

const NOW = Date.UTC(2026, 10, 22, 9, 30);
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
    expect(new Set(demo.payments.map(({ application_no }) => application_no)).size).toBe(80);
    expect(new Set(demo.payments.map(({ gateway_ref }) => gateway_ref)).size).toBe(demo.payments.length);
    expect(new Set(demo.payments.map(({ payment_id }) => payment_id)).size).toBe(demo.payments.length);
    expect(new Set(demo.payments.map(({ gateway }) => gateway)).size).toBe(4);
    expect(new Set(demo.payments.map(({ destination }) => destination)).size).toBe(12);
    expect(demo.tickets).toHaveLength(25);
  });

  it('holds only rows that an import would take, all in the past', () => {
    for (const row of demo.payments) {
      expect(importRowSchema.parse(row)).toEqual(row);
      expect(Date.parse(row.captured_at ?? row.created_at)).toBeLessThan(NOW);
    }
    for (const { email } of demo.tickets) {
      expect(
        demo.payments.some((row) => row.email === email),
        email,
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
});
