import { z } from 'zod';
import { importCountsSchema } from '../../../shared/domains/imports/contract.ts';
import type { TicketImportRow } from '../../../shared/domains/tickets/import-row.ts';
import { toTeamError } from './sqlstate.ts';
import { storableTicket } from './storable-ticket.ts';
import {
  type PullPage,
  SYNC_TABLES,
  type SyncTable,
  type TeamClient,
  type TeamCommand,
  TeamError,
  type WireRow,
} from './team-client.ts';
import type { TeamSession } from './team-session.ts';

/** Version of the team database's calls that this program speaks; the database says which it still accepts. */
export const TEAM_SCHEMA_VERSION = 1;

const headSchema = z.object({
  generation: z.string(),
  horizon: z.string(),
  floor: z.string(),
  schemaVersion: z.int(),
  scopeEpoch: z.int(),
  now: z.int(),
  staffId: z.string(),
});

/** Only the shape is checked here: each domain parses its own rows and sets aside those it can't read. */
const wireRowSchema = z.custom<WireRow>((row) => typeof row === 'object' && row !== null);

const pullSchema = z.object({
  head: headSchema,
  cursor: z.object({ xid: z.string(), seq: z.string() }),
  more: z.boolean(),
  rows: z.partialRecord(z.enum(SYNC_TABLES), z.array(wireRowSchema)),
  gone: z.partialRecord(z.enum(SYNC_TABLES), z.array(z.string())),
});

const submitSchema = z.object({
  outcome: z.enum(['applied', 'rejected']),
  reason: z.string().nullable(),
  versions: z.array(z.object({ table: z.enum(SYNC_TABLES), id: z.string(), ver: z.int() })),
  replayed: z.boolean(),
});

/** A team client that speaks SQL over a session. */
export function createSqlTeamClient(session: TeamSession): TeamClient {
  return {
    head: () => ask(session, headSchema, 'SELECT api.head($1)', [TEAM_SCHEMA_VERSION]),
    page: (table, beforeId, limit) =>
      session.query(
        `SELECT * FROM ${viewOf(table)} ${beforeId === null ? '' : 'WHERE id < $2'} ORDER BY id DESC LIMIT $1`,
        beforeId === null ? [limit] : [limit, beforeId],
      ),
    pull: ({ xid, seq }, limit): Promise<PullPage> =>
      ask(session, pullSchema, 'SELECT api.pull($1, $2::text::xid8, $3, $4)', [
        TEAM_SCHEMA_VERSION,
        xid,
        seq,
        limit,
      ]),
    submit: (command: TeamCommand) =>
      ask(session, submitSchema, 'SELECT api.submit($1, $2, $3, $4, $5::jsonb)', [
        command.id,
        command.device,
        command.kind,
        command.v,
        toJsonText(command.payload),
      ]),
    async commandStatus(ids) {
      const { rows } = await session.query('SELECT id, outcome FROM api.command_status($1)', [ids]);
      return rows.map(([id, outcome]) => ({ id: String(id), outcome: String(outcome) }));
    },
    attachmentChunk: (id, n) =>
      ask(session, z.instanceof(Uint8Array).nullable(), 'SELECT api.attachment_chunk($1, $2)', [id, n]),
    importPayments: (source, rows, asOf) => importPayments(session, source, rows, asOf),
    importTickets: (source, rows) => importTickets(session, source, rows),
    async noteExport({ exportId, kind, from, to, format, rows, masked, reason, filters }) {
      await session.query('SELECT api.note_export($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb)', [
        ...[exportId, kind, from, to, format, rows, masked, reason],
        toJsonText(filters),
      ]);
    },
    onHint: session.onHint,
    reset: session.reset,
    close: session.close,
  };
}

/** The table's name becomes part of a statement, and it may have come from another process. */
function viewOf(table: SyncTable): string {
  if (!SYNC_TABLES.includes(table)) throw new TeamError('hold', 'invalid', null);
  return `wire.${table}`;
}

/** One batch of an import, for desktops and hubs alike. */
export function importPayments(
  session: TeamSession,
  source: string,
  rows: readonly WireRow[],
  asOf: number | undefined,
) {
  return ask(session, importCountsSchema, 'SELECT api.import_payments($1, $2::timestamptz, $3::jsonb)', [
    source,
    asOf === undefined ? null : new Date(asOf).toISOString(),
    toJsonText(rows),
  ]);
}

/** The same for tickets: the one way in, so that no card number passes it. */
export function importTickets(session: TeamSession, source: string, rows: readonly TicketImportRow[]) {
  return ask(session, importCountsSchema, 'SELECT api.import_tickets($1, $2::jsonb)', [
    source,
    toJsonText(rows.map(storableTicket)),
  ]);
}

/**
 * A statement whose one answer is one value.
 * @throws TeamError also when the answer is not what this program understands
 */
export async function ask<Value>(
  session: TeamSession,
  schema: z.ZodType<Value>,
  sql: string,
  parameters: readonly unknown[],
): Promise<Value> {
  const { rows } = await session.query(sql, parameters);
  try {
    return schema.parse(rows[0]?.[0]);
  } catch (error) {
    throw toTeamError(error);
  }
}

/**
 * JSON for the server. PostgreSQL refuses NUL and half a surrogate pair inside JSON texts before any of our functions
 * runs, and a command refused there would be sent for ever.
 */
export function toJsonText(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, part: unknown) =>
    typeof part === 'string' ? part.replaceAll('\0', '').toWellFormed() : part,
  );
}
