// The part of yazl 3 that xlsx.ts uses; the package brings no types.
declare module 'yazl' {
  import type { EventEmitter } from 'node:events';
  import type { Readable } from 'node:stream';

  type EntryOptions = { compressionLevel: number };
  export class ZipFile extends EventEmitter {
    readonly outputStream: Readable;
    addBuffer(content: Buffer, path: string, options: EntryOptions): void;
    addReadStreamLazy(
      path: string,
      options: EntryOptions,
      open: (begin: (error: Error | null, content: Readable) => void) => void,
    ): void;
    end(): void;
  }
}
