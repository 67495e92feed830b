import { type TeamClient, TeamError } from '../../lib/team/team-client.ts';
import type { Clock } from '../clock.ts';

/** An answer later than this is none: half-open connections look alive for hours. */
const DEADLINE_MS = 30_000;

/** A call to the team database that ends in time: an overdue one destroys the connection and counts as `timed-out`. */
export type InTime = <Value>(call: (team: TeamClient) => Promise<Value>) => Promise<Value>;

export function withDeadline(team: TeamClient, clock: Clock): InTime {
  return (call) =>
    new Promise((resolve, reject) => {
      const cancel = clock.after(DEADLINE_MS, () => {
        team.reset();
        reject(new TeamError('retry', 'timed-out', null));
      });
      call(team).finally(cancel).then(resolve, reject);
    });
}
