import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readWorkspace } from '../../../electron/lib/workspace.ts';

const directory = mkdtempSync(join(tmpdir(), 'visadesk-workspace-'));
const file = join(directory, 'workspace.json');
afterAll(() => rmSync(directory, { recursive: true }));

describe('readWorkspace', () => {
  it('is the embedded workspace until a file says otherwise', () => {
    expect(readWorkspace(directory)).toEqual({ kind: 'embedded' });
  });

  it('reads a team database', () => {
    const team = {
      kind: 'team',
      name: 'visa-team',
      host: 'db.example.org',
      port: 5432,
      database: 'visadesk',
      login: 'wei',
      tls: 'verify-full',
    };
    writeFileSync(file, JSON.stringify(team));
    expect(readWorkspace(directory)).toEqual({ ...team, caFile: null });
  });

  it("refuses a name whose files would lie among the demo's or the program's own", () => {
    for (const name of ['embedded', 'logs', 'window']) {
      const team = { kind: 'team', name, host: 'db.example.org', port: 5432, database: 'd', login: 'wei' };
      writeFileSync(file, JSON.stringify({ ...team, tls: 'verify-full' }));
      expect(() => readWorkspace(directory)).toThrow(expect.objectContaining({ code: 'file-unreadable' }));
    }
  });

  it('refuses what it does not understand instead of opening the demo', () => {
    for (const text of ['{', '{"kind":"cloud"}', '{"kind":"team","password":"x"}']) {
      writeFileSync(file, text);
      expect(() => readWorkspace(directory)).toThrow(expect.objectContaining({ code: 'file-unreadable' }));
    }
  });
});
