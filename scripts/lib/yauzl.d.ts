// The part of yauzl 3 that zip.ts uses; the package brings no types.
declare module 'yauzl' {
  import type { EventEmitter } from 'node:events';
  import type { Readable } from 'node:stream';

  export type Entry = { fileName: string; externalFileAttributes: number };
  export type ZipFile = EventEmitter & {
    readEntry(): void;
    close(): void;
    openReadStream(entry: Entry, done: (error: Error | null, stream: Readable) => void): void;
  };
  export function open(
    path: string,
    options: { lazyEntries: boolean; autoClose: boolean },
    done: (error: Error | null, file: ZipFile) => void,
  ): void;
}
