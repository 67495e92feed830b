import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paletteEntries } from '../../../renderer/features/lookup/palette-entries.ts';
import {
  EMPTY_PALETTE,
  groupCandidates,
  matchesCommand,
  type PaletteAction,
  paletteReducer,
} from '../../../renderer/features/lookup/palette-state.ts';
import type { Candidate } from '../../../shared/domains/lookup/contract.ts';
import { ids, NOW } from './sample.ts';
import { translatorFor } from './translate.ts';

function candidate(type: Candidate['type'], label: string): Candidate {
  return {
    type,
    id: ids.payment,
    matched: label,
    how: 'exact',
    label,
    kind: 'stripe',
    paymentId: ids.payment,
    amountMinor: 2500,
    currency: 'USD',
    status: 'captured',
    at: NOW,
  };
}

describe('the highlight', () => {
  const after = (...actions: readonly PaletteAction[]) => actions.reduce(paletteReducer, EMPTY_PALETTE);
  const key = (name: string, count = 3): PaletteAction => ({ type: 'key', key: name, count });

  it('goes round with the arrows and stops at the ends with the page keys', () => {
    expect(after(key('ArrowUp')).active).toBe(2);
    expect(after(key('ArrowDown'), key('ArrowDown'), key('ArrowDown')).active).toBe(0);
    expect(after(key('PageDown')).active).toBe(2);
    expect(after(key('PageDown'), key('PageUp')).active).toBe(0);
  });

  it('returns to the best hit when something is typed', () => {
    expect(after(key('ArrowDown'), { type: 'typed', text: 'ch_' })).toEqual({ text: 'ch_', active: 0 });
  });

  it('is always on something that is there', () => {
    const action = fc.oneof(
      fc.record({
        type: fc.constant('key' as const),
        key: fc.constantFrom('ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'x'),
        count: fc.nat(12),
      }),
      fc.record({ type: fc.constant('typed' as const), text: fc.string() }),
    );
    fc.assert(
      fc.property(fc.array(action), fc.nat(12), (actions, count) => {
        const state = paletteReducer(actions.reduce(paletteReducer, EMPTY_PALETTE), {
          type: 'counted',
          count,
        });
        expect(state.active).toBeGreaterThanOrEqual(0);
        expect(state.active).toBeLessThan(Math.max(1, count));
      }),
    );
  });
});

describe('what the box shows', () => {
  const commands = [
    { id: 'refunds', name: 'Refunds', keys: 'g r', run: () => {} },
    { id: 'work-offline', name: 'Work offline', keys: null, run: () => {} },
  ];
  const t = translatorFor('en');

  it('groups hits by type, the group of the best hit first', () => {
    const groups = groupCandidates([
      candidate('customer', 'a'),
      candidate('payment', 'b'),
      candidate('customer', 'c'),
    ]);
    expect(groups.map(({ type, candidates }) => [type, candidates.length])).toEqual([
      ['customer', 2],
      ['payment', 1],
    ]);
  });

  it('offers commands whose name has every word typed', () => {
    expect(matchesCommand('off work', 'Work offline')).toBe(true);
    expect(matchesCommand('offline now', 'Work offline')).toBe(false);
    const groups = paletteEntries({ text: 'ref', candidates: [], recents: [], commands, t });
    expect(groups.map(({ title, entries }) => [title, entries.map(({ key }) => key)])).toEqual([
      ['Commands', ['command:refunds']],
    ]);
  });

  it('shows what was open lately only while nothing is typed', () => {
    const recents = [
      { id: ids.payment, reference: 'ch_1', customer: null, amountMinor: 2500, currency: 'USD' },
    ];
    const shown = (text: string) =>
      paletteEntries({ text, candidates: [], recents, commands, t }).map(({ id }) => id);
    expect(shown('')).toEqual(['recent', 'commands']);
    expect(shown('work')).toEqual(['commands']);
  });
});
