import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say } from '../../scripts/lib/progress.ts';
import type { Figure } from './measure.ts';

/** One part of the bench. */
export type Section = { readonly name: string; run(world: World): Promise<readonly Figure[]> };

/** What sections share: made by the first that asks, taken down at the end in the opposite order. */
export type World = {
  /** Synthetic payments in the team database. */
  readonly rows: number;
  /** A fresh folder that `close` removes. */
  folder(name: string): string;
  /**
   * Registers what has to be ended.
   * @param atExit does what can be done without waiting: a library may end the process before `close` is through
   */
  defer(end: () => unknown, atExit?: () => unknown): void;
  /** The thing of this name; `make` runs once. */
  shared<Thing>(name: string, make: () => Promise<Thing>): Promise<Thing>;
  /** Remembers what the figures were measured on, for the report. */
  fact(name: string, text: string): void;
  facts(): Readonly<Record<string, string>>;
  /** Ends everything, also after a failure in the middle. */
  close(): Promise<void>;
};

export function createWorld(rows: number): World {
  const ends: { readonly end: () => unknown; readonly atExit: () => unknown }[] = [];
  const things = new Map<string, Promise<unknown>>();
  const facts = new Map<string, string>();
  const base = mkdtempSync(join(tmpdir(), 'visadesk-bench-'));
  const defer: World['defer'] = (end, atExit = end) => void ends.push({ end, atExit });
  defer(() => rmSync(base, { recursive: true, force: true }));
  // Libraries with handlers of their own for signals exit as soon as they are done.
  process.once('exit', () => {
    for (const { atExit } of ends.toReversed()) void quietly(atExit);
  });
  return {
    rows,
    folder: (name) => mkdtempSync(join(base, `${name}-`)),
    defer,
    shared<Thing>(name: string, make: () => Promise<Thing>) {
      const known = things.get(name) ?? make();
      things.set(name, known);
      // Stored under a name by the one caller that makes it.
      return known as Promise<Thing>;
    },
    fact: (name, text) => void facts.set(name, text),
    facts: () => Object.fromEntries(facts),
    async close() {
      // Taken off only when done: until then the process may still exit.
      for (let last = ends.at(-1); last !== undefined; last = ends.at(-1)) {
        await quietly(last.end);
        ends.pop();
      }
    },
  };
}

async function quietly(end: () => unknown): Promise<void> {
  try {
    await end();
  } catch (error) {
    say(`Could not clean up: ${error instanceof Error ? error.message : String(error)}`);
  }
}
