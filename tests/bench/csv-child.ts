import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { readImportRows } from '../../electron/cli/import-rows.ts';

// Entry of the processes of csv.ts: `import` reads a file as `desk import` does, `parse` only splits it into records.
const [how, file = ''] = process.argv.slice(2);

async function countImported(): Promise<number> {
  let rows = 0;
  for await (const { ok } of readImportRows(file, 'stripe-payments')) {
    if (ok) rows += 1;
  }
  return rows;
}

async function countParsed(): Promise<number> {
  // The first record is the header.
  let rows = -1;
  for await (const _record of createReadStream(file).pipe(parse())) rows += 1;
  return rows;
}

const began = performance.now();
const rows = how === 'import' ? await countImported() : await countParsed();
const milliseconds = performance.now() - began;
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ rows, milliseconds, peakMegabytes }));
