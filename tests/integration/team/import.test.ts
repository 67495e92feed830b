import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { foldConfusable } from '../../../shared/lib/fold.ts';
import { engines, type TestTeam } from '../../support/team-database.ts';
import {
  importRow,
  makePayment,
  paymentOf,
  refundForm,
  teamCommand,
  wireRow,
} from '../../support/team-rows.ts';

describe.each(engines)('importing payments on $name', ({ name, open }) => {
  let team: TestTeam;
  let sue: ReturnType<TestTeam['client']>;

  beforeAll(async () => {
    team = await open();
    sue = team.client('sue');
  });
  afterAll(() => team.close());

  const feedSize = async () => (await team.owner.query('SELECT count(*) FROM feed.change')).rows[0]?.[0];
  const rowsOf = async (table: string, paymentId: string, columns: string) =>
    (
      await team.owner.query(`SELECT ${columns} FROM wire.${table} WHERE payment_id = $1 ORDER BY 1, 2`, [
        paymentId,
      ])
    ).rows;

  test('a row becomes a payment with customer, application, attempt, events and identifiers', async () => {
    const row = importRow({
      payment_id: 'P-1',
      order_ref: 'ORDER-1',
      application_no: 'EV-2026-1',
      applicant_name: 'Nguyễn Văn An',
      nationality: 'vn',
      application_status: 'submitted',
      email: 'An@Example.org',
      customer_name: 'An Nguyen',
      customer_id: 'cus-1',
      refunded_minor: 500,
      dispute: 'won',
      captured_at: '2026-11-01T10:00:02+00:00',
      description: 'visa fee',
      identifiers: [{ kind: 'metadata', value: 'OIL-1', folded: 'given' }],
    });
    expect(await sue.importPayments('stripe', [row])).toEqual({
      inserted: 1,
      updated: 0,
      unchanged: 0,
      bad: [],
    });
    const payment = await paymentOf(team.owner, row.gateway_ref);
    expect(payment).toMatchObject({
      external_id: 'P-1',
      captured_minor: 10_000,
      external_refunded_minor: 500,
      refunded_minor: 0,
      dispute: 'won',
      created_at: Date.parse('2026-11-01T10:00:00Z'),
      captured_at: Date.parse('2026-11-01T10:00:02Z'),
      ver: 1,
    });
    expect(await wireRow(team.owner, 'customer', 'id', payment.customer_id)).toMatchObject({
      name: 'An Nguyen',
      email: 'An@Example.org',
    });
    expect(await wireRow(team.owner, 'application', 'id', payment.application_id)).toMatchObject({
      application_no: 'EV-2026-1',
      nationality: 'VN',
      customer_id: payment.customer_id,
    });
    expect(await rowsOf('payment_attempt', payment.id, 'n, outcome')).toEqual([[1, 'succeeded']]);
    expect((await rowsOf('payment_event', payment.id, 'kind, at')).map(([kind]) => kind)).toEqual([
      'captured',
      'created',
      'disputed',
      'refunded',
    ]);
    expect(await rowsOf('identifier', payment.id, 'kind, folded')).toEqual([
      ['application', foldConfusable('EV-2026-1')],
      ['metadata', 'given'],
      ['order', foldConfusable('ORDER-1')],
      ['payment-id', foldConfusable('P-1')],
      ['stripe', foldConfusable(String(row.gateway_ref))],
    ]);
    // The id carries the payment's own time, so that newest ids are newest payments.
    expect(Number.parseInt(payment.id.replaceAll('-', '').slice(0, 12), 16)).toBe(payment.created_at);
  });

  test("a gateway's reference bears the gateway's name where the look-up knows its shape", async () => {
    for (const [gateway, kind] of [
      ['Adyen', 'adyen'],
      ['another-bank', 'gateway-ref'],
    ]) {
      const row = importRow({ gateway, payment_id: null, order_ref: null, application_no: null });
      await sue.importPayments('payments', [row]);
      const payment = await paymentOf(team.owner, row.gateway_ref);
      expect(await rowsOf('identifier', payment.id, 'kind, value')).toEqual([[kind, row.gateway_ref]]);
    }
  });

  test('the same rows again change nothing and leave no trace', async () => {
    const rows = [importRow({ email: 'same@example.org', application_no: 'EV-9' }), importRow()];
    await sue.importPayments('test', rows);
    const before = await feedSize();
    expect(await sue.importPayments('test', rows)).toEqual({
      inserted: 0,
      updated: 0,
      unchanged: 2,
      bad: [],
    });
    // Another column order is the same row; another hash with the same facts is no change either.
    const reordered = rows.map((row) => Object.fromEntries(Object.entries(row).reverse()));
    expect(await sue.importPayments('test', reordered)).toMatchObject({ unchanged: 2 });
    const restated = rows.map((row) => ({ ...row, group_ref: '' }));
    expect(await sue.importPayments('test', restated)).toMatchObject({ unchanged: 2 });
    expect(await feedSize()).toBe(before);
  });

  test('a newer export completes and moves on; an unknown value erases nothing; nothing goes back', async () => {
    const row = importRow({ status: 'processing', order_ref: 'O-7', email: 'move@example.org' });
    await sue.importPayments('test', [row]);
    const captured = { ...row, order_ref: null, status: 'captured', card_last4: '4242' };
    expect(await sue.importPayments('test', [captured])).toMatchObject({ updated: 1 });
    const payment = await paymentOf(team.owner, row.gateway_ref);
    expect(payment).toMatchObject({ status: 'captured', order_ref: 'O-7', card_last4: '4242', ver: 2 });
    expect(await sue.importPayments('test', [row])).toMatchObject({ unchanged: 1 });
    expect(await paymentOf(team.owner, row.gateway_ref)).toEqual(payment);
    expect(await rowsOf('payment_attempt', payment.id, 'n, outcome, ver')).toEqual([[1, 'succeeded', 2]]);
    await sue.importPayments('test', [{ ...captured, refunded_minor: 10_000, dispute: 'open' }]);
    expect((await rowsOf('payment_event', payment.id, 'kind, at')).map(([kind]) => kind)).toEqual([
      'captured',
      'created',
      'disputed',
      'refunded',
    ]);
  });

  test('customers are one by e-mail in any case, else by their outside number', async () => {
    const rows = [
      importRow({ email: 'One@Example.org', customer_id: 'c-1' }),
      importRow({ email: 'one@example.org' }),
      importRow({ customer_id: 'c-2', customer_name: 'Two' }),
      importRow({ customer_id: 'c-2' }),
      importRow(),
    ];
    await sue.importPayments('test', rows);
    await sue.importPayments('test', [
      importRow({ customer_id: 'c-1' }),
      importRow({ customer_id: 'c-2', email: 'two@example.org' }),
    ]);
    const ids = await Promise.all(
      rows.map(async ({ gateway_ref }) => (await paymentOf(team.owner, gateway_ref)).customer_id),
    );
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).toBe(ids[3]);
    expect(ids[2]).not.toBe(ids[0]);
    expect(ids[4]).toBeNull();
    expect(await wireRow(team.owner, 'customer', 'id', ids[2])).toMatchObject({
      name: 'Two',
      email: 'two@example.org',
    });
  });

  test('bad rows are reported by index and stop nothing', async () => {
    const bad = [
      [{ gateway: '' }, 'missing-gateway'],
      [{ gateway_ref: null }, 'missing-gateway-ref'],
      [{ amount_minor: -1 }, 'bad-amount'],
      [{ amount_minor: 10.5 }, 'bad-amount'],
      [{ amount_minor: 1e17 }, 'bad-amount'],
      [{ currency: 'EURO' }, 'bad-currency'],
      [{ status: 'gone' }, 'bad-status'],
      [{ status: 'ended' }, 'bad-status'],
      [{ created_at: '2026-02-30T10:00:00Z' }, 'bad-time'],
      [{ created_at: '2026-02-20 10:00' }, 'bad-time'],
      [{ captured_at: 'yesterday' }, 'bad-time'],
      [{ refunded_minor: 10_001 }, 'refunded-exceeds-captured'],
      [{ status: 'failed', refunded_minor: 1 }, 'refunded-exceeds-captured'],
      [{ card_last4: '42' }, 'bad-value:card_last4'],
      [{ issuer_country: 'DEU' }, 'bad-value:issuer_country'],
      [{ dispute: 'maybe' }, 'bad-value:dispute'],
      [{ identifiers: ['x'] }, 'bad-value:identifiers'],
      [{ description: 'x'.repeat(20_000) }, 'row-too-long'],
    ] as const;
    const rows = [importRow(), ...bad.map(([changes]) => importRow(changes)), importRow()];
    const counts = await sue.importPayments('test', rows);
    expect(counts).toMatchObject({ inserted: 2, updated: 0, unchanged: 0 });
    expect(counts.bad).toEqual(bad.map(([, reason], index) => ({ index: index + 1, reason })));
  });

  test('a charge never changes its currency nor falls below what was refunded', async () => {
    const row = importRow();
    const paymentId = await makePayment(sue, team.owner, row);
    await team
      .client('ann')
      .submit(teamCommand('refund.submit', refundForm(paymentId, { amountMinor: 9000 })));
    const { bad } = await sue.importPayments('test', [
      { ...row, currency: 'USD' },
      { ...row, amount_minor: 8999 },
      { ...row, amount_minor: 9000 },
    ]);
    expect(bad).toEqual([
      { index: 0, reason: 'currency-mismatch' },
      { index: 1, reason: 'captured-below-refunded' },
    ]);
    expect(await paymentOf(team.owner, row.gateway_ref)).toMatchObject({
      captured_minor: 9000,
      currency: 'EUR',
    });
  });

  test('two rows of one charge in a batch: one payment that answers to both names', async () => {
    const row = importRow({ payment_id: 'W-1' });
    const twice = [row, { ...row, payment_id: 'W-2' }];
    expect(await sue.importPayments('test', twice)).toMatchObject({ inserted: 1, updated: 1 });
    expect(await sue.importPayments('test', twice)).toMatchObject({ unchanged: 2 });
    const payment = await paymentOf(team.owner, row.gateway_ref);
    expect(payment.external_id).toBe('W-1');
    expect((await rowsOf('identifier', payment.id, 'value, kind')).map(([value]) => value)).toContain('W-2');
  });

  test('agents may not import; the hub may; each batch is audited once', async () => {
    await expect(team.client('ann').importPayments('test', [])).rejects.toMatchObject({
      errorClass: 'stop',
      code: 'forbidden',
    });
    await team.hub().importPayments('nightly', [importRow(), importRow({ status: 'nonsense' })]);
    const { rows } = await team.owner.query(
      "SELECT actor, detail FROM audit.entry WHERE action = 'payments.import' ORDER BY seq DESC LIMIT 1",
    );
    const asOf = expect.any(Number);
    expect(rows).toEqual([
      ['hub_one', { source: 'nightly', asOf, inserted: 1, updated: 0, unchanged: 0, bad: 1 }],
    ]);
  });

  test('the fold in SQL is the fold of the program', async () => {
    const texts = fc.oneof(
      fc.string({
        unit: fc.constantFrom(...'OIl|sSzZbBgGqQ01259aX-_ ．０１９٣۵५၉ﬁ２\u200b\u00ad'),
        maxLength: 24,
      }),
      fc.stringMatching(/^(ch|pi)_[A-Za-z0-9]{14,24}$/),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(texts, { minLength: 50, maxLength: 50 }), async (list) => {
        const { rows } = await team.owner.query(
          'SELECT crm.fold_confusable(t) FROM unnest($1::text[]) WITH ORDINALITY u(t, n) ORDER BY n',
          [list],
        );
        expect(rows.map(([folded]) => folded)).toEqual(list.map(foldConfusable));
      }),
      { numRuns: 10 },
    );
  });

  test('a thousand rows are one batch', async () => {
    const rows = Array.from({ length: 1000 }, (_, index) =>
      importRow({
        payment_id: `bulk-${name}-${index}`,
        order_ref: `bulk-order-${index}`,
        application_no: `bulk-EV-${index >> 1}`,
        applicant_name: `Person ${index >> 1}`,
        email: `bulk${index % 700}@example.org`,
        idempotency_key: `bulk-key-${index}`,
        card_fingerprint: `fp${index}`,
        card_last4: '4242',
      }),
    );
    expect(await sue.importPayments('bulk', rows)).toMatchObject({ inserted: 1000 });
    expect(await sue.importPayments('bulk', rows)).toMatchObject({ unchanged: 1000 });
  });
});
