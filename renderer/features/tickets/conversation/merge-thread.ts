import type { ThreadEntry } from '../../../../shared/domains/tickets/contract.ts';

/** The order of a conversation: by time, and by id what came at the same moment. */
export function compareEntries(one: ThreadEntry, other: ThreadEntry): number {
  return one.message.at - other.message.at || (one.message.id < other.message.id ? -1 : 1);
}

/**
 * Puts the newest page of a conversation and what was read of it before together. What falls into the page's span of
 * time and is not in it any more is gone (a reply taken back). A page that does not reach what is known would leave a
 * hole: then only the page counts, and the earlier part is read again when somebody scrolls up.
 */
export function mergeThread(
  known: readonly ThreadEntry[],
  page: readonly ThreadEntry[],
  hasEarlier: boolean,
): readonly ThreadEntry[] {
  const first = page[0];
  if (first === undefined) return [];
  if (!hasEarlier) return page;
  const older = known.filter(
    (entry) => compareEntries(entry, first) < 0 && entry.message.id !== first.message.id,
  );
  const touches = known.some((entry) => page.some(({ message }) => message.id === entry.message.id));
  return touches || known.length === 0 ? [...older, ...page] : page;
}

/** Puts an earlier page above what is known; what is in both counts once. */
export function prependPage(
  known: readonly ThreadEntry[],
  earlier: readonly ThreadEntry[],
): readonly ThreadEntry[] {
  const ids = new Set(known.map(({ message }) => message.id));
  return [...earlier.filter(({ message }) => !ids.has(message.id)), ...known];
}

/** The newest message that an answer refers to: no internal note, and on the team's side already. */
export function newestSeen(entries: readonly ThreadEntry[]): string | null {
  return (
    entries.findLast(({ message, command }) => message.direction !== 'note' && command === null)?.message
      .id ?? null
  );
}

/** What came after the message that the writer of a refused answer had seen last. */
export function cameBetween(
  entries: readonly ThreadEntry[],
  seenMessageId: string | null,
): readonly ThreadEntry[] {
  const told = entries.filter(({ message, command }) => message.direction !== 'note' && command === null);
  const seen = told.findIndex(({ message }) => message.id === seenMessageId);
  return told.slice(seen + 1);
}

/** The first message that this person has not seen; null if nothing is new, or if everything is. */
export function firstUnseen(entries: readonly ThreadEntry[], seenAt: number | null): string | null {
  if (seenAt === null) return null;
  const index = entries.findIndex(({ message }) => message.direction === 'in' && message.at > seenAt);
  return index <= 0 ? null : (entries[index]?.message.id ?? null);
}

/** What has been read of a conversation. */
export type KnownThread = {
  /** Oldest first. */
  readonly entries: readonly ThreadEntry[];
  /** There is more before the first of them. */
  readonly hasEarlier: boolean;
};

export const NOTHING_KNOWN: KnownThread = { entries: [], hasEarlier: false };

type ThreadAction =
  | { readonly type: 'newest'; readonly entries: readonly ThreadEntry[]; readonly hasEarlier: boolean }
  | {
      readonly type: 'earlier';
      /** The message before which it was asked for: if that is not the first any more, the page has no place. */
      readonly before: string;
      readonly entries: readonly ThreadEntry[];
      readonly hasEarlier: boolean;
    };

/** Takes a page of a conversation in. */
export function threadReducer(known: KnownThread, action: ThreadAction): KnownThread {
  if (action.type === 'earlier') {
    if (known.entries[0]?.message.id !== action.before) return known;
    return { entries: prependPage(known.entries, action.entries), hasEarlier: action.hasEarlier };
  }
  const entries = mergeThread(known.entries, action.entries, action.hasEarlier);
  const reachesBack = entries.length > action.entries.length;
  return { entries, hasEarlier: reachesBack ? known.hasEarlier : action.hasEarlier };
}
