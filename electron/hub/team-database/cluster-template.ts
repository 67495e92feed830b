import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';

/**
 * Making a PostgreSQL cluster takes seconds of computing, unpacking one a fraction: the build makes an empty one, with
 * no role or table of ours in it, and the first start of the embedded workspace begins with a copy.
 */
export async function writeClusterTemplate(file: string): Promise<void> {
  const database = await PGlite.create();
  try {
    const archive = await database.dumpDataDir('none');
    await writeFile(file, await promisify(gzip)(Buffer.from(await archive.arrayBuffer())));
  } finally {
    await database.close();
  }
}

/** The template as a tar archive, or null where there is none or a cluster is already there. */
export async function readClusterTemplate(file: string | undefined, directory: string): Promise<Blob | null> {
  if (file === undefined || !existsSync(file) || existsSync(join(directory, 'PG_VERSION'))) return null;
  return new Blob([await promisify(gunzip)(await readFile(file))], { type: 'application/x-tar' });
}
