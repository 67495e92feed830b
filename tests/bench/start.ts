import { say } from '../../scripts/lib/progress.ts';
import { filledDesktop } from './desktop.ts';
import { electronReady, timeStart } from './electron.ts';
import { byTurns, type Figure, figure } from './measure.ts';
import type { Section, World } from './world.ts';

const TURNS = 5;
const EMBEDDED_TURNS = 2;

/** From the launch of the program to a screen that can be used. */
export const start: Section = {
  name: 'start',
  async run(world) {
    const desktop = await filledDesktop(world);
    await electronReady(world);
    const emptyFolder = world.folder('empty');
    const openEmpty = () => timeStart('empty', emptyFolder);
    const openFilled = () => timeStart('visadesk', desktop.directory);
    say('Starting the program on the filled cache ...');
    // The first start of each reads from the disk what all others find in memory.
    await openEmpty();
    await openFilled();
    const turns = await byTurns(
      TURNS,
      async () => [await openEmpty()],
      async () => [await openFilled()],
    );
    const filled = figure({
      name: 'start.filled',
      what: `launch to the start screen with its data, cache of ${world.rows} payments, team database reachable, warm disk`,
      unit: 'ms',
      ours: turns.ours,
      floor: { what: 'launch to the first paint of an empty Electron window', values: turns.floor },
      bars: [{ of: 'p95', limit: 1500 }],
    });
    return [filled, ...(await embedded(world))];
  },
};

/** The workspace that a newcomer gets, whose team database lies in the hub process. */
async function embedded(world: World): Promise<readonly Figure[]> {
  const first: number[] = [];
  const second: number[] = [];
  // The start screen is there before there is data; a payment on the screen is what counts.
  const untilPayment = ['--screen', 'payment:first'];
  for (let turn = 0; turn < EMBEDDED_TURNS; turn += 1) {
    say(`Starting the embedded workspace (${turn + 1} of ${EMBEDDED_TURNS}) ...`);
    const directory = world.folder('embedded');
    first.push((await timeStart('visadesk', directory, ...untilPayment)) / 1000);
    second.push((await timeStart('visadesk', directory, ...untilPayment)) / 1000);
  }
  return [
    figure({
      name: 'start.embedded-first',
      what: 'first launch with demo data to a payment on the screen, fresh data directory',
      unit: 's',
      ours: first,
      bars: [{ of: 'worst', limit: 10 }],
    }),
    figure({
      name: 'start.embedded-second',
      what: 'the same on the second launch',
      unit: 's',
      ours: second,
      bars: [{ of: 'worst', limit: 3 }],
    }),
  ];
}
