import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimDataDirectory } from '../../../electron/lib/local-socket.ts';
import type { ExportStatus } from '../../../shared/domains/exports/contract.ts';
import { failure, success } from '../../../shared/ipc/result.ts';
import { type Postgres, startPostgres18, TEST_PASSWORD } from '../../support/postgres.ts';
import { openOn, TEAM_DATABASE, type TestTeam } from '../../support/team-database.ts';
import { readWorkbook } from '../../support/workbook.ts';
import { type Desk, makeDesk, projectRoot } from './desk.ts';

const PERIOD = ['--from', '2026-11-01', '--to', '2026-11-30'] as const;
const PAYMENTS = [
  'payment_id,gateway,gateway_ref,order_ref,applicant_name,application_no,email,amount_minor,currency,status,created_at',
  `x-1,stripe,ch_ExportOne00001,=1+1,"=cmd|' /C calc'!A0",VNM-1,ana.silva@example.org,2500,USD,captured,2026-11-01T00:00:00Z`,
  'x-2,stripe,ch_ExportTwo00002,+49 170 1234567,王小明,VNM-2,wei@example.cn,5400,JPY,failed,2026-11-30T23:59:59Z',
  'x-3,stripe,ch_ExportLate0003,later,Late,VNM-3,late@example.org,100,EUR,captured,2026-12-01T00:00:00Z',
].join('\n');

const csvRows = (file: string): Record<string, string>[] =>
  parse(readFileSync(file), { bom: true, columns: true });
const besides = (desk: Desk, name: string): string => join(dirname(desk.dataDirectory), name);

describe('desk export in a workspace of its own', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = makeDesk();
    await desk.run('import', 'payments', desk.file('in.csv', PAYMENTS));
  });
  afterAll(() => desk.remove());

  it('writes CSV for programs and says what it wrote', async () => {
    const file = besides(desk, 'out.csv');
    const run = await desk.run('export', 'payments', ...PERIOD, '--format', 'csv', '--out', file, '--json');
    expect([run.exitCode, run.err]).toEqual([0, '']);
    expect(run.json()).toEqual({
      kind: 'payments',
      from: '2026-11-01',
      to: '2026-11-30',
      format: 'csv',
      file,
      rows: 2,
      masked: true,
    });
    const [first, second] = csvRows(file);
    expect(first).toMatchObject({
      gateway_ref: 'ch_ExportOne00001',
      order_ref: "'=1+1",
      applicant_name_masked: 'c***',
      email_masked: 'a***@e***.org',
      amount: '25.00',
      amount_minor: '2500',
    });
    expect(second).toMatchObject({ order_ref: '+49 170 1234567', amount: '5400', status: 'failed' });
    const again = await desk.run('export', 'payments', ...PERIOD, '--format', 'csv', '--out', file);
    expect([again.exitCode, again.err]).toEqual([2, 'file-exists: There is a file of that name already.\n']);
    const forced = await desk.run(
      'export',
      'payments',
      ...PERIOD,
      '--format',
      'csv',
      '--out',
      file,
      '--force',
    );
    expect(forced.out).toBe(`${file}: 2 payments from 2026-11-01 to 2026-11-30, personal data masked\n`);
  });

  it('writes what desk itself reads: a full export is judged like the file that was imported', async () => {
    const file = besides(desk, 'whole.csv');
    const full = ['--full', '--reason', 'to compare both files'];
    await desk.run('export', 'payments', ...PERIOD, '--format', 'csv', '--out', file, ...full);
    expect(csvRows(file)[0]).toMatchObject({
      applicant_name: "'=cmd|' /C calc'!A0",
      email: 'ana.silva@example.org',
    });
    const judged = await desk.run('duplicates', '--csv', file, '--json');
    expect([judged.exitCode, judged.err, judged.json()]).toEqual([0, '', { pairs: [] }]);
    const again = await desk.run('import', 'payments', file, '--json');
    expect(again.json()).toMatchObject({ rows: 2, inserted: 0, bad: [] });
  });

  it('writes workbooks in another language, from a relative path', async () => {
    const file = besides(desk, '支付.xlsx');
    const run = await desk.run(
      ...['export', 'payments', ...PERIOD, '--format', 'xlsx', '--out', relative(process.cwd(), file)],
      ...['--lang', 'zh-Hans', '--headers', 'localised', '--filter', 'status:failed,expired gateway:stripe'],
    );
    expect(run.out).toMatch(/: 1 payments /);
    const [sheet] = await readWorkbook(file);
    expect(sheet?.rows[0]?.[0]?.text).toBe('支付 ID');
    expect(sheet?.rows[1]?.map((cell) => cell.text)).toContain('支付失败');
  });

  it.each(['refunds', 'tickets', 'duplicates'])('writes the headings of %s without a row', async (kind) => {
    const file = besides(desk, `${kind}.csv`);
    const run = await desk.run('export', kind, ...PERIOD, '--format', 'csv', '--out', file, '--json');
    expect(run.json()).toMatchObject({ kind, rows: 0 });
    expect(readFileSync(file, 'utf8').split('\r\n')).toHaveLength(2);
  });

  const whole = ['payments', ...PERIOD, '--format', 'csv', '--out', 'x.csv'];
  it.each([
    [['customers', ...whole.slice(1)], /^bad-input: Can't export customers; known are /],
    [['payments', '--to', '2026-11-30', '--format', 'csv', '--out', 'x.csv'], /^bad-input: --from: missing/],
    [[...whole, '--to', '2026-02-30'], /^bad-input: --to: /],
    [[...whole, '--to', '30.11.2026'], /^bad-input: --to: /],
    [[...whole, '--to', '2026-10-31'], /^bad-input: The period ends before it begins/],
    [[...whole, '--format', 'pdf'], /^bad-input: --format: /],
    [['payments', ...PERIOD, '--format', 'csv'], /^bad-input: --out: /],
    [[...whole, '--lang', 'de'], /^bad-input: --lang: /],
    [[...whole, '--headers', 'none'], /^bad-input: --headers: /],
    [[...whole, '--full'], /^bad-input: --full needs --reason/],
    [[...whole, '--full', '--reason', 'because'], /^bad-input: --reason: /],
    [[...whole, '--filter', 'colour:red'], /^bad-input: --filter: .*for payments there are status, gateway/],
    [[...whole, '--filter', 'status:lost'], /^bad-input: --filter: status/],
    [[...whole, '--filter', 'failed'], /^bad-input: --filter: failed is not NAME:VALUE/],
    [['payments', ...PERIOD, '--format', 'csv', '--out', '/no/such/folder/x.csv'], /^file-unwritable: /],
  ])('refuses %j', async (commandLine, message) => {
    const { exitCode, out, err } = await desk.run('export', ...commandLine);
    expect(err).toMatch(message);
    expect([exitCode, out, existsSync('x.csv')]).toEqual([2, '', false]);
  });

  it('refuses personal data to an agent', async () => {
    const file = besides(desk, 'agent.csv');
    const command = ['export', 'payments', ...PERIOD, '--format', 'csv', '--out', file, '--as', 'amina'];
    const { exitCode, err } = await desk.run(...command, '--full', '--reason', 'I am curious');
    expect(err).toMatch(/^forbidden: /);
    expect([exitCode, existsSync(file)]).toEqual([1, false]);
    expect((await desk.run(...command)).exitCode).toBe(0);
  });

  it('explains itself', async () => {
    const { out } = await desk.run('export', '--help');
    expect(out).toContain('Usage: desk export refunds|payments|tickets|duplicates --from DATE --to DATE');
    expect(out).toMatch(/^ {2}--full +personal data/m);
    expect(out).toMatch(/^ {2}--reason TEXT +why/m);
  });
});

describe('desk export beside the running program', () => {
  it('lets the program write, tells how far it is, and passes its failure on', async () => {
    const desk = makeDesk();
    const exportId = '00000000-0000-7000-8000-000000000001';
    const started: unknown[] = [];
    const status = (change: Partial<ExportStatus>) => ({
      ...{ exportId, kind: 'payments', format: 'csv', file: 'x', masked: true, state: 'running' },
      ...{ rows: 0, total: null, startedAt: 0, error: null },
      ...change,
    });
    const answers = [
      status({}),
      status({ rows: 5, total: 9 }),
      status({ state: 'failed', error: { code: 'storage-full', message: 'The disk is full.' } }),
    ];
    const person = { login: 'amina', role: 'agent', active: true };
    const claim = await claimDataDirectory(desk.dataDirectory, async (name, input) => {
      if (name === 'exports.start') started.push(JSON.parse(input));
      const known: Record<string, () => unknown> = {
        'session.current': () => ({ staff: person, choices: [person] }),
        'connection.sync-now': () => ({}),
        'exports.start': () => ({ exportId }),
        'exports.status': () => answers.shift(),
      };
      return JSON.stringify(name in known ? success(known[name]?.()) : failure('unknown-call', name));
    });
    const run = await desk.run('export', 'payments', ...PERIOD, '--format', 'csv', '--out', 'there.csv');
    expect(run).toMatchObject({ exitCode: 1, out: '', err: 'storage-full: The disk is full.\n' });
    expect(started).toMatchObject([
      { kind: 'payments', file: join(process.cwd(), 'there.csv'), replace: false },
    ]);
    await claim.release();
    desk.remove();
  });
});

describe('desk export with a team database', () => {
  let server: Postgres;
  let team: TestTeam;
  const desks: Desk[] = [];

  beforeAll(async () => {
    server = await startPostgres18();
    team = await openOn(server);
    const desk = deskOf('sue');
    await desk.run('import', 'payments', desk.file('in.csv', PAYMENTS));
  });
  afterAll(async () => {
    for (const desk of desks) desk.remove();
    await team.close();
  });

  function deskOf(login: string): Desk {
    const desk = makeDesk({ VISADESK_TEAM_PASSWORD: TEST_PASSWORD });
    desks.push(desk);
    mkdirSync(desk.dataDirectory);
    const at = { host: '127.0.0.1', port: server.port, database: TEAM_DATABASE, login, tls: 'off' };
    writeFileSync(
      join(desk.dataDirectory, 'workspace.json'),
      JSON.stringify({ kind: 'team', name: 'test-team', ...at }),
    );
    return desk;
  }
  const audited = async () =>
    (await team.owner.query("SELECT actor, detail FROM audit.entry WHERE action = 'export' ORDER BY seq"))
      .rows;
  const exporting = (desk: Desk, name: string, ...options: readonly string[]) =>
    ['export', 'payments', ...PERIOD, '--format', 'csv', '--out', besides(desk, name), ...options] as const;

  it('leaves a line in the audit log for each, and none for what was refused', async () => {
    const [ann, sue] = [deskOf('ann'), deskOf('sue')];
    const why = ['--full', '--reason', 'card 4111111111111111 in dispute'];
    expect((await ann.run(...exporting(ann, 'a.csv'))).exitCode).toBe(0);
    expect((await ann.run(...exporting(ann, 'b.csv', ...why))).err).toMatch(/^forbidden: /);
    expect((await sue.run(...exporting(sue, 'c.csv', ...why))).exitCode).toBe(0);
    expect(await audited()).toMatchObject([
      ['ann', { kind: 'payments', rows: 2, masked: true, reason: null }],
      ['sue', { rows: 2, masked: false, reason: expect.stringMatching(/^card (?!.*4111).* in dispute$/) }],
    ]);
  });

  it('ends at Ctrl+C with nothing left behind', async () => {
    const sue = deskOf('sue');
    const folder = besides(sue, 'out');
    mkdirSync(folder);
    // Nothing can be noted meanwhile, so the export waits with its file open.
    const blocker = team.session('postgres');
    await blocker.query('BEGIN');
    await blocker.query('LOCK TABLE audit.entry IN ACCESS EXCLUSIVE MODE');
    const desk = spawn(
      process.execPath,
      [
        join(projectRoot, 'scripts', 'desk.ts'),
        ...exporting(sue, join('out', 'x.csv')),
        ...['--data-dir', sue.dataDirectory],
      ],
      { env: { ...process.env, VISADESK_TEAM_PASSWORD: TEST_PASSWORD } },
    );
    const said = text(desk.stderr);
    const ended = once(desk, 'exit');
    await expect
      .poll(() => readdirSync(folder), { timeout: 30_000 })
      .toEqual([expect.stringMatching(/\.part$/)]);
    desk.kill('SIGINT');
    expect(await ended).toEqual([1, null]);
    expect(readdirSync(folder)).toEqual([]);
    await blocker.query('ROLLBACK');
    expect(await said).toMatch(/Cancelling \.\.\.\nexport-cancelled: /);
  });

  it('is not made when the server is gone, however fresh the data', async () => {
    const sue = deskOf('sue');
    expect((await sue.run(...exporting(sue, 'before.csv'))).exitCode).toBe(0);
    await server.crash();
    const { exitCode, err } = await sue.run(...exporting(sue, 'after.csv'));
    expect(err).toMatch(/\noffline: /);
    expect([exitCode, existsSync(besides(sue, 'after.csv'))]).toEqual([1, false]);
  });
});
