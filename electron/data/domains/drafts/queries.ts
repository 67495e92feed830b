import type Database from 'better-sqlite3';
import type { draftsContract } from '../../../../shared/domains/drafts/contract.ts';
import type { HandlersFor } from '../../../../shared/ipc/define.ts';
import { storableText, storableTextInside } from '../../../lib/storable-text.ts';
import type { Clock } from '../../clock.ts';
import { storageError } from '../../db/sqlite-errors.ts';

/** Half-filled forms, in outbox.db: they survive whatever happens to the window. */
export function createDraftHandlers(
  outbox: Database.Database,
  clock: Clock,
): HandlersFor<typeof draftsContract> {
  const get = outbox.prepare<[string], { body: string; savedAt: number }>(
    'SELECT body, saved_at AS savedAt FROM draft WHERE key = ?',
  );
  const save = outbox.prepare('INSERT OR REPLACE INTO draft(key, body, saved_at) VALUES (?, ?, ?)');
  const clear = outbox.prepare('DELETE FROM draft WHERE key = ?');
  return {
    'drafts.get': ({ key }) => ({ draft: get.get(key) ?? null }),
    'drafts.save': ({ key, body }) => {
      try {
        save.run(key, storableDraft(body), clock.now());
      } catch (error) {
        throw storageError(error, outbox.name);
      }
      return {};
    },
    'drafts.clear': ({ key }) => {
      clear.run(key);
      return {};
    },
  };
}

/** A form's content is JSON, where what lies between two digits may be written as an escape. */
function storableDraft(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body, storableTextInside));
  } catch {
    return storableText(body);
  }
}
