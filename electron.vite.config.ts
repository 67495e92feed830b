import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const root = import.meta.dirname;
// Older than the product's Electron on purpose: the same build runs on the preview runtime (scripts/preview-runtime).
const nodeTarget = 'node20.18';
const chromeTarget = 'chrome130';

/** Each process and each thread starts from a file of its own. */
const processEntries = Object.fromEntries(
  globSync(
    ['electron/{main,data,hub}/index.ts', 'electron/{data,hub}/*-thread.ts', 'electron/cli/desk-process.ts'],
    { cwd: root },
  ).map((file) => {
    const [, processName = ''] = file.split(/[\\/]/);
    return [`${processName}/${basename(file, '.ts')}`, join(root, file)];
  }),
);

export default defineConfig({
  main: {
    build: {
      target: nodeTarget,
      outDir: 'dist',
      emptyOutDir: false,
      minify: false,
      // Native or with files of their own beside them; everything else is bundled.
      externalizeDeps: { include: ['better-sqlite3', 'pg', '@electric-sql/pglite'] },
      rolldownOptions: {
        input: processEntries,
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: nodeTarget,
      outDir: 'dist/preload',
      // A sandboxed preload script is CommonJS and can't load packages.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: join(root, 'electron/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: join(root, 'renderer'),
    plugins: [react()],
    build: {
      target: chromeTarget,
      outDir: join(root, 'dist/renderer'),
      // The content security policy allows neither data: fonts nor fetch.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: { index: join(root, 'renderer/index.html') } },
    },
  },
});
