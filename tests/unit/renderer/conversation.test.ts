import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginningOf, bodyParts } from '../../../renderer/features/tickets/conversation/body-parts.ts';
import {
  cameBetween,
  firstUnseen,
  mergeThread,
  NOTHING_KNOWN,
  newestSeen,
  prependPage,
  threadReducer,
} from '../../../renderer/features/tickets/conversation/merge-thread.ts';
import { groupByDay } from '../../../renderer/lib/group-by-day.ts';
import type { ThreadEntry } from '../../../shared/domains/tickets/contract.ts';
import { anyText } from '../any-text.ts';
import { NOW } from './sample.ts';
import { sampleEntry } from './ticket-sample.ts';

const bodies = (entries: readonly ThreadEntry[]) => entries.map(({ message }) => message.body);
const span = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, offset) => sampleEntry(from + offset));
const queued = { id: 'c', state: 'queued', leavesAt: NOW, reason: null, seenMessageId: null } as const;

describe('the parts of a message', () => {
  it('are own words and quoted lines', () => {
    expect(bodyParts('Thanks!\n> You paid twice.\n> Sorry.\nBye')).toEqual([
      { kind: 'own', text: 'Thanks!' },
      { kind: 'quoted', text: '> You paid twice.\n> Sorry.' },
      { kind: 'own', text: 'Bye' },
    ]);
  });

  it('take the line that says who wrote before along with the quote', () => {
    for (const line of ['On 12 Nov Ann wrote:', 'Ann 于 11月12日写道：', 'Le 12 nov., Ann a écrit :']) {
      expect(bodyParts(`Merci\n\n${line}\n> Bonjour`).map(({ kind, text }) => [kind, text])).toEqual([
        ['own', 'Merci\n'],
        ['quoted', `${line}\n> Bonjour`],
      ]);
    }
  });

  it('leave a line that ends in a colon alone where it is all there is to read', () => {
    expect(bodyParts('This came:\n> an invoice')[0]).toEqual({ kind: 'own', text: 'This came:' });
  });

  it('quote everything below the line of a forwarded message', () => {
    for (const line of [
      '-----Original Message-----',
      '------ 原始邮件 ------',
      '________________________________',
    ]) {
      expect(bodyParts(`See below\n${line}\nFrom: Bank\nDeclined`).map(({ kind }) => kind)).toEqual([
        'own',
        'quoted',
      ]);
    }
  });

  it('make up the message again, whatever it is, and quickly', () => {
    const line = fc.oneof(
      fc.constantFrom('> ', '>', 'On a day X wrote:', '-- Original Message --', ''),
      anyText,
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        const body = lines.join('\n');
        expect(
          bodyParts(body)
            .map(({ text }) => text)
            .join('\n'),
        ).toBe(body);
      }),
    );
    const long = `${'a:'.repeat(40_000)}\n${'> b\n'.repeat(5000)}`;
    expect(bodyParts(long)).toHaveLength(3);
  });
});

describe('a long message', () => {
  it('is shown whole while nothing worth a click would be hidden', () => {
    expect(beginningOf('short')).toBeNull();
    expect(beginningOf('line\n'.repeat(18))).toBeNull();
    expect(beginningOf('x'.repeat(1700))).toBeNull();
  });

  it('is cut by lines or by characters, never inside one', () => {
    expect(beginningOf('line\n'.repeat(100))?.split('\n')).toHaveLength(16);
    expect(beginningOf('x'.repeat(9000))).toHaveLength(1600);
    expect(beginningOf(`x${'😀'.repeat(4000)}`)?.endsWith('😀')).toBe(true);
  });
});

describe('a conversation in pages', () => {
  it('grows at its end and keeps what was read before', () => {
    expect(bodies(mergeThread(span(1, 5), span(4, 8), true))).toEqual(bodies(span(1, 8)));
  });

  it('loses what was taken back', () => {
    const pending = sampleEntry(9, { direction: 'out' }, queued);
    expect(bodies(mergeThread([...span(1, 8), pending], span(4, 8), true))).toEqual(bodies(span(1, 8)));
  });

  it('takes the newest state of a message that was there before', () => {
    const sent = sampleEntry(8, { delivery: 'sent' });
    const merged = mergeThread(span(1, 8), [...span(4, 7), sent], true);
    expect(merged.at(-1)?.message.delivery).toBe('sent');
    expect(merged).toHaveLength(8);
  });

  it('never hides a hole: a page that does not reach what is known stands alone', () => {
    expect(bodies(mergeThread(span(1, 5), span(60, 70), true))).toEqual(bodies(span(60, 70)));
  });

  it('is the page alone where there is nothing before it', () => {
    expect(bodies(mergeThread(span(1, 9), span(3, 9), false))).toEqual(bodies(span(3, 9)));
    expect(mergeThread(span(1, 2), [], false)).toEqual([]);
  });

  it('puts an earlier page above, each message once', () => {
    expect(bodies(prependPage(span(4, 6), span(1, 4)))).toEqual(bodies(span(1, 6)));
  });

  it('is the same in whatever order newest and earlier pages arrive', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 10 }), (size, arrived) => {
        const all = span(1, 60);
        const first = all.slice(50 - size, 50);
        const earlier = all.slice(Math.max(0, 50 - 2 * size), 50 - size);
        const next = all.slice(50 - size + arrived, 50 + arrived);
        const one = mergeThread(prependPage(first, earlier), next, true);
        const other = prependPage(mergeThread(first, next, true), earlier);
        if (arrived < size) expect(bodies(one)).toEqual(bodies(other));
        expect(bodies(one.slice(-next.length))).toEqual(bodies(next));
      }),
    );
  });
});

describe('what is known of a conversation', () => {
  const newest = (from: number, to: number, hasEarlier: boolean) =>
    ({ type: 'newest', entries: span(from, to), hasEarlier }) as const;

  it('remembers whether there is more before it', () => {
    const first = threadReducer(NOTHING_KNOWN, newest(50, 60, true));
    const before = sampleEntry(50).message.id;
    const earlier = { type: 'earlier', before, entries: span(40, 49), hasEarlier: false } as const;
    const both = threadReducer(first, earlier);
    expect(both).toMatchObject({ hasEarlier: false });
    expect(bodies(both.entries)).toEqual(bodies(span(40, 60)));
    // Something new: the newest page says that there is more before it, and that has been read.
    const grown = threadReducer(both, newest(51, 61, true));
    expect(grown.hasEarlier).toBe(false);
    expect(bodies(grown.entries)).toEqual(bodies(span(40, 61)));
    expect(threadReducer(grown, earlier)).toBe(grown);
  });

  it('can be nothing', () => {
    expect(threadReducer(NOTHING_KNOWN, { type: 'newest', entries: [], hasEarlier: false })).toEqual(
      NOTHING_KNOWN,
    );
  });
});

describe('what an answer refers to', () => {
  const note = sampleEntry(4, { direction: 'note' });
  const own = sampleEntry(5, { direction: 'out' }, queued);

  it('is the newest message on the screen: no note, and nothing that has not left', () => {
    expect(newestSeen([...span(1, 3), note, own])).toBe(sampleEntry(3).message.id);
    expect(newestSeen([note])).toBeNull();
  });

  it('tells what came in between', () => {
    const entries = [...span(1, 3), note, own, sampleEntry(6)];
    expect(bodies(cameBetween(entries, sampleEntry(2).message.id))).toEqual(['Message 3', 'Message 6']);
    expect(bodies(cameBetween(entries, sampleEntry(6).message.id))).toEqual([]);
    expect(bodies(cameBetween(entries, null))).toEqual(['Message 1', 'Message 2', 'Message 3', 'Message 6']);
  });
});

describe('the line above what is new', () => {
  it('stands above the first message of the customer after the last look', () => {
    const entries = [sampleEntry(1), sampleEntry(2, { direction: 'out' }), sampleEntry(3), sampleEntry(4)];
    expect(firstUnseen(entries, sampleEntry(1).message.at)).toBe(sampleEntry(3).message.id);
  });

  it('is not there where nothing or everything is new', () => {
    expect(firstUnseen(span(1, 3), NOW + 3_600_000)).toBeNull();
    expect(firstUnseen(span(1, 3), null)).toBeNull();
    expect(firstUnseen(span(1, 3), 0)).toBeNull();
  });
});

describe('groups by day', () => {
  it('start where the day changes and keep the order', () => {
    const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
    const items = [1, 2, 3].flatMap((day) => [Date.UTC(2026, 10, day), Date.UTC(2026, 10, day, 23)]);
    expect(groupByDay(items, (at) => at, dayOf).map(({ day, items: own }) => [day, own.length])).toEqual([
      ['2026-11-01', 2],
      ['2026-11-02', 2],
      ['2026-11-03', 2],
    ]);
    expect(groupByDay([], (at: number) => at, dayOf)).toEqual([]);
  });
});
