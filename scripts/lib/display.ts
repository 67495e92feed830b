import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SetupError, say } from './progress.ts';
import { runCommand } from './run-command.ts';
import { hasDisplay } from './system-packages.ts';

/** What points Electron at a display, and how to give the display back. */
export type Display = { environment: Record<string, string>; arguments: string[]; close: () => void };

const startTimeout = 20_000;

/**
 * Runs Xvfb until its standard input ends: that happens when we close it, and also when we are killed. Ctrl+C in a
 * terminal does not reach it (a session of its own): the display must outlive the program that shows its window there.
 */
const untilInputEnds = `
  exec 4<&0
  Xvfb "$@" 4<&- &
  server=$!
  (cat <&4 >/dev/null; kill $server) 2>/dev/null &
  wait $server`;

function startXvfb(serverArguments: readonly string[]): ChildProcess {
  return spawn('sh', ['-c', untilInputEnds, 'sh', ...serverArguments], {
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    detached: true,
  });
}

function displayNumber(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let announced = '';
    let complaints = '';
    const timer = setTimeout(() => reject(new SetupError('Xvfb did not start in time.')), startTimeout);
    server.stderr?.on('data', (chunk: Buffer) => {
      complaints += chunk.toString('utf8');
    });
    server.stdio[3]?.on('data', (chunk: Buffer) => {
      announced += chunk.toString('utf8');
      if (!announced.includes('\n')) return;
      clearTimeout(timer);
      resolve(announced.trim());
    });
    server.on('error', reject);
    server.on('exit', () => {
      clearTimeout(timer);
      reject(new SetupError(`Xvfb ended before it was ready:\n${complaints}`));
    });
  });
}

/**
 * The display to show windows on. Without one (Linux servers, CI) starts Xvfb, guarded by a cookie of its own,
 * and says so.
 */
export async function openDisplay(size = '1920x1200'): Promise<Display> {
  if (hasDisplay()) return { environment: {}, arguments: [], close: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'visadesk-display-'));
  const authority = join(folder, 'authority');
  const cookie = randomBytes(16).toString('hex');
  // The server takes any cookie of the file; clients look theirs up by display, which is known only later.
  await runCommand('xauth', ['-f', authority, 'add', ':0', '.', cookie]);
  const server = startXvfb([
    ...['-displayfd', '3', '-screen', '0', `${size}x24`],
    ...['-nolisten', 'tcp', '-auth', authority],
  ]);
  const close = (): void => {
    server.stdin?.end();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const display = `:${await displayNumber(server)}`;
    await runCommand('xauth', ['-f', authority, 'add', display, '.', cookie]);
    say(`No display here: using a virtual one (Xvfb ${display}); no window will be visible.`);
    return {
      environment: { DISPLAY: display, XAUTHORITY: authority },
      // Where there is no display there is no desktop bus and no GPU either; Chromium complains a dozen times.
      arguments: ['--log-level=3'],
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
