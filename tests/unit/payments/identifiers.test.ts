import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identifierKinds } from '../../../shared/domains/payments/identifier-kinds.ts';
import { recogniseIdentifiers } from '../../../shared/domains/payments/identifiers.ts';
import { foldExact } from '../../../shared/lib/fold.ts';
import { anyText } from '../any-text.ts';

const best = (text: string) => {
  const found = recogniseIdentifiers(text)[0];
  return found === undefined ? null : { kind: found.kind, value: found.value, how: found.how };
};

describe('recogniseIdentifiers', () => {
  it.each([
    ['ch_3PgafuB7WZ01zgkWSjxsAJo3', 'stripe', 'ch_3PgafuB7WZ01zgkWSjxsAJo3', 'prefix'],
    ['see pi_1PgafyB7WZ01zgkWSjxsAJo3.', 'stripe', 'pi_1PgafyB7WZ01zgkWSjxsAJo3', 'prefix'],
    ['cs_test_a1B2c3D4e5F6g7H8', 'stripe', 'cs_test_a1B2c3D4e5F6g7H8', 'prefix'],
    ['pay_29QQoUBi66xm2f', 'razorpay', 'pay_29QQoUBi66xm2f', 'prefix'],
    ['I-BW452GLLEP1G', 'paypal', 'I-BW452GLLEP1G', 'prefix'],
    ['PayPal transaction ID: 3C679366HH908993F', 'paypal', '3C679366HH908993F', 'label'],
    ['3C679366HH908993F', 'paypal', '3C679366HH908993F', 'shape'],
    ['psp reference 8835511210681324', 'adyen', '8835511210681324', 'label'],
    ['NC6HT9CRT65ZGN82', 'adyen', 'NC6HT9CRT65ZGN82', 'shape'],
    ['2013112011001004330000121536', 'alipay', '2013112011001004330000121536', 'shape'],
    ['交易单号 4200001234202609241234567890', 'wechat', '4200001234202609241234567890', 'shape'],
    ['ARN 74123456268123456789012', 'arn', '74123456268123456789012', 'label'],
    ['UPI UTR: 412345678901', 'rrn', '412345678901', 'label'],
    ['auth code: A1B2C3', 'auth-code', 'A1B2C3', 'label'],
    ['Braintree transaction id 8m4d2k', 'braintree', '8m4d2k', 'label'],
    ['mail ann.lee+visa@mail.example.org please', 'email', 'ann.lee+visa@mail.example.org', 'shape'],
    ['call +84 (0) 912-345-678', 'phone', '+84 (0) 912-345-678', 'shape'],
    ['Application No. EV-2026-00123', 'application', 'EV-2026-00123', 'label'],
    ['申请号：VN20260924001', 'application', 'VN20260924001', 'label'],
    ['商户单号20260924A17', 'order', '20260924A17', 'label'],
    ['GWF012345678', 'application', 'GWF012345678', 'shape'],
    ['ticket #4711', 'ticket', '4711', 'label'],
  ])('reads %s as %s', (text, kind, value, how) => {
    expect(best(text)).toEqual({ kind, value, how });
  });

  it('reads full-width and foreign digits and invisible characters, with positions in the original', () => {
    const text = 'order ｃｈ＿３ＰgafuB7WZ01\u200bzgkWSjxsAJo3 ok';
    const found = recogniseIdentifiers(text)[0];
    expect(found).toMatchObject({ kind: 'stripe', value: 'ch_3PgafuB7WZ01zgkWSjxsAJo3', start: 6 });
    expect(text.slice(found?.end)).toBe(' ok');
  });

  it('offers every reading of an ambiguous run and never chooses silently', () => {
    const kinds = recogniseIdentifiers('HDFC526269123456').map(({ kind }) => kind);
    expect(kinds).toEqual(['adyen', 'utr']);
  });

  it('finds two ids in one message', () => {
    const text = 'charged ch_3PgafuB7WZ01zgkWSjxsAJo3, refunded re_1Pgc72B7WZ01zgkWqPvrRrPE';
    expect(recogniseIdentifiers(text).map(({ value }) => value.slice(0, 3))).toEqual(['ch_', 're_']);
  });

  it('leaves out the digits of an e-mail address and the secret of a client secret', () => {
    expect(recogniseIdentifiers('412345678901@example.org').map(({ kind }) => kind)).toEqual(['email']);
    expect(recogniseIdentifiers('pi_1PgafyB7WZ01zgkW_secret_abc').map(({ value }) => value)).toEqual([
      'pi_1PgafyB7WZ01zgkW',
    ]);
  });

  it('finds nothing in ordinary words and amounts', () => {
    expect(recogniseIdentifiers('I paid 25.00 USD on 24 September 2026, please help')).toEqual([]);
  });

  it('never throws, and positions slice back to the value', () => {
    const piece = fc.oneof(
      anyText,
      fc.string({ unit: fc.constantFrom(...'0123456789ABCdef_-@.: ٣３\u200b№㏂') }),
      fc.constantFrom('ch_3PgafuB7WZ01zgkW', 'order no. ', 'a@b.co', '412345678901', '订单号：', 'ARN '),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        for (const found of recogniseIdentifiers(text)) {
          expect(identifierKinds).toContain(found.kind);
          expect(foldExact(text.slice(found.start, found.end))).toBe(found.value);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('stays quick on long hostile text', () => {
    const started = performance.now();
    for (const unit of ['a', '1', '1-', 'a.', 'order ', '@', 'a@', '412345678901 ', '+1 ']) {
      recogniseIdentifiers(unit.repeat(100_000 / unit.length));
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
