import { demoFiles } from '../demo-files.ts';
import type { Random } from '../seeded.ts';

/** Who works on a ticket, and for which team. */
export type Agent = { readonly login: string; readonly firstName: string; readonly team: number };

/** Supervisors help out. */
const WEIGHTS: Readonly<Record<string, number>> = { agent: 3, supervisor: 1 };

const [first, ...others] = demoFiles.staff.flatMap(({ login, name, role, teams }) =>
  teams.map((team) => ({ login, firstName: name.split(' ')[0] ?? name, team, weight: WEIGHTS[role] ?? 0 })),
);

/** Somebody for a ticket. */
export function agentFor(random: Random): Agent {
  if (first === undefined) throw new Error('Nobody works in the demo.');
  return random.weighted([first, ...others]);
}
