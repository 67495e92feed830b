import { rmSync } from 'node:fs';
import { say } from '../../scripts/lib/progress.ts';
import { filledDesktop, openService } from './desktop.ts';
import { copyEverything, INGEST_FLOOR, rowsOf, secondaryIndexes } from './ingest-floor.ts';
import { byTurns, type Figure, figure, timed } from './measure.ts';
import { untilTrue } from './probe.ts';
import { gatewayRefOf } from './synthetic.ts';
import type { FilledTeam } from './team.ts';
import type { Section, World } from './world.ts';

const TURNS = 2;
const LOOK_EVERY_MS = 50;

/** Seconds since the start. */
type FirstSync = {
  readonly newestShown: number;
  readonly newestFound: number;
  readonly complete: number;
  readonly judged: number;
};

/** First sync of a fresh data directory through the product's data service, against a plain copy of the same rows. */
export const ingest: Section = {
  name: 'ingest',
  async run(world) {
    const desktop = await filledDesktop(world);
    const rows = rowsOf(desktop.cacheFile);
    const indexes = secondaryIndexes(desktop.cacheFile);
    const syncs: FirstSync[] = [];
    const turns = await byTurns(
      TURNS,
      async (turn) => {
        say(`Copying everything, the floor (${turn + 1} of ${TURNS}) ...`);
        const folder = world.folder('floor');
        const milliseconds = await timed(async () => {
          const copied = await copyEverything(desktop.team.connection, folder, indexes);
          if (copied !== rows) throw new Error(`The floor has ${copied} rows, the cache ${rows}`);
        });
        rmSync(folder, { recursive: true });
        return [milliseconds / 1000];
      },
      async (turn) => {
        say(`First sync (${turn + 1} of ${TURNS}) ...`);
        const sync = await firstSync(world, desktop.team);
        syncs.push(sync);
        return [sync.complete];
      },
    );
    return figuresOf(rows, syncs, turns.floor);
  },
};

function figuresOf(rows: number, syncs: readonly FirstSync[], floorSeconds: readonly number[]): readonly Figure[] {
  const floor = { what: INGEST_FLOOR, values: floorSeconds };
  return [
    figure({
      name: 'ingest.first-sync',
      what: `first sync of ${rows} rows of all tables into a fresh directory until everything can be searched`,
      unit: 's',
      ours: syncs.map(({ complete }) => complete),
      floor,
      bars: [{ of: 'ratio', limit: 2 }],
    }),
    figure({
      name: 'ingest.rows',
      what: 'rows of all tables per second of that',
      unit: 'rows/s',
      ours: syncs.map(({ complete }) => rows / complete),
      floor: { what: INGEST_FLOOR, values: floorSeconds.map((seconds) => rows / seconds) },
    }),
    figure({
      name: 'ingest.newest-shown',
      what: 'until the newest payment is in the list of the start screen',
      unit: 's',
      ours: syncs.map(({ newestShown }) => newestShown),
      bars: [{ of: 'worst', limit: 10 }],
    }),
    figure({
      name: 'ingest.newest-found',
      what: 'until the newest payment is found by its gateway reference',
      unit: 's',
      ours: syncs.map(({ newestFound }) => newestFound),
    }),
    figure({
      name: 'ingest.judged',
      what: 'until every payment is judged for duplicates too',
      unit: 's',
      ours: syncs.map(({ judged }) => judged),
    }),
  ];
}

async function firstSync(world: World, team: FilledTeam): Promise<FirstSync> {
  const directory = world.folder('first-sync');
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  const service = await openService(directory, team);
  try {
    const newest = gatewayRefOf(world.rows - 1);
    let isOver = false;
    const shown = untilTrue(
      LOOK_EVERY_MS,
      async () => {
        const { payments } = await service.handlers['payments.recent']({ limit: 1 });
        return payments[0]?.payment.gatewayRef === newest;
      },
      () => isOver,
    ).then(seconds);
    const found = shown
      .then(() =>
        untilTrue(
          LOOK_EVERY_MS,
          async () => (await service.handlers['lookup.search']({ text: newest, limit: 1 })).candidates.length > 0,
          () => isOver,
        ),
      )
      .then(seconds);
    await service.syncNow();
    const complete = seconds();
    isOver = true;
    const [newestShown, newestFound] = await Promise.all([shown, found]);
    await service.judged();
    return { newestShown, newestFound, complete, judged: seconds() };
  } finally {
    await service.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}
