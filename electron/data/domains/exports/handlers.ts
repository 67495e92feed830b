import { randomUUID } from 'node:crypto';
import type {
  ExportRequest,
  ExportStatus,
  exportsContract,
} from '../../../../shared/domains/exports/contract.ts';
import type { Staff } from '../../../../shared/domains/staff/entity.ts';
import { DeskError, type ErrorCode } from '../../../../shared/errors.ts';
import type { HandlersFor } from '../../../../shared/ipc/define.ts';
import type { Log } from '../../../lib/log.ts';
import { storableText } from '../../../lib/storable-text.ts';
import type { ExportNote } from '../../../lib/team/team-client.ts';
import { deskErrorOf } from '../../../lib/team-errors.ts';
import type { Clock } from '../../clock.ts';
import type { JobClient } from '../../threads.ts';
import type { ExportProgress } from './write-jobs.ts';

/** Ended ones that can still be asked for. */
const KEPT = 50;

export type ExportParts = {
  readonly jobs: Pick<JobClient, 'call'>;
  readonly cacheFile: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly staff: () => Staff;
  /** Brings the cache up to date. @throws DeskError `offline` and whatever else stands in the way */
  readonly sync: () => Promise<void>;
  /** Whether the cache holds everything that this person may see. */
  readonly isComplete: () => boolean;
  /** Judges everything that waits to be judged for duplicates. */
  readonly judged: () => Promise<void>;
  /** Puts an export into the team's audit log. */
  readonly note: (note: ExportNote) => Promise<void>;
  /** The status of one has changed. */
  readonly onChange: () => void;
  readonly onCacheDamage: () => void;
};

export type Exports = {
  readonly handlers: HandlersFor<typeof exportsContract>;
  /** The job thread has written more. */
  heard(progress: ExportProgress): void;
  /** Ends all that are running, with this error or as cancelled; afterwards none holds the cache or a file. */
  endAll(reason: ErrorCode | null): Promise<void>;
};

/** Mutable: how it stands, whether rows are written, and whether somebody wants it to end. */
type Running = {
  status: ExportStatus;
  isWriting: boolean;
  ending: { readonly reason: ErrorCode | null } | null;
};

/** Starts exports, watches them and answers how far they are; the job thread does the work. */
export function createExports(parts: ExportParts): Exports {
  const { jobs, log, clock } = parts;
  const known = new Map<string, Running>();

  const update = (one: Running, change: Partial<ExportStatus>): void => {
    one.status = { ...one.status, ...change };
    parts.onChange();
  };
  const goOn = (one: Running): void => {
    if (one.ending) throw new DeskError('export-cancelled', 'The export was cancelled.');
  };
  const write = async (one: Running, request: ExportRequest, exportId: string): Promise<void> => {
    await parts.sync();
    if (!parts.isComplete()) throw new DeskError('sync-unfinished', 'The first sync has not finished.');
    // By the role of this moment; the team database checks it again.
    if (request.full && parts.staff().role === 'agent') {
      throw new DeskError('forbidden', 'Only supervisors and admins export personal data.');
    }
    if (request.kind === 'duplicates') await parts.judged();
    goOn(one);
    try {
      const { total } = await jobs.call('openExport', { exportId, cacheFile: parts.cacheFile, request });
      update(one, { total });
      goOn(one);
      // Before the first row: what the team does not know of is not written.
      await parts.note(noteOf(exportId, request, total));
      goOn(one);
      one.isWriting = true;
      const { rows } = await jobs.call('writeExport', { exportId });
      update(one, { state: 'done', rows });
    } finally {
      await jobs.call('endExport', { exportId });
    }
  };
  const run = async (one: Running, request: ExportRequest, exportId: string): Promise<void> => {
    try {
      await write(one, request, exportId);
      log.info('Exported', { kind: request.kind, format: request.format, rows: one.status.rows });
    } catch (error) {
      if (one.ending) stop(one, one.ending.reason);
      else fail(one, deskErrorOf(error));
    }
    forgetOldest();
  };
  const stop = (one: Running, reason: ErrorCode | null): void => {
    if (one.status.state !== 'running') return;
    if (reason === null) update(one, { state: 'cancelled' });
    else update(one, { state: 'failed', error: { code: reason, message: 'The export was interrupted.' } });
  };
  const fail = (one: Running, error: unknown): void => {
    const code = error instanceof DeskError ? error.code : 'internal';
    const message = error instanceof DeskError ? error.message : 'Unexpected failure';
    if (code === 'internal') log.error('An export failed', error);
    if (code === 'cache-rebuilt') parts.onCacheDamage();
    update(one, { state: 'failed', error: { code, message } });
  };
  const forgetOldest = (): void => {
    const ended = [...known].filter(([, { status }]) => status.state !== 'running');
    for (const [exportId] of ended.slice(0, -KEPT)) known.delete(exportId);
  };
  const find = (exportId: string): Running => {
    const one = known.get(exportId);
    if (one) return one;
    throw new DeskError('not-found', 'No such export.');
  };
  const end = async (exportId: string, one: Running, reason: ErrorCode | null): Promise<void> => {
    if (one.status.state !== 'running') return;
    one.ending ??= { reason };
    await jobs.call('endExport', { exportId });
    // It may still wait for the team's answer, and will write nothing then.
    if (!one.isWriting) stop(one, reason);
  };
  return {
    handlers: {
      'exports.start': (request) => {
        checkRequest(request);
        const exportId = randomUUID();
        const one: Running = {
          status: firstStatus(exportId, request, clock.now()),
          isWriting: false,
          ending: null,
        };
        known.set(exportId, one);
        void run(one, request, exportId);
        return { exportId };
      },
      'exports.status': ({ exportId }) => find(exportId).status,
      'exports.cancel': async ({ exportId }) => {
        await end(exportId, find(exportId), null);
        return {};
      },
    },
    heard({ exportId, rows }) {
      const one = known.get(exportId);
      if (one?.status.state === 'running') update(one, { rows });
    },
    async endAll(reason) {
      await Promise.all([...known].map(([exportId, one]) => end(exportId, one, reason)));
    },
  };
}

/** @throws DeskError `bad-input` */
function checkRequest({ from, to, full, reason }: ExportRequest): void {
  if (from > to) throw new DeskError('bad-input', 'The period ends before it begins.', { field: 'to' });
  if (full && reason === null) {
    throw new DeskError('bad-input', 'An export with personal data needs a reason.', { field: 'reason' });
  }
}

function firstStatus(exportId: string, request: ExportRequest, now: number): ExportStatus {
  const { kind, format, file, full } = request;
  return {
    exportId,
    kind,
    format,
    file,
    masked: !full,
    state: 'running',
    rows: 0,
    total: null,
    startedAt: now,
    error: null,
  };
}

function noteOf(exportId: string, request: ExportRequest, rows: number): ExportNote {
  const { kind, from, to, format, full, reason, filters } = request;
  return {
    exportId,
    kind,
    from,
    to,
    format,
    rows,
    masked: !full,
    // Whatever is typed may hold a card number.
    reason: reason === null ? null : storableText(reason),
    filters,
  };
}
