import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseState, FuseV1Options } from '@electron/fuses';
import { afterAll, describe, expect, it } from 'vitest';
import { findPackedProgram, fuseFaults } from '../../../scripts/lib/packed-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'visadesk-packed-'));
afterAll(() => rmSync(folder, { recursive: true }));

const good = {
  version: '1',
  [FuseV1Options.RunAsNode]: FuseState.DISABLE,
  [FuseV1Options.EnableCookieEncryption]: FuseState.ENABLE,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: FuseState.DISABLE,
  [FuseV1Options.EnableNodeCliInspectArguments]: FuseState.DISABLE,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: FuseState.ENABLE,
  [FuseV1Options.OnlyLoadAppFromAsar]: FuseState.ENABLE,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: FuseState.DISABLE,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: FuseState.DISABLE,
};

describe('fuseFaults', () => {
  it('accepts the wire as it must be, with fuses that this Electron no longer has', () => {
    expect(fuseFaults(good)).toEqual([]);
    expect(fuseFaults({ ...good, [FuseV1Options.RunAsNode]: FuseState.REMOVED })).toEqual([]);
  });

  it('names each fuse that stands wrong', () => {
    const faults = fuseFaults({
      ...good,
      [FuseV1Options.RunAsNode]: FuseState.ENABLE,
      [FuseV1Options.OnlyLoadAppFromAsar]: FuseState.DISABLE,
    });
    expect(faults.map((fault) => fault.split(' ')[0])).toEqual(['RunAsNode', 'OnlyLoadAppFromAsar']);
  });

  it('names a fuse that nobody has decided on', () => {
    expect(fuseFaults({ ...good, 99: FuseState.ENABLE })).toHaveLength(1);
  });
});

describe('findPackedProgram', () => {
  it('finds the program of this platform and says so when there is none', () => {
    expect(() => findPackedProgram(join(folder, 'nothing'))).toThrow('no packed program');
    for (const name of [
      'linux-unpacked/visadesk',
      'win-unpacked/VisaDesk.exe',
      'mac/VisaDesk.app/Contents/MacOS/VisaDesk',
    ]) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), '');
    }
    expect(findPackedProgram(folder)).toMatch(/visadesk(\.exe)?$/i);
  });
});
