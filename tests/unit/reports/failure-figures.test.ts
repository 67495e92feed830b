import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paymentStatusSchema } from '../../../shared/domains/payments/entity.ts';
import { failureFigures, type PaymentCount } from '../../../shared/domains/reports/failure-figures.ts';

const count = (payments: number, overrides: Partial<PaymentCount> = {}): PaymentCount => ({
  gateway: 'stripe',
  country: 'IN',
  status: 'captured',
  code: '',
  payments,
  ...overrides,
});
const failed = (payments: number, code: string, overrides: Partial<PaymentCount> = {}): PaymentCount =>
  count(payments, { status: 'failed', code, ...overrides });

const NOW = [
  count(60),
  failed(30, 'transaction_not_allowed'),
  failed(10, ''),
  count(95, { gateway: 'adyen', country: 'DE' }),
  failed(5, 'Refused', { gateway: 'adyen', country: '' }),
  count(7, { status: 'authorised' }),
  count(3, { status: 'unknown' }),
  count(2, { status: 'requires_action' }),
  count(1, { status: 'expired' }),
];
const BEFORE = [
  count(90),
  failed(10, 'transaction_not_allowed'),
  failed(20, 'expired_card'),
  count(10, { gateway: 'paypal', country: 'BR' }),
];

describe('failures', () => {
  const figures = failureFigures(NOW, BEFORE);

  test('are what failed of what succeeded or failed', () => {
    expect(figures.total.now).toEqual({ failed: 45, tried: 200, rate: 0.225 });
    expect(figures.total.before).toEqual({ failed: 30, tried: 130, rate: 30 / 130 });
    expect(figures.leftOut).toEqual({ authorised: 7, unfinished: 5, givenUp: 1 });
  });

  test('by gateway and by country come with most failures first, those of the period before included', () => {
    expect(figures.byGateway.map(({ gateway, now, before }) => [gateway, now.failed, before?.tried])).toEqual(
      [
        ['stripe', 40, 120],
        ['adyen', 5, 0],
        ['paypal', 0, 10],
      ],
    );
    expect(figures.byGateway[2]?.now).toEqual({ failed: 0, tried: 0, rate: null });
    expect(figures.byCountry.map(({ country, now }) => [country, now.failed, now.tried])).toEqual([
      ['IN', 40, 100],
      [null, 5, 5],
      ['DE', 0, 95],
      ['BR', 0, 0],
    ]);
  });

  test('by cause are set against everything that the gateway tried', () => {
    expect(
      figures.byCause.map(({ gateway, code, now, before }) => [gateway, code, now, before?.failed]),
    ).toEqual([
      ['stripe', 'transaction_not_allowed', { failed: 30, tried: 100, rate: 0.3 }, 10],
      ['stripe', null, { failed: 10, tried: 100, rate: 0.1 }, 0],
      ['stripe', 'expired_card', { failed: 0, tried: 100, rate: 0 }, 20],
      ['adyen', 'Refused', { failed: 5, tried: 100, rate: 0.05 }, 0],
    ]);
    expect(figures.byCause[0]?.before).toEqual({ failed: 10, tried: 120, rate: 10 / 120 });
  });

  test('say what has changed', () => {
    expect(figures.byGateway[0]?.change).toEqual({
      failed: { absolute: 10, relative: 1 / 3, small: false },
      rate: { absolute: 0.4 - 0.25, relative: (0.4 - 0.25) / 0.25, small: false },
    });
    // Nobody tried adyen before.
    expect(figures.byGateway[1]?.change?.rate).toEqual({ absolute: null, relative: null, small: true });
  });

  test('without a comparison have nothing beside them', () => {
    const alone = failureFigures(NOW, null);
    expect(alone.total).toEqual({ now: figures.total.now, before: null, change: null });
    expect(alone.byGateway.map(({ gateway }) => gateway)).toEqual(['stripe', 'adyen']);
    expect(alone.byCause.every(({ before, change }) => before === null && change === null)).toBe(true);
  });

  test('of no payments are none', () => {
    expect(failureFigures([], null)).toEqual({
      total: { now: { failed: 0, tried: 0, rate: null }, before: null, change: null },
      leftOut: { authorised: 0, unfinished: 0, givenUp: 0 },
      byGateway: [],
      byCountry: [],
      byCause: [],
    });
  });
});

test('each grouping adds up to the total, and nothing is lost', () => {
  const counts = fc.array(
    fc.record({
      gateway: fc.constantFrom('stripe', 'adyen', 'paypal'),
      country: fc.constantFrom('', 'IN', 'DE'),
      status: fc.constantFrom(...paymentStatusSchema.options),
      code: fc.constantFrom('', 'a', 'b'),
      payments: fc.integer({ min: 1, max: 50 }),
    }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(counts, (some) => {
      const { total, leftOut, byGateway, byCountry, byCause } = failureFigures(some, null);
      const sum = (rows: readonly { now: { failed: number; tried: number } }[], key: 'failed' | 'tried') =>
        rows.reduce((all, { now }) => all + now[key], 0);
      expect(sum(byGateway, 'failed')).toBe(total.now.failed);
      expect(sum(byGateway, 'tried')).toBe(total.now.tried);
      expect(sum(byCountry, 'failed')).toBe(total.now.failed);
      expect(sum(byCountry, 'tried')).toBe(total.now.tried);
      expect(sum(byCause, 'failed')).toBe(total.now.failed);
      const { authorised, unfinished, givenUp } = leftOut;
      expect(total.now.tried + authorised + unfinished + givenUp).toBe(
        some.reduce((all, { payments }) => all + payments, 0),
      );
    }),
  );
});
