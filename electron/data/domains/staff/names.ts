import type Database from 'better-sqlite3';

/** The name of a login; one that nobody here bears stands for itself. */
export function createStaffNames(cache: Database.Database): (login: string) => string {
  const name = cache.prepare<[string], string>('SELECT name FROM staff WHERE login = ?').pluck();
  return (login) => name.get(login) ?? login;
}
