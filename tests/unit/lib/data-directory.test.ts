import { describe, expect, it } from 'vitest';
import { defaultDataDirectory } from '../../../electron/lib/data-directory.ts';

const machine = (
  platform: NodeJS.Platform,
  environment: Record<string, string> = {},
): Parameters<typeof defaultDataDirectory>[0] => ({ platform, home: '/home/lin', environment });

describe('defaultDataDirectory', () => {
  it('is local application data on every platform', () => {
    // join() writes this machine's separators; what matters is the folder chosen.
    const windows = defaultDataDirectory(machine('win32', { LOCALAPPDATA: 'L', APPDATA: 'Roaming' }));
    expect(windows).toMatch(/^L[\\/]VisaDesk$/);
    expect(defaultDataDirectory(machine('win32'))).toMatch(/AppData[\\/]Local[\\/]VisaDesk$/);
    expect(defaultDataDirectory(machine('darwin'))).toMatch(/Library[\\/]Application Support[\\/]VisaDesk$/);
    expect(defaultDataDirectory(machine('linux'))).toMatch(/\.local[\\/]share[\\/]VisaDesk$/);
    expect(defaultDataDirectory(machine('linux', { XDG_DATA_HOME: '/x' }))).toMatch(/^.x.VisaDesk$/);
  });
});
