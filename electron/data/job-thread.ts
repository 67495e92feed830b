import { parentPort } from 'node:worker_threads';
import { servePort } from '../lib/process-messages.ts';
import { createJobs } from './jobs.ts';

// Entry of the job thread: long searches, reading only, so that neither screens nor sync wait for them.
if (!parentPort) throw new Error('This file is a worker thread.');

servePort(parentPort, createJobs());
