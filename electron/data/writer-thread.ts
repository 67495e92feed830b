import { parentPort, workerData } from 'node:worker_threads';
import { emitEvent, servePort } from '../lib/process-messages.ts';
import { type CacheWriterStart, createCacheWriter } from './sync/cache-writer.ts';
import { createThreadLog, type ThreadEvent } from './thread-events.ts';

// Entry of the writer thread: owns the only connection that writes to cache.db.
if (!parentPort) throw new Error('This file is a worker thread.');
const port = parentPort;

servePort(
  port,
  // `startWriter` is the only one that starts this thread, with just that.
  createCacheWriter(workerData as CacheWriterStart, {
    log: createThreadLog(port),
    announce: (change) => emitEvent(port, { type: 'change', change } satisfies ThreadEvent),
  }),
);
