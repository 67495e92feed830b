import type { Log, LogFields } from '../lib/log.ts';
import { emitEvent, type PortLike } from '../lib/process-messages.ts';
import type { ExportProgress } from './domains/exports/write-jobs.ts';
import type { CacheChange } from './sync/cache-writer.ts';

/** What a thread tells the main loop without being asked. */
export type ThreadEvent =
  | { readonly type: 'change'; readonly change: CacheChange }
  | { readonly type: 'export'; readonly progress: ExportProgress }
  | {
      readonly type: 'log';
      readonly level: 'info' | 'warn' | 'error';
      readonly message: string;
      readonly fields: LogFields;
    };

/** A log that writes through the main loop: one process has one log file. */
export function createThreadLog(port: PortLike): Log {
  const write = (level: 'info' | 'warn' | 'error', message: string, fields: LogFields): void =>
    emitEvent(port, { type: 'log', level, message, fields } satisfies ThreadEvent);
  return {
    info: (message, fields = {}) => write('info', message, fields),
    warn: (message, fields = {}) => write('warn', message, fields),
    error: (message, error, fields = {}) => {
      const detail = error instanceof Error ? { error: error.stack ?? error.message } : {};
      write('error', message, { ...detail, ...fields });
    },
  };
}
