import { describe, expect, it } from 'vitest';
import { mergeTimeline, timelineReducer } from '../../../renderer/features/customers/merge-timeline.ts';
import type { TimelineEntry } from '../../../shared/domains/customers/contract.ts';
import { makeApplication, testId } from '../../support/wire-rows.ts';

/** Entry `n`; the higher the newer. */
function entry(n: number): TimelineEntry {
  return { kind: 'application', id: testId(n), at: n * 1000, application: makeApplication(n) };
}
/** Entries from `newest` down to `oldest`. */
const span = (newest: number, oldest: number) =>
  Array.from({ length: newest - oldest + 1 }, (_, offset) => entry(newest - offset));
const numbers = (entries: readonly TimelineEntry[]) => entries.map(({ at }) => at / 1000);

describe('a timeline in pages', () => {
  it('grows at the top and keeps what was read below', () => {
    expect(numbers(mergeTimeline(span(10, 1), span(12, 8), true))).toEqual(numbers(span(12, 1)));
  });

  it('loses what the newest page does not have any more', () => {
    const page = [entry(10), entry(8)];
    expect(numbers(mergeTimeline(span(10, 6), page, true))).toEqual([10, 8, 7, 6]);
  });

  it('is the page alone where nothing is below it, or where something between has not been read', () => {
    expect(numbers(mergeTimeline(span(10, 1), span(12, 8), false))).toEqual([12, 11, 10, 9, 8]);
    expect(numbers(mergeTimeline(span(10, 1), span(90, 80), true))).toEqual(numbers(span(90, 80)));
    expect(mergeTimeline(span(3, 1), [], true)).toEqual([]);
  });

  it('tells two things of one moment apart', () => {
    const twin: TimelineEntry = { ...entry(5), id: testId(1) };
    expect(mergeTimeline([entry(5), twin, entry(4)], [entry(6), entry(5)], true)).toHaveLength(4);
  });

  it('goes on where it was read to, also after something new has come', () => {
    const cursor = (n: number) => ({ at: n * 1000, id: testId(n) });
    const newest = { type: 'newest', of: 'all', page: { entries: span(10, 6), next: cursor(6) } } as const;
    const first = timelineReducer(null, newest);
    const older = { entries: span(5, 3), next: cursor(3) };
    const both = timelineReducer(first, { type: 'older', of: 'all', before: cursor(6), page: older });
    expect(numbers(both?.entries ?? [])).toEqual(numbers(span(10, 3)));
    const grown = timelineReducer(both, {
      type: 'newest',
      of: 'all',
      page: { entries: span(11, 7), next: cursor(7) },
    });
    expect(numbers(grown?.entries ?? [])).toEqual(numbers(span(11, 3)));
    expect(grown?.next).toEqual(cursor(3));
    // The same page asked for twice, and one of a search that is over.
    expect(timelineReducer(grown, { type: 'older', of: 'all', before: cursor(6), page: older })).toBe(grown);
    expect(timelineReducer(grown, { type: 'older', of: 'other', before: cursor(3), page: older })).toBe(
      grown,
    );
    expect(timelineReducer(grown, { ...newest, of: 'other' })?.entries).toHaveLength(5);
  });
});
