import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, makeDesk, projectRoot } from './desk.ts';

type Report = {
  readonly rows: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly bad: readonly { readonly line: number; readonly reason: string }[];
};

let desk: Desk;
beforeAll(() => {
  desk = makeDesk();
});
afterAll(() => desk.remove());

const NEUTRAL = 'payment_id,gateway,gateway_ref,amount_minor,currency,status,created_at';

/** A file of the neutral format with one line per row. */
function neutral(rows: readonly string[], lineEnd = '\n'): string {
  return [NEUTRAL, ...rows].map((line) => line + lineEnd).join('');
}

function neutralRow(
  id: string,
  changes: { readonly amount?: string; readonly status?: string } = {},
): string {
  return `${id},stripe,ch_${id},${changes.amount ?? '2500'},USD,${changes.status ?? 'captured'},2026-11-01T10:00:00Z`;
}

const FROM_THE_FILE =
  /^(The file counts as of \S+ \(when the file was last changed; else say --as-of\)\.\n)?$/;

async function imported(kind: string, file: string): Promise<Report> {
  const run = await desk.run('import', kind, file, '--json');
  expect(run.err).toMatch(FROM_THE_FILE);
  expect(run.exitCode).toBe(0);
  return run.json<Report>();
}

/** A file of one charge as an export had it then, changed last at that time. */
function exportOf(id: string, refundedMinor: number, changedAt: string): string {
  const header = `${NEUTRAL},refunded_minor`;
  const file = desk.file(`${id}-${refundedMinor}.csv`, `${header}\n${neutralRow(id)},${refundedMinor}\n`);
  utimesSync(file, new Date(changedAt), new Date(changedAt));
  return file;
}

describe('desk import', () => {
  it('imports the example export of the Stripe Dashboard once', async () => {
    const file = join(projectRoot, 'resources/demo/stripe-payments-export.csv');
    expect(await imported('stripe-payments', file)).toEqual({
      rows: 39,
      inserted: 39,
      updated: 0,
      unchanged: 0,
      bad: [],
    });
    expect(await imported('stripe-payments', file)).toEqual({
      rows: 39,
      inserted: 0,
      updated: 0,
      unchanged: 39,
      bad: [],
    });
  });

  it('imports thousands of rows in batches and updates only what changed', async () => {
    const rows = Array.from({ length: 3000 }, (_, index) =>
      neutralRow(`many-${index}`, { status: index === 1234 ? 'processing' : 'captured' }),
    );
    const first = desk.file('many.csv', neutral(rows));
    expect(await imported('payments', first)).toMatchObject({ rows: 3000, inserted: 3000, bad: [] });
    rows[1234] = neutralRow('many-1234');
    rows[2999] = neutralRow('many-2999', { amount: '2600' });
    rows.push(neutralRow('many-3000'));
    const second = desk.file('many-2.csv', neutral(rows));
    const report = await imported('payments', second);
    expect(report).toMatchObject({ rows: 3001, inserted: 1, updated: 2, unchanged: 2998, bad: [] });
  });

  it('takes a byte order mark, Windows line ends, quotes, other column orders and unknown columns', async () => {
    const lines = [
      'Comment,STATUS,created_at,currency,amount_minor,gateway_ref,gateway,payment_id,applicant_name',
      '"a ""quoted"" one, with comma",captured,2026-11-01T10:00:00+07:00,jpy,5400,ch_order_1,stripe,order-1,"Ngô, Thị"',
      '"two',
      'lines",failed,2026-11-01T10:00:00Z,USD,2500,ch_order_2,Stripe,order-2,',
      '',
      ',captured,2026-11-01T10:00:00Z,KWD,12345,ch_order_3,stripe,order-3,محمد',
    ];
    const file = desk.file('order.csv', `\uFEFF${lines.join('\r\n')}\r\n`);
    expect(await imported('payments', file)).toMatchObject({ rows: 3, inserted: 3, bad: [] });
  });

  it('reports bad rows by line and goes on', async () => {
    const rows = [
      neutralRow('bad-1'),
      neutralRow('bad-2', { amount: '25.00' }),
      neutralRow('bad-3', { status: 'paid?' }),
      'bad-4,stripe,ch_bad-4,2500,USD',
      neutralRow('bad-5').replace('USD', 'XXQ'),
      ',stripe,ch_bad-6,2500,USD,captured,2026-11-01T10:00:00Z',
      'bad-7,stripe,4111111111111111,2500,USD,captured,2026-11-01T10:00:00Z',
      'bad-8,stripe,,2500,USD,captured,2026-11-01T10:00:00Z',
      neutralRow('bad-9'),
    ];
    const report = await imported('payments', desk.file('bad.csv', neutral(rows)));
    expect(report).toMatchObject({ rows: 9, inserted: 2 });
    expect(report.bad.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7, 8, 9]);
    expect(report.bad.map(({ reason }) => reason).join('\n')).not.toContain('4111111111111111');
    for (const { reason } of report.bad) expect(reason).not.toBe('');
  });

  it('takes no payment_id twice, in a neutral file', async () => {
    const rows = [
      neutralRow('twice', { amount: 'x' }),
      neutralRow('twice'),
      neutralRow('once'),
      neutralRow('twice').replace('ch_twice', 'ch_other'),
    ];
    const report = await imported('payments', desk.file('twice.csv', neutral(rows)));
    expect(report).toMatchObject({ rows: 4, inserted: 2 });
    expect(report.bad).toMatchObject([
      { line: 2 },
      { line: 5, reason: "payment_id 'twice' is that of line 3 already" },
    ]);
  });

  it('counts lines through quoted line breaks', async () => {
    const rows = [`${neutralRow('line-1')},"a\nb\nc"`, `${neutralRow('line-2', { amount: 'x' })},`];
    const file = desk.file('line.csv', `${NEUTRAL},note\n${rows.join('\n')}\n`);
    expect((await imported('payments', file)).bad).toMatchObject([{ line: 5 }]);
  });

  it('lists bad rows for people', async () => {
    const file = desk.file('people.csv', neutral([neutralRow('people-1', { amount: '-1' })]));
    const { out, exitCode } = await desk.run('import', 'payments', file);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^people\.csv: 1 rows, 0 new, 0 updated, 0 unchanged, 1 bad\n {2}line 2: .+\n$/);
  });
});

describe('desk import and time', () => {
  it('takes the time of the file: an older one after a newer one changes nothing', async () => {
    const newer = exportOf('time', 500, '2026-11-20T12:00:00Z');
    const first = await desk.run('import', 'payments', newer);
    expect(first.err).toContain(
      'The file counts as of 2026-11-20T12:00:00.000Z (when the file was last changed',
    );
    const older = exportOf('time', 0, '2026-11-20T08:00:00Z');
    expect(await imported('payments', older)).toMatchObject({ updated: 0, unchanged: 1 });
    expect(await imported('payments', exportOf('time', 700, '2026-11-20T13:00:00Z'))).toMatchObject({
      updated: 1,
    });
  });

  it('takes the time that it is told', async () => {
    await desk.run('import', 'payments', exportOf('told', 500, '2026-11-20T12:00:00Z'));
    const copied = exportOf('told', 0, '2026-11-21T12:00:00Z');
    const asOf = async (instant: string) =>
      desk.run('import', 'payments', copied, '--json', '--as-of', instant);
    const older = await asOf('2026-11-20T15:00:00+07:00');
    expect(older.err).toBe('The file counts as of 2026-11-20T08:00:00.000Z (as --as-of says).\n');
    expect(older.json()).toMatchObject({ updated: 0, unchanged: 1 });
    expect((await asOf('2026-11-20T13:00Z')).json()).toMatchObject({ updated: 1 });
  });

  it('never takes a time to come', async () => {
    const early = Date.now();
    const file = exportOf('future', 0, '2199-01-01T00:00:00Z');
    for (const options of [[], ['--as-of', '2198-01-01T00:00:00Z']]) {
      const { err } = await desk.run('import', 'payments', file, ...options);
      const [, instant = '', year] =
        /as of (\S+) \(now, because (\d+)-01-01\S+ is yet to come\)/.exec(err) ?? [];
      expect(Date.parse(instant)).toBeGreaterThanOrEqual(early);
      expect(Date.parse(instant)).toBeLessThanOrEqual(Date.now());
      expect(year).toBe(options.length === 0 ? '2199' : '2198');
    }
  });

  it.each(['yesterday', '2026-11-20', '2026-11-20T08:00:00', '2026-02-30T08:00:00Z', '1795404457304', ''])(
    'refuses --as-of %j',
    async (instant) => {
      const file = exportOf('refused', 0, '2026-11-20T12:00:00Z');
      const { exitCode, out, err } = await desk.run('import', 'payments', file, `--as-of=${instant}`);
      expect([exitCode, out]).toEqual([2, '']);
      expect(err).toMatch(/^bad-input: --as-of .*(is|has) .*; say it like 2026-11-20T08:00:00Z\n$/);
    },
  );

  it('is explained', async () => {
    expect((await desk.run('import', '--help')).out).toMatch(/--as-of INSTANT {2}.*modification time/);
  });
});

describe('desk import refuses', () => {
  it.each([
    [
      'a Stripe file as neutral one',
      'payments',
      'id,Created date (UTC),Amount,Currency,Status\n',
      'It looks like a',
    ],
    ['a neutral file as Stripe one', 'stripe-payments', `${NEUTRAL}\n`, 'It looks like a payments file'],
    ['another file', 'payments', 'name,age\nx,1\n', 'payment_id, amount_minor, currency, status, created_at'],
    ['an empty file', 'payments', '', 'missing'],
    ['a picture', 'payments', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255, 254]), 'missing'],
    ['a column that is there twice', 'payments', `${NEUTRAL},status\n`, 'status is there twice'],
  ])('%s', async (_, kind, content, reason) => {
    const file = desk.file('wrong.csv', content);
    const { exitCode, out, err } = await desk.run('import', kind, file, '--json');
    expect(err).toMatch(/^csv-wrong-columns: /);
    expect(err).toContain(reason);
    expect(exitCode).toBe(2);
    expect(out).toBe('');
  });

  it('a file whose quotation mark never closes, naming the line', async () => {
    const file = desk.file('open.csv', neutral([neutralRow('open-1'), '"open-2,stripe']));
    const { exitCode, err } = await desk.run('import', 'payments', file);
    expect(err).toMatch(/^csv-malformed: Line \d: a quotation mark is opened and never closed\n$/);
    expect(exitCode).toBe(2);
  });

  it('a file that is not there, a folder, a kind it does not know', async () => {
    const missing = await desk.run('import', 'payments', join(desk.dataDirectory, 'nowhere.csv'));
    expect(missing.err).toMatch(/^file-unreadable: There is no file/);
    const folder = await desk.run('import', 'payments', desk.dataDirectory);
    expect(folder.err).toMatch(/^file-unreadable: .* is not a file/);
    const kind = await desk.run('import', 'refunds', 'x.csv');
    expect(kind.err).toMatch(/^bad-input: /);
    expect([missing, folder, kind].map(({ exitCode }) => exitCode)).toEqual([2, 2, 2]);
  });

  it('an agent as importer', async () => {
    const file = desk.file('agent.csv', neutral([neutralRow('agent-1')]));
    const { exitCode, err } = await desk.run('import', 'payments', file, '--as', 'amina');
    expect(err).toMatch(/^forbidden: /);
    expect(exitCode).toBe(1);
  });

  it('a login that is not there', async () => {
    const file = desk.file('nobody.csv', neutral([neutralRow('nobody-1')]));
    const { exitCode, err } = await desk.run('import', 'payments', file, '--as', 'nobody');
    expect(err).toMatch(/^not-staff: /);
    expect(exitCode).toBe(1);
  });
});
