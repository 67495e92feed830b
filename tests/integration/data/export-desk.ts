import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { DataService } from '../../../electron/data/service-types.ts';
import type { ExportStatus } from '../../../shared/domains/exports/contract.ts';
import type { CallInput } from '../../../shared/ipc/contract.ts';
import { until } from '../../support/data-world.ts';

type Request = CallInput<'exports.start'>;

/** What a test asks for; the rest is the whole of November 2026 as CSV. */
export type Wish = Pick<Request, 'kind'> & Partial<Omit<Request, 'kind'>>;

/** A folder to export to, and exports of a service. */
export function makeExportDesk() {
  const folder = mkdtempSync(join(tmpdir(), 'visadesk-exports-'));
  let exports = 0;

  const start = async (service: DataService, wish: Wish): Promise<string> => {
    exports += 1;
    const format = wish.format ?? 'csv';
    const request = {
      from: '2026-11-01',
      to: '2026-11-30',
      format,
      file: join(folder, `${exports}.${format}`),
      replace: false,
      full: false,
      reason: null,
      language: null,
      headers: 'keys',
      filters: {},
      ...wish,
    };
    // A test's wish fits its kind.
    const { exportId } = await service.handlers['exports.start'](request as never);
    return exportId;
  };
  const status = async (service: DataService, exportId: string): Promise<ExportStatus> =>
    service.handlers['exports.status']({ exportId });
  const ended = (service: DataService, exportId: string): Promise<ExportStatus> =>
    until(
      () => status(service, exportId),
      ({ state }) => state !== 'running',
      30_000,
    );
  return {
    folder,
    start,
    status,
    ended,
    /** From the first word to the last. */
    run: async (service: DataService, wish: Wish): Promise<ExportStatus> =>
      ended(service, await start(service, wish)),
    /** A CSV file as another program reads it: rows by their headings. */
    async csv(service: DataService, wish: Wish): Promise<readonly Record<string, string>[]> {
      const done = await this.run(service, wish);
      if (done.state !== 'done') throw new Error(`${done.state} ${done.error?.code}`);
      return parse(readFileSync(done.file), { bom: true, columns: true, record_delimiter: '\r\n' });
    },
    files: (): readonly string[] => readdirSync(folder).sort(),
    remove: (): void => rmSync(folder, { recursive: true, force: true }),
  };
}
