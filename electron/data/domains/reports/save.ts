import { randomUUID } from 'node:crypto';
import type { reportsContract, SaveRequest } from '../../../../shared/domains/reports/contract.ts';
import { DeskError } from '../../../../shared/errors.ts';
import type { HandlersFor } from '../../../../shared/ipc/define.ts';
import type { ExportNote } from '../../../lib/team/team-client.ts';
import { deskErrorOf } from '../../../lib/team-errors.ts';
import { openTarget } from '../exports/target-file.ts';
import { failureFile, type ReportFile, refundFile } from './report-file.ts';

type Handlers = HandlersFor<typeof reportsContract>;

/** Writes reports to files; like every file that leaves, each is in the team's audit log before it has a name. */
export function createReportSaver(parts: {
  readonly reports: () => Pick<Handlers, 'reports.refunds' | 'reports.failures'>;
  /** Brings the cache up to date. @throws DeskError `offline` and whatever else stands in the way */
  readonly sync: () => Promise<void>;
  /** Puts it into the team's audit log. */
  readonly note: (note: ExportNote) => Promise<void>;
}): Pick<Handlers, 'reports.save'> {
  const fileOf = async (request: SaveRequest): Promise<ReportFile> => {
    const { report, period } = request;
    if (report === 'refunds') return refundFile(await parts.reports()['reports.refunds'](period), request);
    const failures = await parts.reports()['reports.failures'](period);
    if (failures.complete) return failureFile(failures, request);
    throw new DeskError('sync-unfinished', 'Payments are still being counted.');
  };
  return {
    'reports.save': async (request) => {
      await parts.sync();
      const { rows, content } = await fileOf(request);
      const target = await openTarget(request.file, request.replace);
      try {
        await parts.note(noteOf(request, rows)).catch((error: unknown) => {
          throw deskErrorOf(error);
        });
        await target.write(content(), new AbortController().signal);
        await target.publish();
        return { rows };
      } finally {
        await target.discard();
      }
    },
  };
}

function noteOf({ report, period, format }: SaveRequest, rows: number): ExportNote {
  const { from, to, timeZone, compare } = period;
  return {
    exportId: randomUUID(),
    kind: `${report}-report`,
    from,
    to,
    format,
    rows,
    // Sums of many people are nobody's data.
    masked: true,
    reason: null,
    filters: { timeZone, compare },
  };
}
