import { randomUUID } from 'node:crypto';
import type Database from 'better-sqlite3';
import { type settingsContract, settingsSchema } from '../../../../shared/domains/settings/contract.ts';
import type { HandlersFor } from '../../../../shared/ipc/define.ts';

/** Settings by name, JSON values; a value that no longer fits falls back to its default. */
export function createSettingHandlers(outbox: Database.Database): HandlersFor<typeof settingsContract> {
  const all = outbox.prepare<[], { name: string; value: string }>('SELECT name, value FROM setting');
  const save = outbox.prepare('INSERT OR REPLACE INTO setting(name, value) VALUES (?, ?)');
  const saveAll = outbox.transaction((settings: Readonly<Record<string, unknown>>) => {
    for (const [name, value] of Object.entries(settings)) save.run(name, JSON.stringify(value));
  });
  const lenient = settingsSchema.extend({
    language: settingsSchema.shape.language.catch('system'),
    theme: settingsSchema.shape.theme.catch('system'),
  });
  return {
    'settings.get': () => {
      const stored = new Map(all.all().map(({ name, value }) => [name, value]));
      const storedValue = (name: string): unknown => parsedJson(stored.get(name));
      return lenient.parse({ language: storedValue('language'), theme: storedValue('theme') });
    },
    'settings.set': (settings) => {
      saveAll.immediate(settings);
      return {};
    },
  };
}

/** This installation's id on every command: an attribute for the audit, not an identity. Made at the first start. */
export function deviceId(outbox: Database.Database): string {
  outbox
    .prepare("INSERT OR IGNORE INTO setting(name, value) VALUES ('device', ?)")
    .run(JSON.stringify(randomUUID()));
  const value = outbox.prepare("SELECT value FROM setting WHERE name = 'device'").pluck().get();
  return String(parsedJson(String(value)));
}

function parsedJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
