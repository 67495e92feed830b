import { describe, expect, it } from 'vitest';
import { isTrustedSender } from '../../../electron/main/sender.ts';

const mainFrame = { url: 'app://visadesk/index.html' };
const contents = { mainFrame };
const window = { webContents: contents };

describe('isTrustedSender', () => {
  it('takes calls from the main frame of our window', () => {
    expect(isTrustedSender({ sender: contents, senderFrame: mainFrame }, window)).toBe(true);
  });

  it('refuses a subframe even when it shows our own page', () => {
    expect(isTrustedSender({ sender: contents, senderFrame: { ...mainFrame } }, window)).toBe(false);
  });

  it('refuses frames that are gone, other windows, and any time without a window', () => {
    expect(isTrustedSender({ sender: contents, senderFrame: null }, window)).toBe(false);
    const stranger = { mainFrame };
    expect(isTrustedSender({ sender: stranger, senderFrame: mainFrame }, window)).toBe(false);
    expect(isTrustedSender({ sender: contents, senderFrame: mainFrame }, undefined)).toBe(false);
  });

  it('refuses a page that is not ours, blank ones included', () => {
    for (const url of ['about:blank', '', 'https://example.org/', 'app://other/index.html']) {
      const frame = { url };
      const sender = { mainFrame: frame };
      expect(isTrustedSender({ sender, senderFrame: frame }, { webContents: sender })).toBe(false);
    }
  });
});
