import type { Staff } from '../../../../shared/domains/staff/entity.ts';
import { DeskError } from '../../../../shared/errors.ts';

/**
 * The team that a person's new refunds and tickets belong to; a person of several teams files for the first.
 * @throws DeskError `forbidden` without a team
 */
export function teamOf(staff: Staff): number {
  const team = staff.teams[0];
  if (team === undefined) throw new DeskError('forbidden', 'You belong to no team, so you can file nothing.');
  return team;
}
