import type { ChildState } from './child-process.ts';

/** What the window needs to know of the processes behind it. */
export type Startup = {
  readonly phase: 'starting' | 'ready' | 'failed' | 'recovering';
  readonly step: string | null;
  readonly problem: { readonly process: 'data' | 'hub'; readonly code: string } | null;
};

function problemOf(process: 'data' | 'hub', state: ChildState | null): Startup | null {
  if (state?.phase === 'refused')
    return { phase: 'failed', step: null, problem: { process, code: state.code } };
  if (state?.phase !== 'given-up') return null;
  return { phase: 'recovering', step: null, problem: { process, code: `${process}-unavailable` } };
}

/**
 * Sums the children's states up. The program is ready when the data process is: the agent works from the cache
 * while the hub is still starting or being restarted.
 * @param hub null when there is none on this machine
 */
export function describeStartup(data: ChildState, hub: ChildState | null, step: string | null): Startup {
  const problem = problemOf('data', data) ?? problemOf('hub', hub);
  if (problem) return problem;
  // A restart is over in a few seconds; meanwhile calls say `data-unavailable` and the screens stay.
  const isReady = data.phase === 'ready' || data.phase === 'restarting';
  return isReady ? { phase: 'ready', step: null, problem: null } : { phase: 'starting', step, problem: null };
}
