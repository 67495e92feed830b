import { describe, expect, it } from 'vitest';
import { probeAddress } from '../../../scripts/lib/electron-runtime.ts';
import { userCacheFolder } from '../../../scripts/lib/paths.ts';
import { previewTarget } from '../../../scripts/lib/preview-runtime.ts';

describe('previewTarget', () => {
  it('takes the stock Electron under its own name', () => {
    expect(previewTarget('Cypress/Cypress')).toBe('dist/electron');
    expect(previewTarget('Cypress/locales/ar.pak')).toBe('dist/locales/ar.pak');
    expect(previewTarget('Cypress/chrome-sandbox')).toBe('dist/chrome-sandbox');
  });

  it('takes of the SQLite module what runs, without sources and build tools', () => {
    const module = 'Cypress/resources/app/node_modules/better-sqlite3/';
    const names = [
      'package.json',
      'lib/index.js',
      'lib/methods/table.js',
      'build/Release/better_sqlite3.node',
      'src/better_sqlite3.cpp',
      'node_modules/detect-libc/package.json',
    ];
    expect(names.flatMap((name) => previewTarget(module + name) ?? [])).toEqual([
      'better-sqlite3/package.json',
      'better-sqlite3/lib/index.js',
      'better-sqlite3/lib/methods/table.js',
      'better-sqlite3/build/Release/better_sqlite3.node',
    ]);
  });

  it('leaves the foreign application, its snapshot and its updater out', () => {
    for (const name of [
      'Cypress/resources/app/package.json',
      'Cypress/resources/app/node_modules/bindings/bindings.js',
      'Cypress/browser_v8_context_snapshot.bin',
      'Cypress/resources/app-update.yml',
    ]) {
      expect(previewTarget(name)).toBeUndefined();
    }
  });
});

describe('probeAddress', () => {
  it('asks the host that serves Electron, unless a mirror or a proxy stands between', () => {
    expect(probeAddress({})).toMatch(/^https:/);
    for (const name of ['ELECTRON_MIRROR', 'npm_config_electron_mirror', 'ELECTRON_GET_USE_PROXY']) {
      expect(probeAddress({ [name]: '1' })).toBeUndefined();
    }
  });
});

describe('userCacheFolder', () => {
  it('follows each platform’s custom', () => {
    expect(userCacheFolder({ XDG_CACHE_HOME: '/cache' }, 'linux')).toMatch(/^.cache.visadesk$/);
    expect(userCacheFolder({}, 'linux')).toMatch(/\.cache.visadesk$/);
    expect(userCacheFolder({}, 'darwin')).toMatch(/Library.Caches.visadesk$/);
    expect(userCacheFolder({ LOCALAPPDATA: 'L' }, 'win32')).toMatch(/^L.visadesk.Cache$/);
  });
});
