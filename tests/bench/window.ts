import type { Page } from '@playwright/test';
import { say } from '../../scripts/lib/progress.ts';
import type { ElectronApp } from '../support/electron-app.ts';
import { filledDesktop } from './desktop.ts';
import { openEmptyWindow, openProgram } from './electron.ts';
import { byTurns, type Figure, figure } from './measure.ts';
import { gatewayRefOf, STRIDE } from './synthetic.ts';
import type { Section } from './world.ts';

const TURNS = 10;
const CALLS_PER_TURN = 50;
const KEYS_PER_TURN = 10;
const LAST_CHARACTERS = 8;

/** The look-up as the window sees it, in real Electron on the filled desktop. */
export const windowSection: Section = {
  name: 'window',
  async run(world) {
    const desktop = await filledDesktop(world);
    say('Starting the program and an empty window ...');
    const app = await openProgram(world, desktop);
    const empty = await openEmptyWindow(world);
    const refs = (nth: number): string => gatewayRefOf((nth * STRIDE + 13) % world.rows);
    const figures = [await roundTrip(app.page, refs), ...(await keyToPaint(app, empty.page, refs))];
    await empty.application.close();
    await app.stop();
    return figures;
  },
};

async function roundTrip(page: Page, refs: (nth: number) => string): Promise<Figure> {
  say('Calls from the window ...');
  await callTimes(page, 'lookup.search', inputsOf(refs, 0));
  const turns = await byTurns(
    TURNS,
    () => callTimes(page, 'app.info', Array(CALLS_PER_TURN).fill('{}')),
    (turn) => callTimes(page, 'lookup.search', inputsOf(refs, turn + 1)),
  );
  return figure({
    name: 'window.call',
    what: 'lookup.search of a whole gateway reference by window.visadesk.invoke, until the answer text is in the page',
    unit: 'ms',
    ours: turns.ours,
    floor: { what: 'app.info, which main answers from memory', values: turns.floor },
  });
}

function inputsOf(refs: (nth: number) => string, turn: number): readonly string[] {
  return Array.from({ length: CALLS_PER_TURN }, (_, nth) =>
    JSON.stringify({ text: refs(turn * CALLS_PER_TURN + nth) }),
  );
}

/** One call after the other, inside the page: nothing of the test tool is in the figures. */
function callTimes(page: Page, name: string, inputs: readonly string[]): Promise<number[]> {
  return page.evaluate(
    async ([callName, inputTexts]) => {
      const times: number[] = [];
      for (const inputText of inputTexts) {
        const began = performance.now();
        const answer = await window.visadesk.invoke(callName, inputText);
        times.push(performance.now() - began);
        if (!answer.startsWith('{"ok":true')) throw new Error(answer);
      }
      return times;
    },
    [name, inputs] as const,
  );
}

async function keyToPaint(
  app: ElectronApp,
  empty: Page,
  refs: (nth: number) => string,
): Promise<readonly Figure[]> {
  say('Typing and pasting into the look-up box ...');
  await app.page.keyboard.press('Control+K');
  const box = app.page.getByRole('combobox');
  await box.waitFor();
  await empty.getByRole('textbox').focus();
  await typeLastKey(app.page, refs(0));
  const floor = (turn: number) => repeated(turn, (nth) => typeLastKey(empty, refs(nth)));
  const keys = await byTurns(TURNS, floor, (turn) =>
    repeated(turn, (nth) => typeLastKey(app.page, refs(nth))),
  );
  const pastes = await byTurns(
    TURNS,
    (turn) => repeated(turn, (nth) => paste(empty, refs(nth))),
    (turn) => repeated(turn, (nth) => paste(app.page, refs(nth))),
  );
  const echo = 'an input of an empty Electron window whose handler puts the text below it';
  return [
    figure({
      name: 'window.key-to-result',
      what: `the last key of the last ${LAST_CHARACTERS} characters of a reference, until the result is painted`,
      unit: 'ms',
      ours: keys.ours,
      floor: { what: echo, values: keys.floor },
      bars: [
        { of: 'p95', limit: 50 },
        { of: 'p99', limit: 100 },
      ],
    }),
    figure({
      name: 'window.paste-to-result',
      what: 'a whole reference put into the box at once, until the result is painted',
      unit: 'ms',
      ours: pastes.ours,
      floor: { what: echo, values: pastes.floor },
      bars: [
        { of: 'p95', limit: 50 },
        { of: 'p99', limit: 100 },
      ],
    }),
  ];
}

async function repeated(turn: number, once: (nth: number) => Promise<number>): Promise<readonly number[]> {
  const times: number[] = [];
  for (let nth = 0; nth < KEYS_PER_TURN; nth += 1) times.push(await once(turn * KEYS_PER_TURN + nth));
  return times;
}

/** The box finds the ends of references from eight characters on: with seven it is still empty-handed. */
async function typeLastKey(page: Page, ref: string): Promise<number> {
  const typed = ref.slice(-LAST_CHARACTERS);
  await empty(page);
  await page.keyboard.insertText(typed.slice(0, -1));
  await settled(page);
  const painted = await paintOf(page, 'keydown', typed);
  await page.keyboard.press(typed.slice(-1));
  return await painted();
}

async function paste(page: Page, ref: string): Promise<number> {
  await empty(page);
  await settled(page);
  const painted = await paintOf(page, 'beforeinput', ref);
  await page.keyboard.insertText(ref);
  return await painted();
}

async function empty(page: Page): Promise<void> {
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
}

/** Half a dozen frames in which nothing changes: what was typed before is on the screen. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    let quiet = 0;
    const observer = new MutationObserver(() => {
      quiet = 0;
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    while (quiet < 6) {
      await new Promise(requestAnimationFrame);
      quiet += 1;
    }
    observer.disconnect();
  });
}

/**
 * Waits in the page for the next event of this type and then for the frame in which an option with the text is
 * painted: from the event's own time to the first task after that frame.
 */
async function paintOf(
  page: Page,
  event: 'keydown' | 'beforeinput',
  text: string,
): Promise<() => Promise<number>> {
  await page.evaluate(
    ([eventType, shown]) => {
      const measured = new Promise<number>((resolve) => {
        document.addEventListener(
          eventType,
          ({ timeStamp }) => {
            const look = (): void => {
              const options = [...document.querySelectorAll('[role=option]')];
              if (!options.some((option) => option.textContent?.includes(shown))) {
                requestAnimationFrame(look);
                return;
              }
              // Animation callbacks run before the frame is painted, a message posted from one right after it.
              const channel = new MessageChannel();
              channel.port1.onmessage = () => resolve(performance.now() - timeStamp);
              channel.port2.postMessage(null);
            };
            requestAnimationFrame(look);
          },
          { once: true, capture: true },
        );
      });
      Reflect.set(window, 'benchPainted', measured);
    },
    [event, text] as const,
  );
  return () => page.evaluate(() => Reflect.get(window, 'benchPainted') as Promise<number>);
}
