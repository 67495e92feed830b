import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type ExportRequest,
  type ExportStatus,
  exportFilterSchemas,
  exportKindSchema,
  exportLanguageSchema,
  exportRequestSchema,
  SHORTEST_REASON,
} from '../../../shared/domains/exports/contract.ts';
import { DeskError } from '../../../shared/errors.ts';
import type { CommandAnswer, CommandContext, DeskCommand } from '../command.ts';
import type { DeskSession } from '../desk-session.ts';

const POLL_MS = 100;
const PROGRESS_MS = 2_000;

export const exportCommand: DeskCommand = {
  name: 'export',
  usage: `${exportKindSchema.options.join('|')} --from DATE --to DATE --format csv|xlsx --out FILE`,
  summary:
    'Writes what happened in a period (days in UTC, both included) to a file and notes that in the audit log.',
  positionals: { least: 1, most: 1 },
  options: {
    from: { type: 'string', value: 'DATE', help: 'first day, such as 2026-11-01' },
    to: { type: 'string', value: 'DATE', help: 'last day' },
    format: { type: 'string', value: 'csv|xlsx', help: 'xlsx for spreadsheets, csv for programs' },
    out: { type: 'string', value: 'FILE', help: 'file to write; it appears when it is complete' },
    filter: { type: 'string', value: 'FILTER', help: 'such as "status:failed,expired gateway:stripe"' },
    lang: {
      type: 'string',
      value: exportLanguageSchema.options.join('|'),
      help: 'states in words of this language (default: codes)',
    },
    headers: {
      type: 'string',
      value: 'keys|localised',
      help: 'first row: stable keys (default) or words of --lang',
    },
    full: { type: 'boolean', help: 'personal data as they are; supervisors and admins only, with --reason' },
    reason: { type: 'string', value: 'TEXT', help: `why, at least ${SHORTEST_REASON} characters; audited` },
    force: { type: 'boolean', help: 'replace a file of that name' },
  },
  run: runExport,
};

async function runExport(context: CommandContext): Promise<CommandAnswer> {
  // Checked before the workspace is opened: a mistyped command should cost nothing.
  const request = requestOf(context);
  const session = await context.session();
  const status = await exportWith(session, request, context.note);
  const { kind, from, to, format, file } = request;
  const { rows, masked } = status;
  return {
    json: { kind, from, to, format, file, rows, masked },
    text: `${file}: ${rows} ${kind} from ${from} to ${to}, personal data ${masked ? 'masked' : 'as they are'}`,
    exitCode: 0,
  };
}

/** Starts it, says how far it is and waits for the end; Ctrl+C and SIGTERM cancel it. */
async function exportWith(
  session: DeskSession,
  request: ExportRequest,
  note: (line: string) => void,
): Promise<ExportStatus> {
  const { exportId } = await session.call('exports.start', request);
  const cancel = (): void => {
    note('Cancelling ...');
    // Whether it still could be cancelled shows in its status.
    void session.call('exports.cancel', { exportId }).catch(() => undefined);
  };
  process.once('SIGINT', cancel);
  process.once('SIGTERM', cancel);
  try {
    const status = await untilEnded(session, exportId, note);
    if (status.state === 'cancelled') throw new DeskError('export-cancelled', 'No file was written.');
    if (status.error) throw new DeskError(status.error.code, status.error.message);
    return status;
  } finally {
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
  }
}

async function untilEnded(
  session: DeskSession,
  exportId: string,
  note: (line: string) => void,
): Promise<ExportStatus> {
  let saidAt = performance.now();
  for (;;) {
    const status = await session.call('exports.status', { exportId });
    if (status.state !== 'running') return status;
    if (performance.now() - saidAt > PROGRESS_MS) {
      note(status.total === null ? 'Preparing ...' : `${status.rows} of ${status.total} rows ...`);
      saidAt = performance.now();
    }
    await delay(POLL_MS);
  }
}

/** The option that a field of the request comes from, where it has another name. */
const OPTION_NAMES: Readonly<Record<string, string>> = { file: 'out', language: 'lang', replace: 'force' };

/** @throws DeskError `bad-input` naming the option */
function requestOf({ positionals, options }: CommandContext): ExportRequest {
  const kind = exportKindSchema.safeParse(positionals[0]);
  if (!kind.success) {
    const kinds = exportKindSchema.options.join(', ');
    throw new DeskError('bad-input', `Can't export ${positionals[0]}; known are ${kinds}`);
  }
  const { out, lang, headers, full = false, reason = null, filter, from, to, format } = options;
  if (full === true && reason === null) throw new DeskError('bad-input', '--full needs --reason');
  const parsed = exportRequestSchema.safeParse({
    ...{ kind: kind.data, from, to, format, full, reason },
    file: typeof out === 'string' && out !== '' ? resolve(out) : undefined,
    replace: options.force ?? false,
    language: lang ?? null,
    filters: typeof filter === 'string' ? filtersOf(filter) : {},
    ...(headers === undefined ? {} : { headers }),
  });
  if (parsed.success) return parsed.data;
  const [field, ...path] = parsed.error.issues[0]?.path.map(String) ?? [];
  if (field === 'filters') {
    const names = Object.keys(exportFilterSchemas[kind.data].shape).join(', ');
    throw new DeskError(
      'bad-input',
      `--filter: ${path[0] ?? 'unknown name'}; for ${kind.data} there are ${names}`,
    );
  }
  throw new DeskError('bad-input', `--${OPTION_NAMES[field ?? ''] ?? field}: missing or not understood`);
}

/** `status:failed,expired gateway:stripe` as names with their values. */
function filtersOf(text: string): Readonly<Record<string, readonly string[]>> {
  const terms = text.split(/\s+/).filter((term) => term !== '');
  return Object.fromEntries(
    terms.map((term) => {
      const colon = term.indexOf(':');
      if (colon < 1) throw new DeskError('bad-input', `--filter: ${term} is not NAME:VALUE`);
      return [term.slice(0, colon), term.slice(colon + 1).split(',')];
    }),
  );
}
