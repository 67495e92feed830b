import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { type Entry, open, type ZipFile } from 'yauzl';

const openZip = promisify(open);

async function writeEntry(file: ZipFile, entry: Entry, target: string): Promise<void> {
  mkdirSync(dirname(target), { recursive: true });
  const openReadStream = promisify(file.openReadStream.bind(file));
  const mode = (entry.externalFileAttributes >>> 16) & 0o777;
  await pipeline(await openReadStream(entry), createWriteStream(target, { mode: mode || 0o644 }));
}

/**
 * Unpacks the chosen files of a zip archive below a folder.
 * @param choose gives the path below `folder` for an entry's name, or undefined to leave it out.
 */
export async function extractZip(
  archive: string,
  folder: string,
  choose: (entryName: string) => string | undefined,
): Promise<void> {
  const file = await openZip(archive, { lazyEntries: true, autoClose: false });
  try {
    await new Promise<void>((resolve, reject) => {
      file.on('error', reject);
      file.on('end', resolve);
      file.on('entry', (entry: Entry) => {
        const chosen = entry.fileName.endsWith('/') ? undefined : choose(entry.fileName);
        if (chosen === undefined) {
          file.readEntry();
          return;
        }
        const target = join(folder, chosen);
        if (relative(folder, target).startsWith(`..${sep}`)) {
          reject(new Error(`The archive holds a path outside its folder: ${entry.fileName}`));
          return;
        }
        writeEntry(file, entry, target).then(() => file.readEntry(), reject);
      });
      file.readEntry();
    });
  } finally {
    file.close();
  }
}
