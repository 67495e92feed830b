import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Facts beside a log line: ids, counts, codes, durations. Never names, addresses or texts of customers. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

export type Log = {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** An error's stack is logged, redacted. */
  error(message: string, error?: unknown, fields?: LogFields): void;
};

const MAXIMUM_BYTES = 10 * 1024 * 1024;
const KEPT_FILES = 5;

// 13 to 19 digits, with or without separators, is how long a card number is.
const CARD_LIKE = /\d(?:[ -]?\d){12,18}(?!\d)/g;
const E_MAIL = /[^\s@"'<>(),;:]+@[^\s@"'<>(),;:]+\.[^\s@"'<>(),;:]+/g;

/** Takes card-like digit runs and e-mail addresses out of a text. The second net: callers don't log them at all. */
export function redactLogText(text: string): string {
  return text.replace(CARD_LIKE, '[digits]').replace(E_MAIL, '[e-mail]');
}

/** A number this long is no count or duration; a card number written as a number is. */
const LONGEST_PLAIN_NUMBER = 1e12;

function redactValue(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return redactLogText(value);
  return typeof value === 'number' && Math.abs(value) >= LONGEST_PLAIN_NUMBER ? '[digits]' : value;
}

/** Moves file -> file.1 -> ... and drops the oldest. */
function rotate(file: string, keptFiles: number): void {
  rmSync(`${file}.${keptFiles - 1}`, { force: true });
  for (let index = keptFiles - 2; index >= 0; index -= 1) {
    const from = index === 0 ? file : `${file}.${index}`;
    if (existsSync(from)) renameSync(from, `${file}.${index + 1}`);
  }
}

/**
 * Opens a log file: one JSON object per line, at most 10 MB times 5 files. Each process has a file of its own, so
 * that rotation needs no coordination. Lines are written synchronously: the last ones before a crash matter most.
 */
export function openLog(file: string, limits = { bytes: MAXIMUM_BYTES, files: KEPT_FILES }): Log {
  mkdirSync(dirname(file), { recursive: true });
  let size = existsSync(file) ? statSync(file).size : 0;

  const write = (level: 'info' | 'warn' | 'error', message: string, fields: LogFields): void => {
    const entry = { time: new Date().toISOString(), level, message, ...fields };
    const line = `${JSON.stringify(entry, redactValue)}\n`;
    try {
      if (size > 0 && size + line.length > limits.bytes) {
        rotate(file, limits.files);
        size = 0;
      }
      appendFileSync(file, line, { mode: 0o600 });
      size += Buffer.byteLength(line);
    } catch {
      // A full disk must not stop the program for the sake of its log.
      process.stderr.write(line);
    }
  };
  return {
    info: (message, fields = {}) => write('info', message, fields),
    warn: (message, fields = {}) => write('warn', message, fields),
    error: (message, error, fields = {}) => {
      const detail = error instanceof Error ? { error: error.stack ?? error.message } : {};
      write('error', message, { ...detail, ...fields });
    },
  };
}

/** The last lines of a log file, for a screen that explains a failure. */
export function readLogTail(file: string, lines: number): string {
  if (!existsSync(file)) return '';
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
