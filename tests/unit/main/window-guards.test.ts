import { describe, expect, it } from 'vitest';
import { isPermitted, mayLoad } from '../../../electron/main/window-guards.ts';

/** What Chromium and Electron can ask about. */
const permissions = [
  'accessibility-events',
  'ambient-light-sensor',
  'background-sync',
  'clipboard-read',
  'clipboard-sanitized-write',
  'deprecated-sync-clipboard-read',
  'display-capture',
  'fileSystem',
  'fullscreen',
  'geolocation',
  'hid',
  'idle-detection',
  'keyboardLock',
  'media',
  'mediaKeySystem',
  'midi',
  'midiSysex',
  'notifications',
  'openExternal',
  'payment-handler',
  'pointerLock',
  'sensors',
  'serial',
  'speaker-selection',
  'storage-access',
  'top-level-storage-access',
  'unknown',
  'usb',
  'window-management',
];

describe('isPermitted', () => {
  it('allows our page notifications and writing to the clipboard, nothing else', () => {
    const allowed = permissions.filter((permission) => isPermitted(permission, 'app://visadesk/index.html'));
    expect(allowed).toEqual(['clipboard-sanitized-write', 'notifications']);
  });

  it('allows no other page anything', () => {
    for (const page of ['https://example.org/', 'about:blank', '', 'app://other/index.html']) {
      expect(permissions.filter((permission) => isPermitted(permission, page))).toEqual([]);
    }
  });
});

describe('mayLoad', () => {
  it('keeps the window off the network and off the disk', () => {
    const refused = [
      'https://example.org/',
      'http://127.0.0.1/',
      'ws://example.org/',
      'ftp://x/',
      'file:///etc/passwd',
    ];
    expect(refused.filter((address) => mayLoad(address, false))).toEqual([]);
    expect(mayLoad('app://visadesk/assets/app.js', true)).toBe(true);
    expect(mayLoad('blob:app://visadesk/0f6e', true)).toBe(true);
    expect(mayLoad('blob:https://example.org/0f6e', true)).toBe(false);
  });

  it('opens developer tools only while developing', () => {
    expect(mayLoad('devtools://devtools/bundled/inspector.html', false)).toBe(true);
    expect(mayLoad('devtools://devtools/bundled/inspector.html', true)).toBe(false);
  });
});
