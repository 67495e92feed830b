import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { candidatePairs, NEIGHBOURS } from '../../../shared/domains/duplicates/candidates.ts';
import type { ChargeFacts } from '../../../shared/domains/duplicates/facts.ts';
import { chargeFactsOfImportRow } from '../../../shared/domains/duplicates/facts.ts';
import { judgePair } from '../../../shared/domains/duplicates/judge.ts';
import { judgeAll, judgeSingles } from '../../../shared/domains/duplicates/judge-all.ts';
import { neutralRecordToRow } from '../../../shared/domains/payments/import-neutral.ts';
import { charge, day, hour, minute, second } from './charges.ts';

const orNone = <Value>(...values: readonly Value[]) => fc.constantFrom(null, ...values);

/** Charges of a handful of payers and applications, so that every gate and rule is reached. */
const anyFacts: fc.Arbitrary<Omit<ChargeFacts, 'paymentId' | 'gatewayRef'>> = fc.record({
  gateway: fc.constantFrom('stripe', 'adyen'),
  orderRef: orNone('O-1', 'O-2'),
  applicationNo: orNone('A-1', 'A-2'),
  applicantName: orNone('Ann Lee', 'Bob Lee'),
  applicantDoc: orNone('doc-1', 'doc-2'),
  nationality: orNone('CN'),
  visaType: orNone('single', 'multiple'),
  applicationStatus: orNone('draft' as const, 'submitted' as const, 'approved' as const),
  feeType: orNone('base' as const, 'expedite' as const, 'reapply' as const),
  email: orNone('a@example.org', 'A@example.org'),
  payerId: orNone('payer-1'),
  cardFingerprint: orNone('card-1', 'card-2'),
  method: orNone('card', 'bank_transfer'),
  deviceId: orNone('device-1'),
  amountMinor: fc.constantFrom(0, 2500, 4000),
  currency: fc.constantFrom('USD', 'EUR'),
  status: fc.constantFrom(
    'captured',
    'captured',
    'captured',
    'authorised',
    'failed',
    'cancelled',
    'unknown',
    'created',
  ),
  rawCode: orNone('timeout', 'do_not_honor', 'reversed_after_approval'),
  createdAt: fc.integer({ min: 0, max: 100 * day }).map((offset) => 1_790_000_000_000 + offset),
  capturedAt: orNone(1_790_000_000_000 + hour),
  refundedMinor: fc.constantFrom(0, 0, 1000, 2500),
  dispute: fc.constantFrom('none', 'none', 'open', 'inquiry', 'won', 'lost'),
  groupRef: orNone('G-1'),
  idempotencyKey: fc.constant(null),
});
const anyGatewayRef = fc.constantFrom(null, 'ch_1', 'ch_2', 'ch_3', 'ch_4');
const anyCharge = (paymentId: string): fc.Arbitrary<ChargeFacts> =>
  fc.tuple(anyFacts, anyGatewayRef).map(([facts, gatewayRef]) => ({ paymentId, gatewayRef, ...facts }));
const anyCharges = fc
  .array(fc.tuple(anyFacts, anyGatewayRef), { maxLength: 25 })
  .map((list) =>
    list.map(([facts, gatewayRef], index): ChargeFacts => ({ paymentId: `p${index}`, gatewayRef, ...facts })),
  );

const bySide = (pairs: ReturnType<typeof judgeAll>) => pairs.map((pair) => JSON.stringify(pair)).sort();

describe('judgePair, whatever the charges', () => {
  it('is the same both ways round and at any time', () => {
    fc.assert(
      fc.property(anyCharge('a'), anyCharge('b'), fc.integer({ min: -1e9, max: 1e9 }), (a, b, shift) => {
        const judged = judgePair(a, b);
        expect(judgePair(b, a)).toEqual(judged);
        const shifted = (one: ChargeFacts): ChargeFacts => ({
          ...one,
          createdAt: one.createdAt + shift,
          capturedAt: one.capturedAt === null ? null : one.capturedAt + shift,
        });
        const { verdict, cause, refund } = judgePair(shifted(a), shifted(b));
        expect({ verdict, cause, refund }).toEqual({
          verdict: judged.verdict,
          cause: judged.cause,
          refund: judged.refund,
        });
      }),
      { numRuns: 2000 },
    );
  });

  it('never returns a hold, an unknown, a disputed, a refunded or an uncaptured charge, nor beside one', () => {
    fc.assert(
      fc.property(anyCharge('a'), anyCharge('b'), (a, b) => {
        const { verdict, refund } = judgePair(a, b);
        if (refund === null) return;
        expect(['CONFIRMED_DUPLICATE', 'LIKELY_DUPLICATE', 'DOUBLE_APPLICATION']).toContain(verdict);
        for (const one of [a, b]) {
          expect(one.status).toBe('captured');
          expect(['none', 'won']).toContain(one.dispute);
          expect(one.amountMinor === 0 || one.refundedMinor < one.amountMinor).toBe(true);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('always says why', () => {
    fc.assert(
      fc.property(anyCharge('a'), anyCharge('b'), (a, b) => {
        const { evidence, verdict, refund } = judgePair(a, b);
        expect(evidence.length).toBeGreaterThan(0);
        expect(evidence.some(({ rule }) => rule === 'return')).toBe(refund !== null);
        if (verdict === 'SEPARATE') expect(refund).toBeNull();
      }),
    );
  });
});

describe('judgeAll', () => {
  it('does not depend on the order of the rows', () => {
    fc.assert(
      fc.property(anyCharges, (charges) => {
        expect(bySide(judgeAll(charges.toReversed()))).toEqual(bySide(judgeAll(charges)));
      }),
    );
  });

  it('says the same of a pair when other attempts are added', () => {
    fc.assert(
      fc.property(anyCharges, anyCharge('extra'), (charges, extra) => {
        const decided = (all: ReturnType<typeof judgeAll>) =>
          all
            .filter(({ a, b }) => a !== 'extra' && b !== 'extra')
            .map(({ a, b, verdict, refund }) => `${a} ${b} ${verdict} ${refund}`)
            .sort();
        expect(decided(judgeAll([...charges, extra]))).toEqual(decided(judgeAll(charges)));
      }),
    );
  });

  it('finds in small files every pair that judging all against all finds near in time', () => {
    fc.assert(
      fc.property(anyCharges, (charges) => {
        const near = charges.map((one) => ({ ...one, createdAt: one.createdAt % day }));
        const found = new Set(judgeAll(near).map(({ a, b }) => [a, b].sort().join()));
        for (const [index, a] of near.entries()) {
          for (const b of near.slice(index + 1)) {
            const { verdict } = judgePair(a, b);
            if (verdict !== 'SEPARATE') expect(found).toContain([a.paymentId, b.paymentId].sort().join());
          }
        }
      }),
    );
  });

  it('returns two of three charges for one application and keeps the first', () => {
    const charges = [charge('a'), charge('b', { after: second }), charge('c', { after: 2 * second })];
    const refunds = judgeAll(charges).map(({ a, b, refund }) => `${a}${b}:${refund}`);
    expect(refunds.sort()).toEqual(['ab:b', 'ac:c', 'bc:c']);
  });

  it('takes a fee for the standard fee only in real traffic', () => {
    const pair = [
      charge('a', { applicationNo: null, deviceId: null }),
      charge('b', { applicationNo: null, deviceId: null, after: 40 * minute }),
    ];
    const others = Array.from({ length: 40 }, (_, index) =>
      charge(`x${index}`, {
        applicationNo: `X-${index}`,
        email: null,
        cardFingerprint: null,
        deviceId: null,
        after: -index * day,
      }),
    );
    expect(judgeAll(pair)[0]?.verdict).toBe('LIKELY_DUPLICATE');
    expect(judgeAll([...pair, ...others]).find(({ a }) => a === 'a')?.verdict).toBe('REVIEW');
  });

  it('recognises a batch that was settled twice', () => {
    const customers = Array.from({ length: 12 }, (_, index) => {
      const own = {
        applicationNo: `A-${index}`,
        email: `c${index}@example.org`,
        cardFingerprint: `card-${index}`,
        deviceId: null,
      };
      return [
        charge(`first${index}`, { ...own, after: index * 20 * minute }),
        charge(`again${index}`, { ...own, after: 2 * day + index * second }),
      ];
    });
    const judged = judgeAll(customers.flat());
    expect(judged.map(({ verdict, cause }) => `${verdict} ${cause}`)).toEqual(
      Array.from({ length: 12 }, () => 'CONFIRMED_DUPLICATE batch'),
    );
    expect(judgeAll(customers.slice(0, 4).flat()).map(({ cause }) => cause)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('looks at charges alone that seem double to the customer', () => {
    const alone = { cardFingerprint: null, email: null, deviceId: null };
    const charges = [
      charge('hold', { ...alone, applicationNo: '1', status: 'authorised' }),
      charge('void', { ...alone, applicationNo: '2', status: 'cancelled' }),
      charge('back', { ...alone, applicationNo: '3', refundedMinor: 2500 }),
      charge('fine', { ...alone, applicationNo: '4' }),
    ];
    expect(
      judgeSingles(charges, judgeAll(charges)).map(({ a, b, verdict, cause, refund }) => [
        a,
        b,
        verdict,
        cause,
        refund,
      ]),
    ).toEqual([
      ['hold', 'hold', 'PENDING_HOLD', 'hold', null],
      ['void', 'void', 'PENDING_HOLD', 'failed-with-hold', null],
      ['back', 'back', 'ALREADY_REFUNDED', 'reversal', null],
    ]);
  });

  it('takes rows as the import makes them', () => {
    const record = {
      payment_id: 'p1',
      gateway: 'stripe',
      gateway_ref: 'ch_1',
      application_no: 'A-1',
      amount_minor: '2500',
      currency: 'USD',
      status: 'captured',
      created_at: '2026-09-24T10:00:00Z',
    };
    const facts = [
      record,
      { ...record, payment_id: 'p2', gateway_ref: 'ch_2', created_at: '2026-09-24T10:00:04Z' },
    ].map((one) => {
      const result = neutralRecordToRow(one);
      if (!result.ok) throw new Error(result.reason);
      return chargeFactsOfImportRow(result.row);
    });
    expect(judgeAll(facts)).toMatchObject([
      { a: 'p1', b: 'p2', verdict: 'CONFIRMED_DUPLICATE', cause: 'double-click', refund: 'p2' },
    ]);
  });
});

describe('candidatePairs', () => {
  it('grows with the number of charges even if all share one payer', () => {
    const charges = Array.from({ length: 20_000 }, (_, index) =>
      charge(`p${index}`, { applicationNo: `A-${index}`, after: index * second }),
    );
    expect(candidatePairs(charges).length).toBeLessThanOrEqual(charges.length * NEIGHBOURS);
  });

  it('joins one application over any time, and one card only over a month', () => {
    const first = charge('a');
    const muchLater = charge('b', { after: 200 * day });
    expect(candidatePairs([first, muchLater])).toHaveLength(1);
    expect(candidatePairs([first, { ...muchLater, applicationNo: null }])).toHaveLength(0);
  });
});
