import type { Candidate } from '../../../shared/domains/lookup/contract.ts';

/** What the box shows, in order; the active one is what Enter opens. */
export type PaletteState = { readonly text: string; readonly active: number };

export type PaletteAction =
  | { readonly type: 'typed'; readonly text: string }
  | { readonly type: 'moved'; readonly to: number }
  /** A key of the keyboard with `count` entries on show; others leave everything as it is. */
  | { readonly type: 'key'; readonly key: string; readonly count: number }
  /** The list changed under the highlight. */
  | { readonly type: 'counted'; readonly count: number };

export const EMPTY_PALETTE: PaletteState = { text: '', active: 0 };

const PAGE = 8;

/** Whether the box itself handles the key rather than the text field. Home and End stay with the text. */
export function isListKey(key: string): boolean {
  return ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp'].includes(key);
}

/** Typing goes back to the best hit; arrows go round, pages stop at the ends. */
export function paletteReducer(state: PaletteState, action: PaletteAction): PaletteState {
  switch (action.type) {
    case 'typed':
      return { text: action.text, active: 0 };
    case 'moved':
      return action.to === state.active ? state : { ...state, active: action.to };
    case 'counted':
      return state.active < action.count ? state : { ...state, active: Math.max(0, action.count - 1) };
    case 'key': {
      const active = activeAfterKey(state.active, action.key, action.count);
      return active === state.active ? state : { ...state, active };
    }
  }
}

function activeAfterKey(active: number, key: string, count: number): number {
  if (count === 0) return 0;
  switch (key) {
    case 'ArrowDown':
      return (active + 1) % count;
    case 'ArrowUp':
      return (active - 1 + count) % count;
    case 'PageDown':
      return Math.min(count - 1, active + PAGE);
    case 'PageUp':
      return Math.max(0, active - PAGE);
    default:
      return active;
  }
}

export type CandidateGroup = {
  readonly type: Candidate['type'];
  readonly candidates: readonly Candidate[];
};

/** Hits by type; the groups in the order of their best hit, so that the best hit of all stays first. */
export function groupCandidates(candidates: readonly Candidate[]): readonly CandidateGroup[] {
  const groups = new Map<Candidate['type'], Candidate[]>();
  for (const candidate of candidates) {
    const group = groups.get(candidate.type);
    if (group === undefined) groups.set(candidate.type, [candidate]);
    else group.push(candidate);
  }
  return [...groups].map(([type, members]) => ({ type, candidates: members }));
}

/** Whether every word typed occurs in a command's name, in any order. */
export function matchesCommand(text: string, name: string): boolean {
  const haystack = name.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}
