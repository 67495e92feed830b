import { describe, expect, it } from 'vitest';
import { deadlineLook } from '../../../renderer/features/tickets/deadline-look.ts';
import {
  allOf,
  cursorAfterChange,
  extended,
  NO_SELECTION,
  toggled,
} from '../../../renderer/features/tickets/queue/selection.ts';
import { snoozeChoices } from '../../../renderer/features/tickets/snooze-choices.ts';
import { changeOf, inverseOf } from '../../../renderer/features/tickets/ticket-change.ts';
import { tabsAfterOpening } from '../../../renderer/stores/cases.ts';
import { HOUR, NOW } from './sample.ts';
import { sampleTicket } from './ticket-sample.ts';

const MINUTE = 60_000;

describe('a selection', () => {
  const idAt = (index: number) => (index < 6 ? `t${index}` : null);

  it('grows by single rows and by stretches from the last one', () => {
    const one = toggled(NO_SELECTION, 't1', 1);
    const stretch = extended(one, 4, idAt);
    expect([...stretch.ids]).toEqual(['t1', 't2', 't3', 't4']);
    expect([...extended(stretch, 0, idAt).ids].sort()).toEqual(['t0', 't1', 't2', 't3', 't4']);
    expect([...toggled(stretch, 't2', 2).ids]).toEqual(['t1', 't3', 't4']);
  });

  it('never holds rows that are not in memory', () => {
    expect([...extended(toggled(NO_SELECTION, 't4', 4), 9, idAt).ids]).toEqual(['t4', 't5']);
    expect([...allOf(['a', 'b']).ids]).toEqual(['a', 'b']);
  });
});

describe('the cursor of a queue', () => {
  const loaded = ['a', 'b', 'c'].map((id, index) => ({ index, id }));

  it('stays with its ticket when rows move', () => {
    expect(cursorAfterChange({ index: 0, id: 'c' }, 3, loaded)).toMatchObject({ index: 2, id: 'c' });
  });

  it('stands on the next ticket when its own has left', () => {
    expect(cursorAfterChange({ index: 1, id: 'gone' }, 3, loaded)).toMatchObject({ index: 1, id: 'b' });
    expect(cursorAfterChange({ index: 9, id: 'gone' }, 3, loaded)).toMatchObject({ index: 2, id: 'c' });
    expect(cursorAfterChange({ index: 4, id: 'gone' }, 0, [])).toMatchObject({ index: 0, id: null });
  });
});

describe('a change of a ticket', () => {
  it('says what was seen and what shall be', () => {
    const ticket = sampleTicket(1, { assignee: 'ann', tags: ['refund'] });
    expect(changeOf({ kind: 'assign', login: 'bob' }, ticket)).toEqual({
      ticketId: ticket.id,
      assignee: { from: 'ann', to: 'bob' },
    });
    expect(changeOf({ kind: 'status', status: 'solved' }, ticket)?.status).toEqual({
      from: 'open',
      to: 'solved',
    });
    expect(changeOf({ kind: 'tag', tag: 'vip' }, ticket)?.addTags).toEqual(['vip']);
  });

  it('is none where nothing would be different, or on a closed ticket', () => {
    const ticket = sampleTicket(1, { assignee: 'ann', tags: ['refund'] });
    expect(changeOf({ kind: 'assign', login: 'ann' }, ticket)).toBeNull();
    expect(changeOf({ kind: 'status', status: 'open' }, ticket)).toBeNull();
    expect(changeOf({ kind: 'tag', tag: 'refund' }, ticket)).toBeNull();
    expect(changeOf({ kind: 'assign', login: 'bob' }, sampleTicket(1, { status: 'closed' }))).toBeNull();
  });

  it('taken back twice is itself again', () => {
    const { id: ticketId } = sampleTicket(1);
    const change = {
      ticketId,
      status: { from: 'open', to: 'solved' } as const,
      snoozedUntil: { from: null, to: NOW },
      addTags: ['a'],
    };
    expect(inverseOf(change)).toEqual({
      ticketId,
      status: { from: 'solved', to: 'open' },
      snoozedUntil: { from: NOW, to: null },
      removeTags: ['a'],
    });
    expect(inverseOf(inverseOf(change))).toEqual(change);
  });
});

describe('a deadline', () => {
  const look = (dueAt: number | null, change = {}) =>
    deadlineLook(sampleTicket(1, { dueAt, ...change }), NOW);

  it('is soon in the last quarter of the time there was', () => {
    expect(look(NOW + 3 * HOUR)).toEqual({ state: 'later', milliseconds: 3 * HOUR });
    expect(look(NOW + 2 * HOUR)?.state).toBe('soon');
    expect(look(NOW + 3 * MINUTE, { channel: 'chat' })?.state).toBe('later');
    expect(look(NOW + 2 * MINUTE, { channel: 'chat' })?.state).toBe('soon');
  });

  it('says by how much it is late, and nothing where nobody waits', () => {
    expect(look(NOW - HOUR)).toEqual({ state: 'overdue', milliseconds: HOUR });
    expect(look(null)).toBeNull();
  });
});

describe('the times to snooze until', () => {
  const at = (day: number, hour: number) => new Date(2026, 10, day, hour).getTime();
  const names = (now: number) => snoozeChoices(now).map(({ name }) => name);

  it("lie ahead, in this computer's time", () => {
    const choices = snoozeChoices(at(23, 10));
    expect(
      choices.map(({ name, at: time }) => [name, new Date(time).getDate(), new Date(time).getHours()]),
    ).toEqual([
      ['hour', 23, 11],
      ['three-hours', 23, 13],
      ['evening', 23, 18],
      ['tomorrow', 24, 9],
      ['monday', 30, 9],
    ]);
  });

  it('leave out an evening that has begun, and what would be the same twice', () => {
    expect(names(at(24, 19))).not.toContain('evening');
    // On a Sunday tomorrow is Monday.
    expect(names(at(29, 10))).toEqual(['hour', 'three-hours', 'evening', 'tomorrow', 'week']);
    expect(names(at(25, 10))).toContain('monday');
  });
});

describe('the open cases', () => {
  const ten = Array.from({ length: 10 }, (_, n) => `t${n}`);

  it('keep their places; a new one comes last', () => {
    expect(tabsAfterOpening(['a', 'b'], ['b', 'a'], 'a')).toEqual(['a', 'b']);
    expect(tabsAfterOpening(['a', 'b'], [], 'c')).toEqual(['a', 'b', 'c']);
  });

  it('make room for a new one where it was not looked at for longest', () => {
    expect(tabsAfterOpening(ten, [...ten.slice(1), 't0'], 'new')).toEqual(['t0', ...ten.slice(2), 'new']);
    // Those of an earlier day have not been looked at at all.
    expect(tabsAfterOpening(ten, ['t0', 't1'], 'new')).toEqual(['t0', 't1', ...ten.slice(3), 'new']);
  });
});
