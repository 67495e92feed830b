import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, makeDesk } from './desk.ts';

let desk: Desk;
beforeAll(() => {
  desk = makeDesk();
});
afterAll(() => desk.remove());

type Answer = {
  readonly pairs: readonly {
    readonly a: string;
    readonly b: string;
    readonly verdict: string;
    readonly cause: string | null;
    readonly refund: string | null;
    readonly evidence: readonly { readonly rule: string; readonly text: string; readonly values: object }[];
  }[];
};

const HEADER =
  'payment_id,gateway,gateway_ref,order_ref,application_no,email,card_fingerprint,device_id,amount_minor,currency,status,created_at,captured_at';

function charge(id: string, changes: Record<string, string> = {}): string {
  const cells: Record<string, string> = {
    payment_id: id,
    gateway: 'stripe',
    gateway_ref: `ch_${id}`,
    order_ref: 'ORD-1',
    application_no: 'VNM-1234567',
    email: 'someone@example.org',
    card_fingerprint: 'F1ngerPr1nt00001',
    device_id: 'dev-1',
    amount_minor: '2500',
    currency: 'USD',
    status: 'captured',
    created_at: '2026-11-01T10:00:00Z',
    captured_at: '2026-11-01T10:00:04Z',
    ...changes,
  };
  return HEADER.split(',')
    .map((column) => cells[column] ?? '')
    .join(',');
}

describe('desk duplicates --csv', () => {
  it('answers in the exchange format and touches no workspace', async () => {
    const file = desk.file(
      'charges.csv',
      [
        HEADER,
        charge('first'),
        charge('second', { created_at: '2026-11-01T10:00:14Z', captured_at: '2026-11-01T10:00:17Z' }),
        charge('other', {
          order_ref: 'ORD-9',
          application_no: 'IND-7654321',
          email: 'else@example.org',
          card_fingerprint: 'Another000000002',
          device_id: 'dev-2',
        }),
      ].join('\n'),
    );
    const run = await desk.run('duplicates', '--csv', file, '--json');
    expect(run.exitCode).toBe(0);
    const { pairs } = run.json<Answer>();
    expect(pairs).toHaveLength(1);
    expect(Object.keys(pairs[0] ?? {})).toEqual(['a', 'b', 'verdict', 'cause', 'refund', 'evidence']);
    expect(pairs[0]).toMatchObject({
      a: 'first',
      b: 'second',
      verdict: 'CONFIRMED_DUPLICATE',
      cause: 'double-click',
      refund: 'second',
    });
    for (const { rule, text, values } of pairs[0]?.evidence ?? []) {
      expect(rule).not.toBe('');
      expect(text).not.toBe('');
      expect(typeof values).toBe('object');
    }
    // No data directory was made.
    expect((await desk.run('import', 'payments', desk.dataDirectory)).err).toContain('There is no file');
  });

  it('never proposes to return a hold', async () => {
    const file = desk.file(
      'hold.csv',
      [
        HEADER,
        charge('hold', { status: 'authorised', captured_at: '' }),
        charge('paid', { created_at: '2026-11-01T10:09:00Z', captured_at: '2026-11-01T10:09:03Z' }),
      ].join('\n'),
    );
    const { pairs } = (await desk.run('duplicates', '--csv', file, '--json')).json<Answer>();
    expect(pairs).toMatchObject([{ verdict: 'PENDING_HOLD', refund: null }]);
  });

  it('leaves bad rows out and says so', async () => {
    const file = desk.file(
      'bad.csv',
      [HEADER, charge('bad', { amount_minor: '1,5' }), charge('good')].join('\n'),
    );
    const run = await desk.run('duplicates', '--csv', file, '--json');
    expect(run.json<Answer>().pairs).toEqual([]);
    expect(run.err).toMatch(/^line 2 left out: /);
  });

  it('refuses another file', async () => {
    const file = desk.file('wrong.csv', 'a,b\n1,2\n');
    const run = await desk.run('duplicates', '--csv', file, '--json');
    expect([run.exitCode, run.out]).toEqual([2, '']);
    expect(run.err).toMatch(/^csv-wrong-columns: /);
  });

  it('says it in words', async () => {
    const file = desk.file('one.csv', [HEADER, charge('one')].join('\n'));
    expect((await desk.run('duplicates', '--csv', file)).out).toBe('Nothing looks double.\n');
  });
});
