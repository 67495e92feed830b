import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataService } from '../../../electron/data/service-types.ts';
import { createDataWorld, type DataWorld } from '../../support/data-world.ts';
import { makeTicket } from '../../support/ticket-rows.ts';
import {
  makeApplication,
  makeCustomer,
  makeIdentifier,
  makePayment,
  makeRefund,
  minute,
  testId,
} from '../../support/wire-rows.ts';

let world: DataWorld;
let service: DataService;

const maria = makeCustomer(1, { name: 'María-José García Pérez', email: 'Maria.Jose@Example.com' });
const wang = makeCustomer(2, { name: '王小明', email: null });
const old = makePayment(10, {
  customerId: maria.id,
  applicationId: testId(5),
  gatewayRef: 'ch_3PsO0I1lABCDEFGH',
});
const recent = makePayment(11, { customerId: maria.id, applicationId: testId(5), gatewayRef: 'pi_3Other' });
const loose = makePayment(12, { email: 'nobody@example.com', gatewayRef: '2026112322001156780508123456' });
const broken = makePayment(13, { gatewayRef: 'ch_3BROKEN' });

beforeAll(async () => {
  world = createDataWorld();
  const { team } = world;
  team.put('customer', maria);
  team.put('customer', wang);
  team.put('application', makeApplication(5, { applicationNo: 'VNM-2840117', customerId: maria.id }));
  for (const payment of [old, recent, loose]) {
    team.put('payment', payment);
    team.put('identifier', makeIdentifier(Number(payment.createdAt - minute(0)) / 60_000 + 100, payment));
  }
  team.put('identifier', makeIdentifier(150, old, 'ORDER-77', 'order'));
  team.put('identifier', makeIdentifier(151, old, 'VNM-2840117', 'application'));
  team.put('identifier', makeIdentifier(152, recent, 'VNM-2840117', 'application'));
  // Its payment has not arrived: nothing to show.
  team.put('identifier', makeIdentifier(153, broken));
  team.put('refund', makeRefund(200, old, { arn: '74208886012345678901234', gatewayRefundRef: 're_1Xyz' }));
  const about = { number: 4711, customerId: maria.id, subject: 'Where is my money', language: 'es' };
  team.put('ticket', makeTicket(300, about));
  service = await world.open();
  await service.syncNow();
});
afterAll(() => world.close());

async function find(text: string, limit = 20) {
  return (await service.handlers['lookup.search']({ text, limit })).candidates;
}

const summary = async (text: string) =>
  (await find(text)).map(({ type, id, how, kind }) => ({ type, id, how, kind }));

describe('an identifier', () => {
  test.each([
    ['as it stands', 'ch_3PsO0I1lABCDEFGH', 'exact'],
    ['with space around it and invisible characters inside', '  ch_3PsO0I1l\u200bABCDEFGH \n', 'exact'],
    ['in full-width letters', 'ｃｈ_3PsO0I1lABCDEFGH', 'exact'],
    ['in other case', 'CH_3PSO0I1LABCDEFGH', 'folded'],
    ['with letters mistaken for digits', 'ch_3Ps00IIIABCDEFGH', 'folded'],
    ['by its beginning', 'ch_3PsO', 'prefix'],
    ['by its beginning in other case', 'CH_3pso', 'prefix'],
    ['by its last eight', 'ABCDEFGH', 'suffix'],
    ['by its last eight, misread', '1abcdefgh', 'suffix'],
  ])('is found %s', async (_, text, how) => {
    expect(await summary(text)).toContainEqual({ type: 'payment', id: old.id, how, kind: 'stripe' });
    expect((await find(text))[0]?.id).toBe(old.id);
  });

  test('of a payment that is not here yet is not shown', async () => {
    expect(await find('ch_3BROKEN')).toEqual([]);
  });

  test('inside a pasted message is recognised', async () => {
    const text = `Hello, my transaction is ch_3PsO0I1lABCDEFGH and I was charged twice. ${'Please help. '.repeat(40)}`;
    expect(await summary(text)).toContainEqual({ type: 'payment', id: old.id, how: 'exact', kind: 'stripe' });
  });

  test('shows what is needed to recognise the payment', async () => {
    expect((await find('ORDER-77'))[0]).toEqual({
      type: 'payment',
      id: old.id,
      matched: 'ORDER-77',
      how: 'exact',
      kind: 'order',
      label: 'María-José García Pérez · ch_3PsO0I1lABCDEFGH',
      paymentId: old.id,
      amountMinor: old.amountMinor,
      currency: 'USD',
      status: 'captured',
      at: old.createdAt,
    });
  });

  test('that several identifiers of one payment share is one hit', async () => {
    const hits = await find('VNM-2840117');
    expect(hits.filter(({ id }) => id === old.id)).toHaveLength(1);
    // The application first, opening its newest payment; then its payments.
    expect(hits[0]).toMatchObject({ type: 'application', paymentId: recent.id, how: 'exact' });
    expect(
      hits
        .slice(1)
        .map(({ id }) => id)
        .sort(),
    ).toEqual([old.id, recent.id]);
  });
});

describe('a customer', () => {
  test.each(['maria.jose@example.com', 'MARIA.JOSE@EXAMPLE.COM', 'Maria.Jose@Example.com'])(
    'is found by %s',
    async (text) => {
      const [first] = await find(text);
      expect(first).toMatchObject({ type: 'customer', id: maria.id, kind: 'email', paymentId: recent.id });
      expect(first?.how).toBe(text === maria.email ? 'exact' : 'folded');
    },
  );

  test.each([
    ['María-José García Pérez', 'exact'],
    ['maria jose garcia PEREZ', 'folded'],
    ['María-José Gar', 'prefix'],
    ['maria garcia', 'text'],
    ['GARCÍA', 'text'],
    ['perez jose', 'text'],
    ['josé gar', 'text'],
    ['garc mar per', 'text'],
  ])('is found by the name %s', async (text, how) => {
    expect(await summary(text)).toEqual([{ type: 'customer', id: maria.id, how, kind: 'name' }]);
  });

  test.each([
    ['王小明', 'exact'],
    ['王', 'prefix'],
    ['小明', 'text'],
    ['王小', 'prefix'],
  ])('is found by the Chinese name %s', async (text, how) => {
    expect(await summary(text)).toContainEqual({ type: 'customer', id: wang.id, how, kind: 'name' });
  });

  test('is found by the beginning of the e-mail address', async () => {
    expect(await summary('maria.j')).toContainEqual({
      type: 'customer',
      id: maria.id,
      how: 'prefix',
      kind: 'email',
    });
  });

  test('without an account: the payment is found by its e-mail address', async () => {
    expect(await summary('nobody@example.com')).toEqual([
      { type: 'payment', id: loose.id, how: 'exact', kind: 'email' },
    ]);
  });
});

test('a ticket is found by its number, a refund by what the bank and the gateway call it', async () => {
  expect((await find('4711'))[0]).toMatchObject({ type: 'ticket', id: testId(300), paymentId: recent.id });
  expect((await find('#4711'))[0]).toMatchObject({ type: 'ticket' });
  for (const text of ['74208886012345678901234', 're_1Xyz']) {
    expect((await find(text))[0]).toMatchObject({
      type: 'refund',
      id: testId(200),
      paymentId: old.id,
      how: 'exact',
    });
  }
});

test.each([
  ['payment', old.id],
  ['customer', maria.id],
  ['refund', testId(200)],
])('a %s is found by our own id', async (type, id) => {
  expect(await summary(id.toUpperCase())).toContainEqual(expect.objectContaining({ type, id, kind: 'id' }));
});

test.each([
  "'; DROP TABLE payment; --",
  '%',
  '_',
  '*',
  '"',
  '\u0000',
  '',
  '   ',
  '\ud800',
  'x'.repeat(2_000),
  '١٢٣',
])('odd text %j finds nothing and breaks nothing', async (text) => {
  expect(await find(text)).toEqual([]);
});

test('the limit holds', async () => {
  expect(await find('VNM-2840117', 2)).toHaveLength(2);
});
