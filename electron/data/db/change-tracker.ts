import type Database from 'better-sqlite3';
import type { ChangeTopic } from '../../../shared/ipc/define.ts';

/** Tells which watched tables a connection has changed. */
export type ChangeTracker = {
  /** Topics of everything committed since the last call; call it after the commit. */
  collect(): readonly ChangeTopic[];
};

/**
 * Watches tables with temporary triggers (SQLite's own change hook is not available to us). The notes live in a
 * temporary table of the same connection, so a transaction that rolls back leaves none.
 * @param topics table name -> what to announce when it changes
 */
export function trackChanges(
  database: Database.Database,
  topics: Readonly<Record<string, ChangeTopic>>,
): ChangeTracker {
  database.exec('CREATE TEMP TABLE changed(topic TEXT PRIMARY KEY, dirty INTEGER NOT NULL) STRICT');
  const add = database.prepare('INSERT OR IGNORE INTO temp.changed(topic, dirty) VALUES (?, 0)');
  for (const [table, topic] of Object.entries(topics)) {
    add.run(topic);
    for (const event of ['INSERT', 'UPDATE', 'DELETE']) {
      // Without WHEN each of a page's rows would write its note again.
      database.exec(`CREATE TEMP TRIGGER changed_${table}_${event} AFTER ${event} ON main."${table}"
        WHEN (SELECT dirty FROM changed WHERE topic = '${topic}') = 0
        BEGIN UPDATE changed SET dirty = 1 WHERE topic = '${topic}'; END`);
    }
  }
  const read = database.prepare<[], string>('SELECT topic FROM temp.changed WHERE dirty = 1').pluck();
  const clear = database.prepare('UPDATE temp.changed SET dirty = 0 WHERE dirty = 1');
  return {
    collect() {
      const changed = read.all() as ChangeTopic[];
      if (changed.length > 0) clear.run();
      return changed;
    },
  };
}
