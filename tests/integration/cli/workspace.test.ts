import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimDataDirectory } from '../../../electron/lib/local-socket.ts';
import { failure, success } from '../../../shared/ipc/result.ts';
import { type Desk, makeDesk } from './desk.ts';

type Candidates = {
  readonly candidates: readonly { readonly type: string; readonly how: string; readonly matched: string }[];
};

let desk: Desk;
beforeAll(() => {
  desk = makeDesk();
});
afterAll(() => desk.remove());

describe('desk in a workspace of its own', () => {
  it('makes an empty workspace that --demo fills', async () => {
    const empty = await desk.run('lookup', 'VNM-2840117', '--json');
    expect(empty.json<Candidates>()).toEqual({ candidates: [] });
    const filled = await desk.run('lookup', 'VNM-2840117', '--json', '--demo');
    expect(filled.err).toBe('');
    const { candidates } = filled.json<Candidates>();
    expect(candidates.length).toBeGreaterThan(0);
    expect(candidates[0]).toMatchObject({ how: 'exact', matched: 'VNM-2840117' });
    for (const candidate of candidates) {
      expect(Object.keys(candidate)).toEqual(['type', 'id', 'matched', 'how', 'label']);
    }
  });

  it('finds by e-mail address, name and gateway reference, in words too', async () => {
    const { candidates } = (await desk.run('lookup', 'xiuying.li@example.com', '--json')).json<Candidates>();
    expect(candidates.map(({ type }) => type)).toContain('customer');
    const named = await desk.run('lookup', 'Camille', 'Lefèvre');
    expect(named.out).toContain('Camille Lefèvre');
    expect((await desk.run('lookup', 'nothing-of-the-kind')).out).toBe('Nothing found.\n');
  });

  it('lists open duplicates with the charge to return', async () => {
    const run = await desk.run('duplicates', '--json');
    const { pairs } = run.json<{ pairs: { verdict: string; cause: string; refund: string | null }[] }>();
    // The fee paid twice and the one paid at two gateways; the third double charge has a refund that failed.
    expect(pairs.map(({ cause }) => cause).sort()).toEqual(['double-click', 'double-click', 'two-gateways']);
    for (const { verdict, refund } of pairs) {
      expect(['CONFIRMED_DUPLICATE', 'LIKELY_DUPLICATE', 'DOUBLE_APPLICATION']).toContain(verdict);
      expect(refund).not.toBeNull();
    }
  });

  it('examines the files', async () => {
    const run = await desk.run('doctor', '--json');
    expect(run.json()).toMatchObject({ ok: true });
    expect(run.exitCode).toBe(0);
    expect((await desk.run('doctor')).out).toMatch(/^ok +/);
  });

  it('lists who may act and lets one of them act', async () => {
    const { staff } = (await desk.run('staff', '--json')).json<{
      staff: { login: string; role: string }[];
    }>();
    expect(staff.map(({ login }) => login).sort()).toEqual(['amina', 'ingrid', 'kenji', 'lucas', 'ngozi']);
    expect((await desk.run('lookup', 'VNM-2840117', '--as', 'amina')).exitCode).toBe(0);
    const nobody = await desk.run('lookup', 'x', '--as', 'nobody');
    expect([nobody.exitCode, nobody.out]).toEqual([1, '']);
    expect(nobody.err).toMatch(/^not-staff: /);
  });

  it('finds what it has just imported', async () => {
    const file = desk.file(
      'new.csv',
      'payment_id,gateway,gateway_ref,amount_minor,currency,status,created_at\nnew-1,stripe,ch_JustImported0001,100,EUR,captured,2026-11-01T10:00:00Z\n',
    );
    expect((await desk.run('import', 'payments', file)).exitCode).toBe(0);
    const { candidates } = (await desk.run('lookup', 'ch_JustImported0001', '--json')).json<Candidates>();
    expect(candidates[0]).toMatchObject({ type: 'payment', how: 'exact' });
  });
});

describe('desk and bad input', () => {
  it('explains itself', async () => {
    const help = await desk.run('--help');
    expect(help.exitCode).toBe(0);
    for (const name of ['import', 'lookup', 'duplicates', 'doctor', 'staff', 'hub']) {
      expect(help.out).toContain(`  ${name} `);
      expect((await desk.run(name, '--help')).out).toContain(`Usage: desk ${name}`);
    }
    expect((await desk.run()).out).toBe(help.out);
  });

  it.each([
    [['frobnicate'], /^unknown-command: There is no command frobnicate\n\nUsage: desk COMMAND/],
    [['lookup'], /^bad-input: Usage: desk lookup TEXT/],
    [['lookup', 'x', '--colour', 'red'], /^bad-input: Unknown option '--colour'/],
    [['doctor', 'extra'], /^bad-input: Usage: desk doctor/],
    [['import', 'payments'], /^bad-input: Usage: desk import/],
    [['duplicates', '--csv'], /^bad-input: /],
    [['hub'], /^bad-input: The hub of the embedded workspace runs inside the program/],
  ])('%j', async (commandLine, message) => {
    const { exitCode, out, err } = await desk.run(...commandLine, '--json');
    expect(err).toMatch(message);
    expect([exitCode, out]).toEqual([2, '']);
  });

  it('a workspace file that makes no sense', async () => {
    const broken = makeDesk();
    mkdirSync(broken.dataDirectory);
    writeFileSync(join(broken.dataDirectory, 'workspace.json'), '{"kind":"cloud"}');
    const { exitCode, err } = await broken.run('lookup', 'x');
    expect(err).toMatch(/^file-unreadable: /);
    expect(exitCode).toBe(2);
    broken.remove();
  });
});

describe('desk beside another process', () => {
  it('asks the running program instead of opening the files', async () => {
    const calls: unknown[] = [];
    const claim = await claimDataDirectory(desk.dataDirectory, async (name, inputText) => {
      calls.push([name, JSON.parse(inputText)]);
      const person = (login: string, role: string) => ({ login, role, active: true });
      const answers: Record<string, unknown> = {
        'session.current': {
          staff: person('amina', 'agent'),
          choices: [person('amina', 'agent'), person('ingrid', 'supervisor'), person('ngozi', 'admin')],
        },
        'connection.sync-now': {},
        'lookup.search': { candidates: [], dataFrom: null },
        'imports.batch': { inserted: 1, updated: 0, unchanged: 0, bad: [] },
      };
      return JSON.stringify(
        name in answers ? success(answers[name]) : failure('unknown-call', `No call named ${name}`),
      );
    });
    const file = desk.file(
      'one.csv',
      'payment_id,gateway,gateway_ref,amount_minor,currency,status,created_at\none,stripe,ch_one,100,EUR,captured,2026-11-01T10:00:00Z\n',
    );
    expect((await desk.run('lookup', 'abc', '--json')).json()).toEqual({ candidates: [] });
    expect(calls).toEqual([
      ['session.current', {}],
      ['connection.sync-now', {}],
      ['lookup.search', { text: 'abc' }],
    ]);
    expect((await desk.run('import', 'payments', file)).exitCode).toBe(0);
    const asOf = Math.floor(statSync(file).mtimeMs);
    expect(calls.at(-1)).toMatchObject(['imports.batch', { login: 'ingrid', source: 'payments', asOf }]);
    expect((await desk.run('import', 'payments', file, '--as', 'ngozi', '--json')).json()).toMatchObject({
      rows: 1,
      inserted: 1,
    });
    expect(calls.at(-1)).toMatchObject(['imports.batch', { login: 'ngozi', asOf }]);
    await desk.run('import', 'payments', file, '--as-of', '2026-11-02T00:00:00Z');
    expect(calls.at(-1)).toMatchObject(['imports.batch', { asOf: Date.UTC(2026, 10, 2) }]);
    const other = await desk.run('lookup', 'abc', '--as', 'ngozi');
    expect([other.exitCode, other.err]).toEqual([
      2,
      'bad-input: amina works in the running program; leave --as away or close it\n',
    ]);
    expect((await desk.run('lookup', 'abc', '--as', 'nobody')).err).toMatch(/^not-staff: /);
    expect((await desk.run('lookup', 'abc', '--demo')).err).toMatch(/^bad-input: --demo/);
    await claim.release();
  });

  it('waits for another desk command to end', async () => {
    const busy = JSON.stringify(failure('workspace-in-use', 'Another desk command is at work'));
    let questions = 0;
    let told: () => void = () => undefined;
    // When it asks again, the first answer has arrived; a release could have overtaken that one.
    const askedAgain = new Promise<void>((resolve) => {
      told = resolve;
    });
    const claim = await claimDataDirectory(desk.dataDirectory, async () => {
      questions += 1;
      if (questions === 2) told();
      return busy;
    });
    const running = desk.run('staff', '--json');
    await askedAgain;
    await claim.release();
    const { exitCode, err } = await running;
    expect(exitCode).toBe(0);
    expect(err).toContain('Waiting for another command on this data directory');
  });
});
