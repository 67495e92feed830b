import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { findAppFile, isAppUrl, listAppFiles } from '../../../electron/main/app-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'visadesk-app-files-'));
const renderer = join(folder, 'renderer');
mkdirSync(join(renderer, 'assets'), { recursive: true });
writeFileSync(join(renderer, 'index.html'), '<!doctype html>');
writeFileSync(join(renderer, 'assets', 'app.js'), '');
writeFileSync(join(renderer, 'assets', 'notes.md'), 'not for the window');
writeFileSync(join(folder, 'secret.js'), 'outside');
symlinkSync(join(folder, 'secret.js'), join(renderer, 'linked.js'));
afterAll(() => rmSync(folder, { recursive: true }));

const manifest = listAppFiles(renderer);

describe('listAppFiles', () => {
  it('lists real files of known types, by their address', () => {
    expect(Object.fromEntries(manifest)).toEqual({
      '/index.html': { path: join(renderer, 'index.html'), mediaType: 'text/html; charset=utf-8' },
      '/assets/app.js': {
        path: join(renderer, 'assets', 'app.js'),
        mediaType: 'text/javascript; charset=utf-8',
      },
    });
  });
});

describe('findAppFile', () => {
  it('finds files by their exact address, whatever follows the path', () => {
    expect(findAppFile(manifest, 'app://visadesk/assets/app.js')?.path).toContain('app.js');
    expect(findAppFile(manifest, 'app://visadesk/index.html?x=1#payments')?.path).toContain('index.html');
  });

  it.each([
    'app://visadesk/',
    'app://visadesk/secret.js',
    'app://visadesk/linked.js',
    'app://visadesk/../secret.js',
    'app://visadesk/..%2fsecret.js',
    'app://visadesk/%2e%2e/secret.js',
    'app://visadesk/%252e%252e%252fsecret.js',
    'app://visadesk/..\\secret.js',
    'app://visadesk/assets/..%5c..%5csecret.js',
    'app://visadesk//index.html',
    'app://visadesk/index.html%00.js',
    'app://visadesk/INDEX.HTML',
    'app://visadesk/C:/secret.js',
    'app://visadesk/%5c%5chost%5cshare%5csecret.js',
    'app://visadesk:80/index.html',
    'app://someone@visadesk/index.html',
    'app://other/index.html',
    'app:/index.html',
    'file:///index.html',
    'https://visadesk/index.html',
    'blob:app://visadesk/index.html',
    '',
    'not an address',
  ])('refuses %s', (address) => {
    expect(findAppFile(manifest, address)).toBeUndefined();
  });

  it('never leaves the list, however a path is written', () => {
    const pieces = fc.constantFrom(
      '..',
      '.',
      '/',
      '\\',
      '%2e',
      '%2f',
      '%5c',
      '%00',
      'secret.js',
      'assets',
      'index.html',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const found = findAppFile(manifest, `app://visadesk/${parts.join('')}`);
        if (found) expect([...manifest.values()]).toContain(found);
      }),
    );
  });
});

describe('isAppUrl', () => {
  it('knows the window’s own origin from those that look like it', () => {
    expect(isAppUrl('app://visadesk/anything')).toBe(true);
    for (const address of ['app://visadesk.example/', 'apps://visadesk/', 'about:blank', 'app://', 'null']) {
      expect(isAppUrl(address)).toBe(false);
    }
  });
});
