import { parentPort } from 'node:worker_threads';
import { emitEvent, servePort } from '../lib/process-messages.ts';
import { createJobs } from './jobs.ts';
import type { ThreadEvent } from './thread-events.ts';

// Entry of the job thread: long searches and exports, reading only, so that neither screens nor sync wait for them.
if (!parentPort) throw new Error('This file is a worker thread.');

const port = parentPort;
servePort(
  port,
  createJobs((progress) => emitEvent(port, { type: 'export', progress } satisfies ThreadEvent)),
);
