import { createJobs } from '../../electron/data/jobs.ts';
import { exportFormatSchema } from '../../shared/domains/exports/contract.ts';
import { paymentsRequest } from './export-request.ts';

// Entry of the processes of export.ts: writes the payments of a cache from a day on, as the job thread does.
const [cacheFile = '', file = '', format, from = ''] = process.argv.slice(2);

const jobs = createJobs();
const request = paymentsRequest(exportFormatSchema.parse(format), file, from);
await jobs.openExport({ exportId: 'bench', cacheFile, request });
const { rows } = await jobs.writeExport({ exportId: 'bench' });
console.log(JSON.stringify({ rows, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
