import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { say } from './progress.ts';

/** Whether a process is there; one of another user counts. */
export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function tryTake(lockFile: string): boolean {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

function removeIfStale(lockFile: string): void {
  try {
    const owner = Number(readFileSync(lockFile, 'utf8'));
    // An empty file is a lock being written this moment; its owner is not known yet.
    if (owner > 0 && !isAlive(owner)) rmSync(lockFile, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Runs a job while no other process of this user runs one under the same lock file. */
export async function withFileLock<Result>(lockFile: string, job: () => Promise<Result>): Promise<Result> {
  mkdirSync(dirname(lockFile), { recursive: true });
  let announced = false;
  while (!tryTake(lockFile)) {
    removeIfStale(lockFile);
    if (!announced) say(`Waiting for another VisaDesk command (lock: ${lockFile})`);
    announced = true;
    await delay(200);
  }
  try {
    return await job();
  } finally {
    rmSync(lockFile, { force: true });
  }
}
