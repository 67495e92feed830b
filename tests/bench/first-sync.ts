import type { DataService } from '../../electron/data/service-types.ts';
import { untilTrue } from './probe.ts';
import { openService } from './service.ts';
import { gatewayRefOf, newestOf } from './synthetic.ts';
import type { FilledTeam } from './team.ts';

const SHOWN_EVERY_MS = 50;
/** Until the indexes are there each look-up reads whole tables; asking all the time would be measuring ourselves. */
const FOUND_EVERY_MS = 2_000;

/** Seconds since the start. */
export type FirstSync = {
  /** The newest payment is on the start screen. */
  readonly newestShown: number;
  /** It is found by its gateway reference. */
  readonly newestFound: number;
  /** Everything is here and indexed. */
  readonly complete: number;
  /** Everything is judged for duplicates. */
  readonly judged: number;
  /** How long look-ups took on the way, milliseconds. */
  readonly lookUps: readonly number[];
};

/** Fills a fresh data directory through the product's data service, looking at it all the while. */
export async function syncFirst(directory: string, team: FilledTeam, rows: number): Promise<FirstSync> {
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  const service = await openService(directory, team);
  const newest = gatewayRefOf(newestOf(rows));
  let isOver = false;
  const until = (everyMs: number, ask: () => Promise<boolean>) =>
    untilTrue(everyMs, ask, () => isOver).then(seconds);
  const lookUps: number[] = [];
  try {
    const shown = until(SHOWN_EVERY_MS, () => isShown(service, newest));
    const found = shown.then(() =>
      until(FOUND_EVERY_MS, async () => {
        const asked = performance.now();
        const answer = await isFound(service, newest);
        lookUps.push(performance.now() - asked);
        return answer;
      }),
    );
    await service.syncNow();
    const complete = seconds();
    isOver = true;
    const [newestShown, newestFound] = await Promise.all([shown, found]);
    await service.judged();
    return { newestShown, newestFound, complete, judged: seconds(), lookUps };
  } finally {
    await service.stop();
  }
}

async function isShown(service: DataService, gatewayRef: string): Promise<boolean> {
  const { payments } = await service.handlers['payments.recent']({ limit: 1 });
  return payments[0]?.payment.gatewayRef === gatewayRef;
}

async function isFound(service: DataService, gatewayRef: string): Promise<boolean> {
  const { candidates } = await service.handlers['lookup.search']({ text: gatewayRef, limit: 1 });
  return candidates.length > 0;
}
