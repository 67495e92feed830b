import type Database from 'better-sqlite3';
import type { sessionContract } from '../../../../shared/domains/session/contract.ts';
import type { Staff } from '../../../../shared/domains/staff/entity.ts';
import { DeskError } from '../../../../shared/errors.ts';
import type { HandlersFor } from '../../../../shared/ipc/define.ts';
import { syncedStaff } from '../staff/remote.ts';

/** Who works here. */
export type SessionFacts = { readonly workspace: string; readonly embedded: boolean; readonly login: string };

type SessionQueries = Pick<HandlersFor<typeof sessionContract>, 'session.current'>;

export function createSessionQueries(cache: Database.Database, facts: SessionFacts): SessionQueries {
  const staff = createStaffReader(cache);
  const everybody = cache.prepare(
    `SELECT ${syncedStaff.selectList('s')} FROM staff s WHERE s.active = 1 AND s.role <> 'hub' ORDER BY s.name`,
  );
  return {
    'session.current': () => {
      const current = staff(facts.login);
      return {
        staff: current,
        workspace: facts.workspace,
        embedded: facts.embedded,
        choices: facts.embedded ? everybody.all().map((row) => syncedStaff.decode(row)) : [current],
      };
    },
  };
}

/**
 * Reads a login's staff row.
 * @throws DeskError `data-unavailable` from the result, until the first sync has brought it
 */
export function createStaffReader(cache: Database.Database): (login: string) => Staff {
  const byLogin = cache.prepare(`SELECT ${syncedStaff.selectList('s')} FROM staff s WHERE s.login = ?`);
  return (login) => {
    const row = byLogin.get(login);
    if (row === undefined) throw new DeskError('data-unavailable', 'The first sync has not finished.');
    return syncedStaff.decode(row);
  };
}
