import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const sources = globSync('renderer/**/*.{ts,tsx}', { cwd: root });

describe('under the strict content security policy', () => {
  it('the page has no inline script and no inline style', () => {
    const page = read('renderer/index.html').replace(/<!--[\s\S]*?-->/g, '');
    expect(page).not.toMatch(/<style|style=|<script(?![^>]*\ssrc=)/);
  });

  it('react-aria finds the place of its style element taken, under the id that it looks for', () => {
    const library = read('node_modules/react-aria/dist/private/interactions/usePress.mjs');
    const id = /STYLE_ID = '([\w-]+)'/.exec(library)?.[1];
    expect(read('renderer/index.html')).toContain(`id="${id}"`);
    expect(read('renderer/ui/base.css')).toContain('[data-react-aria-pressable]');
  });

  it('no source builds markup or code from text', () => {
    for (const file of sources) {
      expect(read(file), file).not.toMatch(/dangerouslySetInnerHTML|innerHTML|new Function|\beval\(/);
    }
  });
});

describe('the folders of the window', () => {
  it('keep to their direction: ui, lib and stores know no feature, and no feature another', () => {
    for (const file of sources) {
      const [, folder = '', feature = ''] = file.split(/[\\/]/);
      const imports = [...read(file).matchAll(/from '([^']+)'/g)].map(([, path]) => path ?? '');
      for (const path of imports.filter((each) => each.startsWith('.'))) {
        const target = join(file, '..', path);
        if (folder !== 'app') expect(target, file).not.toMatch(/^renderer\/app\//);
        if (['ui', 'lib', 'stores'].includes(folder))
          expect(target, file).not.toMatch(/^renderer\/features\//);
        const other = /^renderer\/features\/([^/]+)\//.exec(target)?.[1];
        if (folder === 'features' && other !== undefined) expect(other, file).toBe(feature);
        expect(target, file).not.toMatch(/^electron\//);
      }
    }
  });
});
