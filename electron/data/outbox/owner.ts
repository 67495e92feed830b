import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { DeskError } from '../../../shared/errors.ts';

/** Beats this often, and counts as gone after three missed beats. */
export const HEARTBEAT_MS = 20_000;
const STALE_MS = 3 * HEARTBEAT_MS;

/** The machine as the owner check sees it. */
export type OwnerMachine = {
  readonly pid: number;
  /** Differs after each restart of the computer; null where the system has no such id. */
  readonly boot: string | null;
  readonly isRunning: (pid: number) => boolean;
};

const BOOT_ID_FILE = '/proc/sys/kernel/random/boot_id';

export const thisOwnerMachine: OwnerMachine = {
  pid: process.pid,
  boot: existsSync(BOOT_ID_FILE) ? readFileSync(BOOT_ID_FILE, 'utf8').trim() : null,
  isRunning(pid) {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      // EPERM: it runs, as somebody else.
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  },
};

/** The right to send what is in an outbox. Two programs on one outbox would both send it. */
export type Ownership = {
  /** Says "still here". False when another program has taken over: stop sending at once. */
  beat(now: number): boolean;
  release(): void;
};

type OwnerRow = { instance: string; pid: number; boot: string | null; heartbeatAt: number };

/**
 * Takes the outbox for this program.
 * @throws DeskError `workspace-in-use` while another program that is alive has it
 */
export function takeOwnership(
  database: Database.Database,
  now: number,
  machine: OwnerMachine = thisOwnerMachine,
): Ownership {
  const instance = randomUUID();
  const read = database.prepare<[], OwnerRow>(
    'SELECT instance, pid, boot, heartbeat_at AS heartbeatAt FROM owner WHERE one = 1',
  );
  const write = database.prepare(
    'INSERT OR REPLACE INTO owner(one, instance, pid, boot, heartbeat_at) VALUES (1, ?, ?, ?, ?)',
  );
  const touch = database.prepare('UPDATE owner SET heartbeat_at = ? WHERE instance = ?');
  const remove = database.prepare('DELETE FROM owner WHERE instance = ?');
  database
    .transaction(() => {
      const holder = read.get();
      if (holder && isAlive(holder, now, machine)) {
        throw new DeskError('workspace-in-use', 'Another VisaDesk works with these files.', {
          pid: holder.pid,
        });
      }
      write.run(instance, machine.pid, machine.boot, now);
    })
    .immediate();
  return {
    beat: (at) => touch.run(at, instance).changes === 1,
    release() {
      remove.run(instance);
    },
  };
}

function isAlive(holder: OwnerRow, now: number, machine: OwnerMachine): boolean {
  if (holder.boot !== null && machine.boot !== null && holder.boot !== machine.boot) return false;
  // A process number is used again sooner or later; the heartbeat tells the holder from a stranger.
  return machine.isRunning(holder.pid) && Math.abs(now - holder.heartbeatAt) < STALE_MS;
}
