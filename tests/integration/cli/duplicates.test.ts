import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verdictSchema } from '../../../shared/domains/duplicates/contract.ts';
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
  'payment_id,gateway,gateway_ref,order_ref,application_no,email,card_fingerprint,device_id,amount_minor,currency,' +
  'status,created_at,captured_at,refunded_minor,dispute,applicant_doc,nationality,visa_type,fee_type';

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

  it('leaves a repeated payment_id out: a finding could not say which of the two it means', async () => {
    const again = charge('one', { gateway_ref: 'ch_other', created_at: '2026-11-01T10:00:09Z' });
    const file = desk.file('repeated.csv', [HEADER, charge('one'), again].join('\n'));
    const run = await desk.run('duplicates', '--csv', file, '--json');
    expect(run.json<Answer>().pairs).toEqual([]);
    expect(run.err).toBe("line 3 left out: payment_id 'one' is that of line 2 already\n");
  });

  it('knows every verdict of the exchange format', async () => {
    const pairOf = (
      name: string,
      first: Record<string, string>,
      second: Record<string, string>,
    ): readonly string[] => {
      const common = {
        order_ref: '',
        application_no: name,
        email: `${name}@example.org`,
        card_fingerprint: name,
        device_id: '',
      };
      const later = { created_at: '2026-11-01T10:00:20Z', captured_at: '2026-11-01T10:00:24Z' };
      return [
        charge(`${name}-a`, { ...common, ...first }),
        charge(`${name}-b`, { ...common, ...later, ...second }),
      ];
    };
    const inThreeHours = { created_at: '2026-11-01T13:00:00Z', captured_at: '2026-11-01T13:00:04Z' };
    const samePerson = { applicant_doc: 'document', nationality: 'BR', visa_type: 'tourist' };
    const scenarios: Readonly<Record<string, readonly string[]>> = {
      PENDING_HOLD: pairOf('hold', {}, { status: 'authorised', captured_at: '' }),
      RESOLVE_FIRST: pairOf('open', { status: 'unknown', captured_at: '' }, {}),
      RECORD_DUPLICATE: pairOf('record', { gateway_ref: 'ch_same' }, { gateway_ref: 'ch_same' }),
      ALREADY_REFUNDED: pairOf('refunded', {}, { refunded_minor: '2500' }),
      IN_DISPUTE: pairOf('dispute', {}, { dispute: 'open' }),
      REPAYMENT_AFTER_FAILURE: pairOf('failed', { status: 'failed', captured_at: '' }, {}),
      CONFIRMED_DUPLICATE: pairOf('confirmed', {}, {}),
      LIKELY_DUPLICATE: pairOf('likely', {}, { application_no: '' }),
      REVIEW: pairOf('review', {}, { application_no: '', ...inThreeHours }),
      DOUBLE_APPLICATION: pairOf('twice', samePerson, { ...samePerson, application_no: 'again' }),
      GROUP_PURCHASE: pairOf('group', { applicant_doc: 'a' }, { applicant_doc: 'b', application_no: 'wife' }),
      REAPPLY: pairOf('reapply', {}, { application_no: 'mended', fee_type: 'reapply' }),
      SEPARATE: pairOf('fees', { fee_type: 'base' }, { fee_type: 'expedite' }),
    };
    const file = desk.file('verdicts.csv', [HEADER, ...Object.values(scenarios).flat()].join('\n'));
    const { pairs } = (await desk.run('duplicates', '--csv', file, '--json')).json<Answer>();
    // What is separate is not listed.
    const { SEPARATE: _separate, ...listed } = scenarios;
    expect(pairs.map(({ verdict }) => verdict).sort()).toEqual(Object.keys(listed).sort());
    expect(Object.keys(scenarios).sort()).toEqual([...verdictSchema.options].sort());
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
