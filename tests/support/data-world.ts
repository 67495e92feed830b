import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createDataService } from '../../electron/data/data-service.ts';
import type { DataService, DataServiceOptions } from '../../electron/data/service-types.ts';
import type { Log } from '../../electron/lib/log.ts';
import type { ChangeTopic } from '../../shared/ipc/define.ts';
import { createFakeTeam, type FakeTeam } from './fake-team-client.ts';
import { makeStaff } from './wire-rows.ts';

/** The project's folder, which holds `migrations/`. */
export const PROJECT = join(import.meta.dirname, '..', '..');

/** Logs nothing but keeps the lines. */
export function memoryLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    info: (message) => void lines.push(message),
    warn: (message) => void lines.push(message),
    error: (message, error) => void lines.push(`${message} ${error instanceof Error ? error.stack : ''}`),
  };
}

/** Waits until something is so; fails with what it was last. */
export async function until<Value>(
  look: () => Value | Promise<Value>,
  isSo: (value: Value) => boolean = Boolean,
  timeoutMs = 10_000,
): Promise<Value> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const value = await look();
    if (isSo(value)) return value;
    if (performance.now() > end) throw new Error(`Still not so: ${JSON.stringify(value)}`);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

/** A temporary data directory with a team database and the services of its people. */
export type DataWorld = ReturnType<typeof createDataWorld>;

export const STAFF = [
  makeStaff('amina', 1),
  makeStaff('ingrid', 2, { role: 'supervisor', approveLimits: { USD: 100_000 } }),
];

export function createDataWorld(team: FakeTeam = createFakeTeam(STAFF)) {
  const directory = mkdtempSync(join(tmpdir(), 'visadesk-data-'));
  const log = memoryLog();
  const topics: ChangeTopic[] = [];
  const running = new Set<DataService>();

  return {
    directory,
    team,
    log,
    /** Everything announced so far. */
    topics,
    folder: (login = 'amina'): string => join(directory, 'embedded', login),
    /** Builds a service without starting its polling. */
    async open(overrides: Partial<DataServiceOptions> = {}): Promise<DataService> {
      const login = overrides.login ?? 'amina';
      const service = await createDataService({
        directory,
        applicationRoot: PROJECT,
        workspace: 'embedded',
        embedded: true,
        login,
        team: team.clientFor(login),
        threads: null,
        polling: false,
        previewRuntime: false,
        log,
        onChanged: (changed) => topics.push(...changed),
        onFatal: (error) => {
          throw error;
        },
        ...overrides,
      });
      running.add(service);
      return {
        ...service,
        async stop() {
          running.delete(service);
          await service.stop();
        },
      };
    },
    /** Looks into a file that is open elsewhere. */
    peek<Row>(file: 'cache.db' | 'outbox.db', sql: string, login = 'amina'): readonly Row[] {
      const database = new Database(join(directory, 'embedded', login, file), { readonly: true });
      try {
        return database.prepare<[], Row>(sql).all();
      } finally {
        database.close();
      }
    },
    async close(): Promise<void> {
      for (const service of running) await service.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
