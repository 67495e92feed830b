import type { TimelineCursor, TimelineEntry } from '../../../shared/domains/customers/contract.ts';

/** A page as the query answers, newest first. */
type Page = { readonly entries: readonly TimelineEntry[]; readonly next: TimelineCursor | null };

/** What has been read of a timeline. */
export type KnownTimeline = Page & {
  /** The search that it answers. */
  readonly of: string;
};

type TimelineAction =
  | { readonly type: 'newest'; readonly of: string; readonly page: Page }
  | { readonly type: 'older'; readonly of: string; readonly before: TimelineCursor; readonly page: Page };

/** Two entries of one moment: the same id can stand for a payment's failure and its success. */
export function entryKey({ kind, id, at }: TimelineEntry): string {
  return `${kind}:${id}:${at}`;
}

function isOlder(entry: TimelineEntry, than: TimelineEntry): boolean {
  return entry.at < than.at || (entry.at === than.at && entry.id < than.id);
}

/**
 * The newest page above what was read of it before. If the two do not touch, entries between them have not been read:
 * then only the page counts.
 */
export function mergeTimeline(
  known: readonly TimelineEntry[],
  page: readonly TimelineEntry[],
  hasMore: boolean,
): readonly TimelineEntry[] {
  const last = page.at(-1);
  if (last === undefined || !hasMore || known.length === 0) return page;
  const inPage = new Set(page.map(entryKey));
  if (!known.some((entry) => inPage.has(entryKey(entry)))) return page;
  return [...page, ...known.filter((entry) => isOlder(entry, last) && !inPage.has(entryKey(entry)))];
}

/** Takes a page in; an older one only if it continues what is known. */
export function timelineReducer(known: KnownTimeline | null, action: TimelineAction): KnownTimeline | null {
  const { of, page } = action;
  const before = known?.of === of ? known : null;
  if (action.type === 'older') {
    const { at, id } = action.before;
    if (before?.next?.at !== at || before.next.id !== id) return known;
    return { of, entries: [...before.entries, ...page.entries], next: page.next };
  }
  const entries = mergeTimeline(before?.entries ?? [], page.entries, page.next !== null);
  const reachesBack = before !== null && entries.length > page.entries.length;
  return { of, entries, next: reachesBack ? before.next : page.next };
}
