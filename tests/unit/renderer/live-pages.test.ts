import { describe, expect, it } from 'vitest';
import { createLivePages, type ListPage, pagesAround } from '../../../renderer/lib/live-pages.ts';
import { type Envelope, failure, success } from '../../../shared/ipc/result.ts';

const PAGE = 10;

/** A list whose pages answer when the test says so. */
function harness(keep = 2) {
  const live = new Map<number, (answer: Envelope<ListPage<string>>) => void>();
  const opened: number[] = [];
  let changes = 0;
  const pages = createLivePages<string>({
    pageSize: PAGE,
    keep,
    open: (offset, onAnswer) => {
      live.set(offset / PAGE, onAnswer);
      opened.push(offset / PAGE);
      return { stop: () => live.delete(offset / PAGE) };
    },
    onChange: () => {
      changes += 1;
    },
  });
  const rowsOf = (page: number, total: number) =>
    Array.from(
      { length: Math.max(0, Math.min(PAGE, total - page * PAGE)) },
      (_, row) => `row ${page * PAGE + row}`,
    );
  return {
    pages,
    opened,
    live: () => [...live.keys()].sort((one, other) => one - other),
    changes: () => changes,
    answer: (page: number, total: number) => live.get(page)?.(success({ rows: rowsOf(page, total), total })),
    fail: (page: number) => live.get(page)?.(failure('data-unavailable', 'restarting')),
  };
}

describe('the pages around what is on the screen', () => {
  it('are those in sight first, then the ones beside them, never beyond the list', () => {
    expect(pagesAround(0, 8, null, PAGE)).toEqual([0]);
    expect(pagesAround(0, 8, 100, PAGE)).toEqual([0, 1]);
    expect(pagesAround(35, 44, 100, PAGE)).toEqual([3, 4, 5, 2]);
    expect(pagesAround(95, 99, 100, PAGE)).toEqual([9, 8]);
    expect(pagesAround(500, 510, 20, PAGE)).toEqual([1, 0]);
    expect(pagesAround(0, 0, 0, PAGE)).toEqual([0]);
  });
});

describe('a list read in pages', () => {
  it('reads what is in sight, and more once it knows how long it is', () => {
    const list = harness();
    list.pages.show(0, 8);
    expect(list.live()).toEqual([0]);
    expect(list.pages.total()).toBeNull();
    list.answer(0, 300_000);
    expect(list.pages.total()).toBe(300_000);
    expect(list.pages.row(3)).toBe('row 3');
    expect(list.pages.row(13)).toBeNull();
    expect(list.live()).toEqual([0, 1]);
  });

  it('keeps rows that left the screen, and reads them again when they come back', () => {
    const list = harness();
    list.pages.show(0, 8);
    list.answer(0, 1000);
    list.pages.show(500, 508);
    expect(list.live()).toEqual([49, 50, 51]);
    expect(list.pages.row(3)).toBe('row 3');
    list.pages.show(0, 8);
    expect(list.opened.filter((page) => page === 0)).toHaveLength(2);
    expect(list.pages.row(3)).toBe('row 3');
  });

  it('forgets the pages that were not looked at for longest', () => {
    const list = harness(2);
    list.pages.show(0, 8);
    list.answer(0, 1000);
    for (const page of [20, 40, 60]) {
      list.pages.show(page * PAGE, page * PAGE + 8);
      list.answer(page, 1000);
    }
    expect(list.pages.row(3)).toBeNull();
    expect(list.pages.row(600)).toBe('row 600');
  });

  it('keeps the page that the keyboard stands on, however far the wheel has gone', () => {
    const list = harness(1);
    list.pages.show(0, 8, 3);
    list.answer(0, 1000);
    for (const page of [20, 40, 60]) {
      list.pages.show(page * PAGE, page * PAGE + 8, 3);
      list.answer(page, 1000);
    }
    expect(list.pages.row(3)).toBe('row 3');
    expect(list.live()).toEqual([0, 59, 60, 61]);
  });

  it('drops what a list that became shorter does not have any more', () => {
    const list = harness(5);
    list.pages.show(40, 48);
    list.answer(0, 100);
    list.answer(4, 100);
    list.answer(3, 35);
    expect(list.pages.row(44)).toBeNull();
    expect(list.pages.loaded().every(({ index }) => index < 40)).toBe(true);
    expect(list.live().every((page) => page <= 3)).toBe(true);
  });

  it('tells the place of every row in memory, in order', () => {
    const list = harness();
    list.pages.show(0, 8);
    list.answer(0, 25);
    list.answer(1, 25);
    list.pages.show(12, 20);
    list.answer(2, 25);
    expect(list.pages.loaded().map(({ index, row }) => `${index} ${row}`)).toEqual(
      Array.from({ length: 25 }, (_, index) => `${index} row ${index}`),
    );
  });

  it('keeps its rows when an answer fails, and says why until one succeeds', () => {
    const list = harness();
    list.pages.show(0, 8);
    list.answer(0, 5);
    list.fail(0);
    expect(list.pages.error()?.code).toBe('data-unavailable');
    expect(list.pages.row(2)).toBe('row 2');
    list.answer(0, 5);
    expect(list.pages.error()).toBeNull();
  });

  it('is silent once stopped', () => {
    const list = harness();
    list.pages.show(0, 8);
    const before = list.changes();
    list.pages.stop();
    list.answer(0, 5);
    expect(list.changes()).toBe(before);
    expect(list.live()).toEqual([]);
  });
});
