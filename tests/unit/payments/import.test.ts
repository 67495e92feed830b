import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headerProblems } from '../../../shared/domains/payments/import-headers.ts';
import { neutralRecordToRow } from '../../../shared/domains/payments/import-neutral.ts';
import type { ImportRow } from '../../../shared/domains/payments/import-row.ts';
import { importRowSchema } from '../../../shared/domains/payments/import-row.ts';
import { stripeRecordToRow } from '../../../shared/domains/payments/import-stripe.ts';
import { cardNumberMarker, hasLuhnCheckDigit } from '../../../shared/lib/card-number.ts';
import { anyText } from '../any-text.ts';

const stripe = {
  id: 'ch_3PgafuB7WZ01zgkWSjxsAJo3',
  Description: 'Vietnam e-visa, single entry',
  'Seller Message': 'Payment complete.',
  'Created date (UTC)': '2026-09-24 10:00:05',
  Amount: '25.00',
  'Amount Refunded': '0.00',
  Currency: 'usd',
  Captured: 'true',
  Status: 'Paid',
  'Decline Reason': '',
  'Customer ID': 'cus_QX1aB2cD3eF4gH',
  'Customer Email': 'linh@example.org',
  'Card Last4': '0042',
  'Card Brand': 'Visa',
  'Card Fingerprint': 'Xt5EWLLDS7FJjR1c',
  'Card Issue Country': 'vn',
  'PaymentIntent ID': 'pi_3PgafuB7WZ01zgkW1234abcd',
  'order_id (metadata)': 'ORD-77',
  'application_no (metadata)': 'VN-2026-0001',
  'passport (metadata)': 'C1234567',
};

const neutral = {
  payment_id: 'p-1',
  gateway: 'Adyen',
  gateway_ref: 'NC6HT9CRT65ZGN82',
  order_ref: 'O-1',
  application_no: 'A-1',
  nationality: 'cn',
  application_status: 'Approved',
  fee_type: 'base',
  email: 'a@example.org',
  card_last4: '42',
  amount_minor: '2500',
  currency: 'usd',
  status: 'captured',
  created_at: '2026-09-24T18:00:00+08:00',
  refunded_minor: '',
  dispute: '',
};

function rowOf(result: ReturnType<typeof stripeRecordToRow>): ImportRow {
  if (!result.ok) throw new Error(result.reason);
  return importRowSchema.parse(result.row);
}

/** A number that passes as a Visa card number, made here so that none is written down. */
const cardNumber =
  Array.from({ length: 10 }, (_, check) => `400000000000123${check}`).find(hasLuhnCheckDigit) ?? '';

describe('Stripe Dashboard export', () => {
  it('becomes a row of the neutral format', () => {
    expect(rowOf(stripeRecordToRow(stripe))).toEqual({
      payment_id: 'ch_3PgafuB7WZ01zgkWSjxsAJo3',
      gateway: 'stripe',
      gateway_ref: 'ch_3PgafuB7WZ01zgkWSjxsAJo3',
      order_ref: 'ORD-77',
      application_no: 'VN-2026-0001',
      applicant_name: null,
      applicant_doc: null,
      nationality: null,
      destination: null,
      visa_type: null,
      application_status: null,
      fee_type: null,
      customer_id: 'cus_QX1aB2cD3eF4gH',
      email: 'linh@example.org',
      payer_id: null,
      card_fingerprint: 'Xt5EWLLDS7FJjR1c',
      card_brand: 'Visa',
      card_last4: '0042',
      issuer_country: 'VN',
      method: 'card',
      device_id: null,
      ip_country: null,
      region: null,
      amount_minor: 2500,
      currency: 'USD',
      status: 'captured',
      raw_code: null,
      created_at: '2026-09-24T10:00:05.000Z',
      captured_at: null,
      refunded_minor: 0,
      // The export has no column that tells.
      dispute: null,
      group_ref: null,
      idempotency_key: null,
      identifiers: [
        { kind: 'stripe', value: 'pi_3PgafuB7WZ01zgkW1234abcd' },
        { kind: 'stripe', value: 'cus_QX1aB2cD3eF4gH' },
      ],
      description: 'Vietnam e-visa, single entry',
      customer_name: null,
    });
  });

  it('does not mind case, spaces, order or a byte order mark in headers', () => {
    const odd = Object.fromEntries(
      Object.entries(stripe)
        .reverse()
        .map(([header, cell], index) => [`${index % 2 ? ' ' : '\ufeff'}${header.toUpperCase()} `, cell]),
    );
    expect(stripeRecordToRow(odd)).toEqual(stripeRecordToRow(stripe));
  });

  it.each([
    [{ Status: 'Paid' }, { status: 'captured', refunded_minor: 0 }],
    [
      { Status: 'Refunded', 'Amount Refunded': '25.00' },
      { status: 'captured', refunded_minor: 2500 },
    ],
    [
      { Status: 'Refunded', 'Amount Refunded': '' },
      { status: 'captured', refunded_minor: 2500 },
    ],
    [
      { Status: 'Partially refunded', 'Amount Refunded': '5.00' },
      { status: 'captured', refunded_minor: 500 },
    ],
    [
      { Status: 'Partial Refund', 'Amount Refunded': '5.00' },
      { status: 'captured', refunded_minor: 500 },
    ],
    [
      { Status: 'Paid', Captured: 'FALSE' },
      { status: 'authorised', refunded_minor: 0 },
    ],
    [
      { Status: 'Refunded', Captured: 'false', 'Amount Refunded': '25.00' },
      { status: 'cancelled', refunded_minor: 0 },
    ],
    [{ Status: 'Uncaptured' }, { status: 'authorised' }],
    [
      { Status: 'Failed', 'Decline Reason': 'do_not_honor' },
      { status: 'failed', raw_code: 'do_not_honor' },
    ],
    [{ Status: 'Canceled' }, { status: 'cancelled' }],
    [{ Status: 'Pending' }, { status: 'processing' }],
    [{ Status: 'Requires action' }, { status: 'requires_action' }],
    [{ Status: 'requires_payment_method' }, { status: 'created' }],
    [{ Status: 'Requires payment method', 'Decline Reason': 'expired_card' }, { status: 'failed' }],
    [{ 'Dispute Status': 'needs_response' }, { dispute: 'open' }],
    [{ 'Dispute Status': 'warning_under_review' }, { dispute: 'inquiry' }],
    [{ 'Dispute Status': 'lost' }, { dispute: 'lost' }],
    [{ 'Dispute Status': '' }, { dispute: 'none' }],
    [{ Status: 'Disputed' }, { dispute: 'open' }],
  ])('maps %j', (cells, expected) => {
    expect(rowOf(stripeRecordToRow({ ...stripe, ...cells }))).toMatchObject(expected);
  });

  it('says nothing of refunds and disputes without their columns', () => {
    const { 'Amount Refunded': _refunded, ...shorter } = stripe;
    expect(rowOf(stripeRecordToRow(shorter))).toMatchObject({ refunded_minor: null, dispute: null });
    expect(rowOf(stripeRecordToRow({ ...shorter, Status: 'Refunded' }))).toMatchObject({
      refunded_minor: 2500,
    });
  });

  it.each([
    ['JPY', '3000', 3000],
    ['JPY', '3000.00', 3000],
    ['kwd', '7.125', 7125],
    ['EUR', '399,00', 39900],
    ['IDR', '500,000.00', 50000000],
  ])('reads amounts in %s', (currency, amount, minor) => {
    expect(rowOf(stripeRecordToRow({ ...stripe, Currency: currency, Amount: amount })).amount_minor).toBe(
      minor,
    );
  });

  it.each([
    [{ id: '' }, 'missing-value'],
    [{ Amount: '' }, 'missing-value'],
    [{ Amount: '12.345' }, 'bad-amount'],
    [{ Currency: 'JPY', Amount: '3000.50' }, 'bad-amount'],
    [{ Currency: 'JPY', Amount: '3.000' }, 'bad-amount'],
    [{ Amount: '-5.00' }, 'bad-amount'],
    [{ Amount: 'free' }, 'bad-amount'],
    [{ 'Amount Refunded': '99.00' }, 'bad-amount'],
    [{ Currency: 'usb' }, 'bad-currency'],
    [{ Status: 'Sleeping' }, 'bad-status'],
    [{ Status: 'constructor' }, 'bad-status'],
    [{ 'Created date (UTC)': '' }, 'missing-value'],
    [{ 'Created date (UTC)': '24/09/2026' }, 'bad-time'],
    [{ 'Created date (UTC)': '2026-02-30 10:00' }, 'bad-time'],
    [{ 'Card Last4': '12345' }, 'bad-value'],
    [{ 'Card Issue Country': 'Vietnam' }, 'bad-value'],
    [{ id: 'x'.repeat(300) }, 'too-long'],
    [{ 'order_id (metadata)': cardNumber }, 'card-number'],
  ])('refuses %j as %s', (cells, code) => {
    expect(stripeRecordToRow({ ...stripe, ...cells })).toMatchObject({ ok: false, code });
  });

  it('keeps no metadata but order and application numbers', () => {
    expect(JSON.stringify(stripeRecordToRow(stripe))).not.toContain('C1234567');
  });

  it('keeps no card number, not even in a reason', () => {
    const columns = Object.keys(stripe);
    for (const column of columns) {
      const result = stripeRecordToRow({ ...stripe, [column]: cardNumber });
      expect(JSON.stringify(result), column).not.toContain(cardNumber);
    }
    const described = rowOf(stripeRecordToRow({ ...stripe, Description: `card ${cardNumber} declined` }));
    expect(described.description).toBe(`card ${cardNumberMarker} declined`);
  });
});

describe('neutral payments CSV', () => {
  it('becomes a row', () => {
    const row = rowOf(neutralRecordToRow(neutral));
    expect(row).toMatchObject({
      payment_id: 'p-1',
      gateway: 'adyen',
      nationality: 'CN',
      application_status: 'approved',
      card_last4: '0042',
      amount_minor: 2500,
      currency: 'USD',
      created_at: '2026-09-24T10:00:00.000Z',
      refunded_minor: null,
      dispute: null,
      captured_at: null,
    });
    // Every identifier of this format has a column.
    expect(row.identifiers).toEqual([]);
  });

  it.each([
    ['2026-09-24T10:00:00Z', '2026-09-24T10:00:00.000Z'],
    ['2026-09-24T10:00Z', '2026-09-24T10:00:00.000Z'],
    ['2026-09-24 10:00:00.5+0530', '2026-09-24T04:30:00.500Z'],
    ['2026-09-24T10:00:00.123456-07', '2026-09-24T17:00:00.123Z'],
  ])('reads the time %s', (text, expected) => {
    expect(rowOf(neutralRecordToRow({ ...neutral, created_at: text })).created_at).toBe(expected);
  });

  it.each([
    [{ payment_id: ' ' }, 'missing-value', 'payment_id'],
    [{ amount_minor: '25.00' }, 'bad-amount', 'whole number of minor units'],
    [{ amount_minor: '-5' }, 'bad-amount', 'whole number'],
    [{ amount_minor: '99999999999999999999' }, 'bad-amount', 'whole number'],
    [{ refunded_minor: '2501' }, 'bad-amount', 'more than the amount'],
    [{ currency: 'XYZ' }, 'bad-currency', 'valid codes: AED'],
    [{ status: 'paid' }, 'bad-status', 'captured'],
    [{ dispute: 'maybe' }, 'bad-value', 'inquiry'],
    [{ fee_type: 'tax' }, 'bad-value', 'expedite'],
    [{ created_at: '2026-09-24T10:00:00' }, 'bad-time', 'time zone'],
    [{ created_at: '2026-09-24T25:00:00Z' }, 'bad-time', 'exists'],
    [{ captured_at: 'soon' }, 'bad-time', 'captured_at'],
    [{ order_ref: cardNumber }, 'card-number', 'order_ref'],
    [{ currency: cardNumber }, 'card-number', 'currency'],
  ])('refuses %j as %s', (cells, code, words) => {
    const result = neutralRecordToRow({ ...neutral, ...cells });
    expect(result).toMatchObject({ ok: false, code });
    expect(result.ok ? '' : result.reason).toContain(words);
  });

  it('redacts free text and drops what a database refuses', () => {
    const row = rowOf(
      neutralRecordToRow({ ...neutral, applicant_name: `Ann ${cardNumber}`, region: 'a\u0000b\ud800' }),
    );
    expect(row.applicant_name).toBe(`Ann ${cardNumberMarker}`);
    expect(row.region).toBe('a b\ufffd');
  });

  it('never throws, and every row it lets through is a valid one', () => {
    const cell = fc.oneof(anyText, fc.constantFrom('2500', 'USD', 'captured', 'base', cardNumber));
    const columns = Object.keys(neutral);
    fc.assert(
      fc.property(
        fc.constantFrom(...columns),
        cell,
        fc.constantFrom(...columns),
        cell,
        (one, text, two, other) => {
          const result = neutralRecordToRow({ ...neutral, [one]: text, [two]: other });
          if (result.ok) importRowSchema.parse(result.row);
          else expect(result.reason.length).toBeLessThan(1500);
          // Not even its beginning.
          expect(JSON.stringify(result)).not.toContain(cardNumber.slice(0, 12));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('headerProblems', () => {
  it('accepts its own kind', () => {
    expect(headerProblems('stripe-payments', Object.keys(stripe))).toBeNull();
    expect(
      headerProblems(
        'stripe-payments',
        Object.keys(stripe).map((name) => name.toLowerCase()),
      ),
    ).toBeNull();
    expect(headerProblems('payments', Object.keys(neutral))).toBeNull();
  });

  it('takes a column by any name, also by one that every object has', () => {
    const headers = ['constructor', 'toString', '__proto__', 'hasOwnProperty'];
    expect(headerProblems('payments', [...Object.keys(neutral), ...headers])).toBeNull();
    const cells = Object.fromEntries(headers.map((header) => [header, 'x']));
    expect(rowOf(neutralRecordToRow({ ...neutral, ...cells }))).toEqual(rowOf(neutralRecordToRow(neutral)));
    expect(headerProblems('payments', [...Object.keys(neutral), 'constructor', 'Constructor'])).toMatchObject(
      {
        repeated: ['Constructor'],
      },
    );
  });

  it('names missing columns and the kind that it looks like', () => {
    expect(headerProblems('stripe-payments', ['id', 'Amount', 'Status'])).toMatchObject({
      missing: ['Created date (UTC)', 'Currency'],
    });
    expect(headerProblems('payments', Object.keys(stripe))?.reason).toContain(
      'looks like a stripe-payments file',
    );
    expect(headerProblems('stripe-payments', Object.keys(neutral))?.reason).toContain(
      'looks like a payments file',
    );
  });

  it('refuses a column that is there twice', () => {
    const problem = headerProblems('payments', [...Object.keys(neutral), ' Currency']);
    expect(problem).toMatchObject({ missing: [], repeated: [' Currency'] });
  });
});
