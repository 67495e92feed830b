import type Database from 'better-sqlite3';
import type {
  TimelineCursor,
  TimelineEntry,
  TimelineKind,
} from '../../../../shared/domains/customers/contract.ts';
import { timelineKindSchema } from '../../../../shared/domains/customers/contract.ts';
import { foldWords } from '../../../../shared/lib/fold.ts';
import { createTimelineSources, type TimelinePlace } from './timeline-sources.ts';

/** Which page of whose timeline. */
export type TimelineQuestion = {
  readonly id: string;
  readonly kinds?: readonly TimelineKind[] | undefined;
  readonly text: string;
  readonly before: TimelineCursor | null;
  readonly limit: number;
};

/** One page, newest first; `next` is where the one after it begins. */
export type TimelinePage = { entries: TimelineEntry[]; next: TimelineCursor | null };

/** Later than everything. */
const NEWEST: TimelineCursor = { at: Number.MAX_SAFE_INTEGER, id: 'g' };
/** With a text to look for, nobody knows how many have to be read. */
const ALL = -1;

/**
 * Everything that happened to a customer in one list. Each source gives the places of its newest entries from its
 * index; only what is shown is read.
 */
export function createTimeline(cache: Database.Database): (question: TimelineQuestion) => TimelinePage {
  const sources = createTimelineSources(cache);
  return ({ id, kinds = timelineKindSchema.options, text, before, limit }) => {
    const words = wordsOf(text);
    const from = { customer: id, at: before?.at ?? NEWEST.at, id: before?.id ?? NEWEST.id };
    const most = words.length > 0 ? ALL : limit + 1;
    const places = sources.flatMap((source) => source(kinds, { ...from, most })).sort(newestFirst);
    const entries: TimelineEntry[] = [];
    for (const place of places) {
      const { entry, text: said } = place.read();
      if (words.length > 0 && !holdsAll(said, words)) continue;
      const last = entries.at(-1);
      if (entries.length === limit && last) return { entries, next: { at: last.at, id: last.id } };
      entries.push(entry);
    }
    return { entries, next: null };
  };
}

function newestFirst(one: TimelinePlace, other: TimelinePlace): number {
  return other.at - one.at || (one.id < other.id ? 1 : -1);
}

function wordsOf(text: string): readonly string[] {
  return foldWords(text)
    .split(/\s+/u)
    .filter((word) => word !== '');
}

function holdsAll(said: readonly (string | null)[], words: readonly string[]): boolean {
  const folded = foldWords(said.filter((part) => part !== null).join('\n'));
  return words.every((word) => folded.includes(word));
}
