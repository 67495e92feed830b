import { rmSync } from 'node:fs';
import { say } from '../../scripts/lib/progress.ts';
import { type Desktop, filledDesktop } from './desktop.ts';
import { type FirstSync, syncFirst } from './first-sync.ts';
import { copyEverything, INGEST_FLOOR, rowsOf, secondaryIndexes } from './ingest-floor.ts';
import { type Figure, figure, timed } from './measure.ts';
import type { Section, World } from './world.ts';

const TURNS = 2;
/** First sync of a fresh data directory through the product's data service, against a plain copy of the same rows. */
export const ingest: Section = {
  name: 'ingest',
  async run(world) {
    const desktop = await filledDesktop(world);
    const rows = rowsOf(desktop.cacheFile);
    const indexes = secondaryIndexes(desktop.cacheFile);
    // The desktop of all other sections was the first turn.
    const syncs = [desktop.firstSync];
    const floors: number[] = [];
    for (let turn = 0; turn < TURNS; turn += 1) {
      say(`Copying everything, the floor (${turn + 1} of ${TURNS}) ...`);
      floors.push(await copySeconds(world, desktop, indexes, rows));
      if (syncs.length === TURNS) continue;
      say('First sync of another desktop ...');
      const directory = world.folder('first-sync');
      syncs.push(await syncFirst(directory, desktop.team, world.rows));
      rmSync(directory, { recursive: true });
    }
    return figuresOf(rows, syncs, floors);
  },
};

async function copySeconds(
  world: World,
  { team }: Desktop,
  indexes: readonly string[],
  rows: number,
): Promise<number> {
  const folder = world.folder('floor');
  const milliseconds = await timed(async () => {
    const copied = await copyEverything(team.connection, folder, indexes);
    if (copied !== rows) throw new Error(`The floor has ${copied} rows, the cache ${rows}`);
  });
  rmSync(folder, { recursive: true });
  return milliseconds / 1000;
}

function figuresOf(
  rows: number,
  syncs: readonly FirstSync[],
  floorSeconds: readonly number[],
): readonly Figure[] {
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
      name: 'ingest.look-up',
      what: 'a look-up meanwhile, when most indexes are still missing',
      unit: 'ms',
      ours: syncs.flatMap(({ lookUps }) => lookUps),
    }),
    figure({
      name: 'ingest.judged',
      what: 'until every payment is judged for duplicates too',
      unit: 's',
      ours: syncs.map(({ judged }) => judged),
    }),
  ];
}
