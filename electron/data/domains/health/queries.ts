import type Database from 'better-sqlite3';
import type { Check, healthContract } from '../../../../shared/domains/health/contract.ts';
import type { HandlersFor } from '../../../../shared/ipc/define.ts';
import { schemaVersion } from '../../db/migrate.ts';
import { wrongSettings } from '../../db/settings.ts';
import { isSafeSqlite, sqliteVersion } from '../../db/sqlite-version.ts';

/** What the check can't see by itself. */
export type HealthSources = {
  readonly outbox: Database.Database;
  readonly cache: () => Database.Database;
  /** The preview runtime carries an SQLite below the product's floor. */
  readonly previewRuntime: boolean;
  readonly checkWriter: () => Promise<{
    readonly wrongSettings: readonly string[];
    readonly quarantined: number;
  }>;
  readonly checkIntegrity: () => Promise<string>;
  readonly feed: () => { readonly cursor: string | null; readonly confirmedAt: number | null };
};

type HealthQueries = Pick<HandlersFor<typeof healthContract>, 'health.check'>;

/** Opens and checks both files while they are in use. */
export function createHealthQueries(sources: HealthSources): HealthQueries {
  const { outbox } = sources;
  // What a person has read and put away is no finding any more.
  const states = outbox.prepare<[], { state: string; n: number }>(
    'SELECT state, count(*) AS n FROM outbox WHERE dismissed_at IS NULL GROUP BY state ORDER BY state',
  );
  const outboxChecks = (): readonly Check[] => {
    const wrong = wrongSettings(outbox, 'outbox');
    const integrity = String(outbox.pragma('integrity_check(1)', { simple: true }));
    const counts = states.all();
    const toReview = counts.find(({ state }) => state === 'needs_review')?.n ?? 0;
    return [
      check('outbox-settings', wrong.length === 0, wrong.join(', ') || 'WAL, synchronous FULL'),
      check('outbox-integrity', integrity === 'ok', integrity),
      check('outbox-version', true, String(schemaVersion(outbox))),
      check(
        'outbox-states',
        toReview === 0,
        counts.map(({ state, n }) => `${state} ${n}`).join(', ') || 'empty',
      ),
    ];
  };
  const cacheChecks = async (): Promise<readonly Check[]> => {
    const { wrongSettings: wrong, quarantined } = await sources.checkWriter();
    const integrity = await sources.checkIntegrity();
    return [
      check('cache-settings', wrong.length === 0, wrong.join(', ') || 'WAL, synchronous NORMAL'),
      check('cache-integrity', integrity === 'ok', integrity),
      check('cache-version', true, String(schemaVersion(sources.cache()))),
      check('cache-quarantine', quarantined === 0, `${quarantined} rows set apart`),
    ];
  };
  const feedCheck = (): Check => {
    const { cursor, confirmedAt } = sources.feed();
    const age = confirmedAt === null ? 'never' : new Date(confirmedAt).toISOString();
    return check(
      'feed',
      cursor !== null,
      cursor === null ? 'no first sync yet' : `at ${cursor}, confirmed ${age}`,
    );
  };
  return {
    'health.check': async () => {
      const version = sqliteVersion();
      const isAccepted = isSafeSqlite(version) || sources.previewRuntime;
      const checks = [
        check(
          'sqlite',
          isAccepted,
          isSafeSqlite(version) ? version : `${version}, accepted on the preview runtime`,
        ),
        ...outboxChecks(),
        ...(await cacheChecks()),
        feedCheck(),
      ];
      return { ok: checks.every(({ ok }) => ok), checks };
    },
  };
}

function check(name: string, ok: boolean, detail: string): Check {
  return { name, ok, detail };
}
