import type Database from 'better-sqlite3';
import { AGE_BUCKETS, AGE_LIMITS_MS } from '../../../../shared/domains/reports/age.ts';
import type { Overview } from '../../../../shared/domains/reports/contract.ts';
import type { Staff } from '../../../../shared/domains/staff/entity.ts';
import { sum } from '../../../../shared/lib/sum.ts';
import { syncedStaff } from '../staff/remote.ts';
import { SHELVES } from '../tickets/shelves.ts';

type TicketLoad = Pick<Overview, 'tickets' | 'people'>;
type Person = Overview['people'][number];

/** Tickets of one team that lie alike with one person, or with nobody. */
type Pile = {
  readonly team: number;
  readonly assignee: string | null;
  readonly shelf: number;
  readonly tickets: number;
  readonly overdue: number;
  /** How many have waited less than each limit, as one JSON list. */
  readonly younger: string;
};

/** How much there is to do, for whom and since when; the caller holds a transaction. */
export function createTicketLoad(
  cache: Database.Database,
): (viewer: Staff, now: number, startOfToday: number) => TicketLoad {
  const younger = AGE_LIMITS_MS.map((limit) => `total(t.waiting_since > @now - ${limit})`).join(', ');
  // In the order of `ticket_active`, which holds everything it needs.
  const piles = cache.prepare<{ now: number }, Pile>(
    `SELECT t.team, t.assignee, t.shelf, count(*) AS tickets, total(t.due_at < @now) AS overdue,
       json_array(${younger}) AS younger
     FROM ticket t
     WHERE t.shelf <= ${SHELVES.pending} AND (t.snoozed_until IS NULL OR t.snoozed_until <= @now)
     GROUP BY t.team, t.assignee, t.shelf`,
  );
  const solved = cache.prepare<[number], { assignee: string; tickets: number }>(
    `SELECT t.assignee, count(*) AS tickets FROM ticket t
     WHERE t.shelf = ${SHELVES.solved} AND t.newest_at >= ? AND t.assignee IS NOT NULL GROUP BY t.assignee`,
  );
  const staff = cache.prepare(`SELECT ${syncedStaff.selectList('s')} FROM staff s`);

  return (viewer, now, startOfToday) => {
    const all = piles.all({ now });
    const open = all.filter(({ shelf }) => shelf !== SHELVES.pending);
    const solvedBy = new Map(solved.all(startOfToday).map(({ assignee, tickets }) => [assignee, tickets]));
    const colleagues = staff.all().map((row) => syncedStaff.decode(row));
    return {
      tickets: { teams: teamsOf(all), ...ageingOf(open) },
      people: peopleOf(colleagues, viewer, open, solvedBy),
    };
  };
}

function teamsOf(piles: readonly Pile[]): TicketLoad['tickets']['teams'] {
  return [...Map.groupBy(piles, ({ team }) => team)].map(([team, own]) => {
    const open = own.filter(({ shelf }) => shelf !== SHELVES.pending);
    return {
      team,
      open: ticketsIn(open),
      unassigned: ticketsIn(open.filter(({ assignee }) => assignee === null)),
      overdue: overdueIn(open),
      waiting: ticketsIn(own.filter(({ shelf }) => shelf === SHELVES.pending)),
    };
  });
}

function ageingOf(open: readonly Pile[]): Pick<TicketLoad['tickets'], 'ageing' | 'quiet'> {
  const waits = open.filter(({ shelf }) => shelf === SHELVES.waits);
  // SQLite made the lists.
  const lists = waits.map(({ younger }) => JSON.parse(younger) as readonly number[]);
  const youngerThan = AGE_LIMITS_MS.map((_, index) => sum(lists.map((list) => list[index] ?? 0)));
  const upTo = [...youngerThan, ticketsIn(waits)];
  return {
    ageing: AGE_BUCKETS.map((age, index) => ({
      age,
      tickets: (upTo[index] ?? 0) - (upTo[index - 1] ?? 0),
    })),
    quiet: ticketsIn(open.filter(({ shelf }) => shelf === SHELVES.quiet)),
  };
}

/** Who works in the viewer's teams (admins: in any), and whoever else still has something open. */
function peopleOf(
  staff: readonly Staff[],
  viewer: Staff,
  open: readonly Pile[],
  solvedBy: ReadonlyMap<string, number>,
): Person[] {
  const piles = Map.groupBy(open, ({ assignee }) => assignee);
  const isColleague = ({ role, active, teams }: Staff): boolean =>
    active &&
    (role === 'agent' || role === 'supervisor') &&
    (viewer.role === 'admin' || teams.some((team) => viewer.teams.includes(team)));
  const byLogin = new Map(staff.map((person) => [person.login, person]));
  const logins = new Set([
    ...staff.filter(isColleague).map(({ login }) => login),
    ...[...piles.keys()].filter((login) => login !== null),
  ]);
  return [...logins]
    .map((login): Person => {
      const person = byLogin.get(login);
      const own = piles.get(login) ?? [];
      return {
        login,
        name: person?.name ?? login,
        active: person?.active ?? false,
        open: ticketsIn(own),
        overdue: overdueIn(own),
        solvedToday: solvedBy.get(login) ?? 0,
      };
    })
    .sort((one, other) => other.open - one.open || (one.name < other.name ? -1 : 1));
}

function ticketsIn(piles: readonly Pile[]): number {
  return sum(piles.map(({ tickets }) => tickets));
}

function overdueIn(piles: readonly Pile[]): number {
  return sum(piles.map(({ overdue }) => overdue));
}
