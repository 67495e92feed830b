import type Database from 'better-sqlite3';
import type { ExportRequest } from '../../../../shared/domains/exports/contract.ts';
import { exportWords } from '../../../../shared/domains/exports/words.ts';
import { DeskError } from '../../../../shared/errors.ts';
import { openCacheReader } from '../../db/open.ts';
import { isSqliteError, storageFault } from '../../db/sqlite-errors.ts';
import { inBlocks } from './blocks.ts';
import { csvTexts } from './csv.ts';
import { columnsOf, type PreparedColumn, prepareColumns, type Row } from './prepare.ts';
import { exportQuery } from './query.ts';
import { EXPORT_SOURCES } from './sources.ts';
import { openTarget, type TargetFile } from './target-file.ts';
import { xlsxStream } from './xlsx.ts';

/** How far an export is. */
export type ExportProgress = { readonly exportId: string; readonly rows: number };

/** People see it move; more often would only cost. */
const PROGRESS_MS = 200;

type OpenExport = {
  readonly cache: Database.Database;
  readonly target: TargetFile;
  readonly request: ExportRequest;
  readonly total: number;
  readonly abort: AbortController;
  /** Ends when it has written its last byte, whatever became of it; null until it begins. */
  writing: Promise<void> | null;
};

/**
 * Writes exports in the thread for long work: from one snapshot of the cache, in small pieces, so that several advance
 * side by side and a word to stop is heard at once.
 */
export function createExportJobs(report: (progress: ExportProgress) => void) {
  const open = new Map<string, Promise<OpenExport>>();

  const close = async (exportId: string): Promise<void> => {
    const opening = open.get(exportId);
    open.delete(exportId);
    // One that does not open has told whoever opened it.
    const one = await opening?.catch(() => null);
    if (!one) return;
    one.abort.abort();
    await one.writing;
    // Ends the snapshot too: while one is held, the write-ahead log can not be cut back.
    one.cache.close();
    await one.target.discard();
  };
  return {
    /**
     * Takes a snapshot and makes the file, under another name.
     * @returns how many rows there are
     * @throws DeskError `file-exists`, `file-unwritable`, `storage-full`, `cache-rebuilt`
     */
    openExport: async (input: {
      readonly exportId: string;
      readonly cacheFile: string;
      readonly request: ExportRequest;
    }): Promise<{ readonly total: number }> => {
      const opening = openExport(input.cacheFile, input.request);
      open.set(input.exportId, opening);
      const { total } = await opening;
      return { total };
    },
    /**
     * Writes the rows and gives the file its name.
     * @throws DeskError `storage-full`, `file-exists`, `file-unwritable`, `cache-rebuilt`; `export-cancelled`
     */
    writeExport: async ({ exportId }: { readonly exportId: string }): Promise<{ readonly rows: number }> => {
      const one = await open.get(exportId);
      if (!one || one.abort.signal.aborted)
        throw new DeskError('export-cancelled', 'The export was cancelled.');
      const progress = createProgress(exportId, report);
      const writing = writeFile(one, progress.onRow);
      one.writing = writing.catch(() => undefined);
      try {
        await writing;
        return { rows: progress.rows() };
      } catch (error) {
        if (one.abort.signal.aborted) throw new DeskError('export-cancelled', 'The export was cancelled.');
        throw readError(error);
      } finally {
        await close(exportId);
      }
    },
    /** Stops one and removes what there is of it; nothing if it has ended. */
    endExport: ({ exportId }: { readonly exportId: string }): Promise<void> => close(exportId),
  };
}

async function openExport(cacheFile: string, request: ExportRequest): Promise<OpenExport> {
  const target = await openTarget(request.file, request.replace);
  let cache: Database.Database | null = null;
  try {
    cache = openCacheReader(cacheFile);
    const { query } = planOf(request);
    cache.exec('BEGIN');
    const total = Number(cache.prepare(query.count).pluck().get(query.parameters));
    return { cache, target, request, total, abort: new AbortController(), writing: null };
  } catch (error) {
    cache?.close();
    await target.discard();
    throw readError(error);
  }
}

function planOf(request: ExportRequest) {
  const source = EXPORT_SOURCES[request.kind];
  const columns = columnsOf(source.columns, request.full);
  return { query: exportQuery(source, columns, request), columns };
}

function createProgress(exportId: string, report: (progress: ExportProgress) => void) {
  let rows = 0;
  let reportedAt = performance.now();
  return {
    rows: () => rows,
    onRow: (): void => {
      rows += 1;
      // Looking at the clock for every row would be the dearest part of it.
      if (rows % 100 !== 0 || performance.now() - reportedAt < PROGRESS_MS) return;
      reportedAt = performance.now();
      report({ exportId, rows });
    },
  };
}

/** From the first row to the file's name: once it has that, it is too late to stop. */
async function writeFile(
  { cache, target, request, total, abort }: OpenExport,
  onRow: () => void,
): Promise<void> {
  const { query, columns } = planOf(request);
  const prepared = prepareColumns(columns, request);
  const rows = cache.prepare(query.rows).raw().iterate(query.parameters) as IterableIterator<Row>;
  try {
    await target.write(contentOf(request, prepared, rows, total, onRow), abort.signal);
  } finally {
    rows.return?.();
  }
  abort.signal.throwIfAborted();
  await target.publish();
}

function contentOf(
  { format, kind, language }: ExportRequest,
  columns: readonly PreparedColumn[],
  rows: IterableIterator<Row>,
  total: number,
  onRow: () => void,
): Iterable<Buffer> | AsyncIterable<Buffer> {
  if (format === 'csv') return inBlocks(csvTexts(columns, rows, onRow));
  const { kind: names } = exportWords(language ?? 'en');
  return xlsxStream(columns, rows, { name: names[kind], total, onRow, rightToLeft: language === 'ar' });
}

/** A damaged cache starts its repair where this arrives. */
function readError(error: unknown): unknown {
  if (isSqliteError(error) && storageFault(error) === 'corrupt') {
    return new DeskError('cache-rebuilt', 'The cache was damaged and is being rebuilt.');
  }
  return error;
}
