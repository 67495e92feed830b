import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyClusterTemplate } from './cluster-template.ts';
import type { ElectronRuntime } from './electron-runtime.ts';
import { withFileLock } from './file-lock.ts';
import { projectRoot } from './paths.ts';
import { copyPreviewSqlite } from './preview-runtime.ts';
import { SetupError, withProgress } from './progress.ts';
import { runCommand } from './run-command.ts';

const distFolder = join(projectRoot, 'dist');
const stampFile = join(distFolder, 'build-stamp');

const inputPatterns = [
  '{electron,renderer,shared}/**',
  'resources/**/*.json',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

/** Changes when any file changes that the build reads, or the runtime it is for. */
export function hashInputs(root: string, patterns: readonly string[], salt: string): string {
  const hash = createHash('sha256').update(salt);
  for (const file of globSync(patterns, { cwd: root }).sort()) {
    const path = join(root, file);
    if (statSync(path).isFile()) hash.update(`\0${file}\0`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

async function bundle(): Promise<void> {
  const electronVite = join(projectRoot, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const result = await runCommand(process.execPath, [electronVite, 'build', '--logLevel', 'warn'], {
    cwd: projectRoot,
    environment: { ...process.env, NO_COLOR: '1' },
  });
  if (result.exitCode !== 0) throw new SetupError(`The build failed:\n${result.output}`);
}

/** Builds `dist` for a runtime unless nothing has changed since the last build. */
export async function ensureBuild(runtime: ElectronRuntime): Promise<void> {
  await withFileLock(join(projectRoot, 'node_modules', '.cache', 'visadesk-build.lock'), async () => {
    const stamp = hashInputs(projectRoot, inputPatterns, `${runtime.kind} ${runtime.version}`);
    if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
    await withProgress('Building', async () => {
      await rm(distFolder, { recursive: true, force: true });
      await bundle();
      await copyClusterTemplate(distFolder);
      if (runtime.previewFolder) await copyPreviewSqlite(runtime.previewFolder, distFolder);
      await writeFile(stampFile, stamp);
    });
  });
}
