import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type Staff, staffSchema } from '../../../shared/domains/staff/entity.ts';
import { DeskError } from '../../../shared/errors.ts';
import type { TeamSession } from './team-session.ts';

/** A new login. `password` null: it can't sign in over a connection (the embedded workspace). */
export type NewStaff = Omit<Staff, 'id' | 'active' | 'ver'> & { readonly password: string | null };

const newStaffSchema = staffSchema.omit({ id: true, active: true, ver: true });

/** Three: a desktop's own connection, its `desk` command, and one that the server has not noticed is gone. */
const DESKTOP_CONNECTIONS = 3;

const loginSchema = z.string().regex(/^[a-z][a-z0-9_.-]{0,62}$/);

/**
 * Makes a PostgreSQL role and the staff row that gives it its rights, in one transaction, as a superuser.
 * Returns the staff id.
 * @throws DeskError `bad-input` for a login that is no plain name
 * @throws TeamError when the role exists
 */
export async function createStaff(owner: TeamSession, { password, ...staff }: NewStaff): Promise<string> {
  const login = loginSchema.safeParse(staff.login);
  if (!login.success) throw new DeskError('bad-input', 'A login is made of a-z, 0-9, _ . and -');
  const { personId, name, role, teams, approveLimits } = newStaffSchema.parse(staff);
  const group = role === 'hub' ? 'crm_hub' : 'crm_user';
  const connections = role === 'hub' ? '' : `CONNECTION LIMIT ${DESKTOP_CONNECTIONS}`;
  // The verifier, not the password: statements end up in server logs.
  const secret = password === null ? '' : `PASSWORD ${literal(scramVerifier(password))}`;
  await owner.script(`
    CREATE ROLE "${login.data}" LOGIN IN ROLE ${group} ${connections} ${secret};
    INSERT INTO crm.staff (login, person_id, name, role, teams, approve_limits)
      VALUES ('${login.data}', ${literal(personId)}, ${literal(name)}, ${literal(role)},
        ARRAY(SELECT jsonb_array_elements_text(${literal(JSON.stringify(teams))}::jsonb)::int),
        ${literal(JSON.stringify(approveLimits))}::jsonb);
    SELECT audit.write('staff.create', s.id, jsonb_build_object('login', s.login, 'role', s.role, 'teams', s.teams,
      'approveLimits', s.approve_limits)) FROM crm.staff s WHERE s.login = '${login.data}';`);
  const { rows } = await owner.query('SELECT id FROM crm.staff WHERE login = $1', [login.data]);
  return z.tuple([z.string()]).parse(rows[0])[0];
}

/** A text as an SQL literal, whatever `standard_conforming_strings` says. */
function literal(text: string): string {
  return `E'${text.replaceAll('\0', '').replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

/** What PostgreSQL keeps of a password (RFC 5803): enough to check it, too little to sign in with. */
function scramVerifier(password: string): string {
  const iterations = 4096;
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, iterations, 32, 'sha256');
  const key = (label: string) => createHmac('sha256', salted).update(label).digest();
  const storedKey = createHash('sha256').update(key('Client Key')).digest('base64');
  const serverKey = key('Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
