import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { instantSchema } from '../../../shared/domains/values.ts';
import type { Log } from '../../lib/log.ts';
import type { WireRow } from '../../lib/team/team-client.ts';
import { type DemoWriters, importDemoBatch } from './demo-batch.ts';

const SEED = 'world';

/** How long the desk is left alone between the statements. */
type Pace = {
  /** Before the first one: the window's first pictures come before anything that can wait. */
  readonly firstMs: number;
  readonly shortestMs: number;
  /** Against the time of the statement before: with 1 half of the time is the desk's. */
  readonly share: number;
};
const QUIET_PACE: Pace = { firstMs: 4_000, shortestMs: 25, share: 1 };

const progressSchema = z.strictObject({
  /** Up to when the world goes, milliseconds UTC. */
  asOf: instantSchema,
  scale: z.number().positive(),
  /** The first journey that may be missing; null = all are there. */
  next: z.int().nullable(),
});
type Progress = z.infer<typeof progressSchema>;

/** Notes that a world is to follow, in a file that tells how far it has got. */
export function planWorld(file: string, asOf: number, scale = 1): void {
  save(file, { asOf, scale, next: 0 });
}

/** Something that fills a team database in the background. */
export type WorldFiller = {
  /** Resolves when all is there, when it was stopped, or when it failed; a later start goes on. */
  readonly ended: Promise<void>;
  /** Waits for the statements in hand. */
  stop(): Promise<void>;
};

/**
 * Brings what is missing of a planned world, in small statements with pauses: whoever works at the desk meanwhile
 * waits for one of them at most. The place is noted after each batch, and a batch that comes again changes nothing,
 * so it may be killed at any time. Without a plan nothing happens.
 */
export function fillWorld(options: {
  readonly file: string;
  readonly writers: DemoWriters;
  readonly log: Log;
  /** Hears of every batch of payments that has come in. */
  onPayments(rows: readonly WireRow[]): void;
  readonly pace?: Pace;
}): WorldFiller {
  const { file, writers, log, pace = QUIET_PACE } = options;
  const stopped = new AbortController();
  let since = 0;

  // Rejects when it is stopped, which only means that the pause is over.
  const rest = (milliseconds: number): Promise<unknown> =>
    delay(milliseconds, undefined, { signal: stopped.signal }).catch(() => undefined);
  const pause = async (): Promise<void> => {
    await rest(Math.max(pace.shortestMs, (performance.now() - since) * pace.share));
    since = performance.now();
  };
  const fill = async ({ next, ...world }: Progress): Promise<void> => {
    await rest(pace.firstMs);
    if (stopped.signal.aborted) return;
    // Conversations in thirteen languages: a start that needs none of them does not read them.
    const { worldBatches } = await import('./world/batches.ts');
    const begun = performance.now();
    for (const batch of worldBatches({ seed: SEED, scale: world.scale, now: world.asOf }, next ?? 0)) {
      if (stopped.signal.aborted) return;
      since = performance.now();
      await importDemoBatch(batch, writers, world.asOf, pause);
      options.onPayments(batch.payments);
      save(file, { ...world, next: batch.next });
    }
    save(file, { ...world, next: null });
    log.info('demo world is complete', { milliseconds: Math.round(performance.now() - begun) });
  };

  const progress = read(file);
  const ended =
    progress === null || progress.next === null
      ? Promise.resolve()
      : fill(progress).catch((error: unknown) => log.error('demo world stays incomplete', error));
  return {
    ended,
    async stop() {
      stopped.abort();
      await ended;
    },
  };
}

function read(file: string): Progress | null {
  return existsSync(file) ? progressSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : null;
}

/** The file is whole at every moment. */
function save(file: string, progress: Progress): void {
  const beside = `${file}.new`;
  writeFileSync(beside, JSON.stringify(progress));
  renameSync(beside, file);
}
