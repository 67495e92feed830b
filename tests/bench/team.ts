import { rmSync } from 'node:fs';
import type { TeamConnection } from '../../electron/lib/team/connection.ts';
import { createPgSession } from '../../electron/lib/team/pg-session.ts';
import { createSqlTeamClient } from '../../electron/lib/team/sql-team-client.ts';
import type { TeamClient } from '../../electron/lib/team/team-client.ts';
import type { TeamSession } from '../../electron/lib/team/team-session.ts';
import { say } from '../../scripts/lib/progress.ts';
import type { ImportRow } from '../../shared/domains/payments/import-row.ts';
import { startPostgres18 } from '../support/postgres.ts';
import { openOn, TEAM_DATABASE } from '../support/team-database.ts';
import { timed } from './measure.ts';
import { paymentRow, paymentRows } from './synthetic.ts';
import type { World } from './world.ts';

/** Who works at the bench's desktop: an agent, who sees all payments. */
export const LOGIN = 'amir';
const IMPORTER = 'sue';
export const BATCH_ROWS = 1_000;
/** Every so many batches the floor has its turn. */
const FLOOR_EVERY = 10;

/** A real PostgreSQL with the synthetic payments. */
export type FilledTeam = {
  readonly owner: TeamSession;
  /** How long each batch took, milliseconds: through the product's import, and the same rows merely inserted. */
  readonly importing: { readonly ours: readonly number[]; readonly floor: readonly number[] };
  readonly connection: TeamConnection;
  /** A client over a connection of its own. */
  client(): TeamClient;
  importRows(rows: readonly ImportRow[]): Promise<void>;
};

/** The one team database of a run. */
export function filledTeam(world: World): Promise<FilledTeam> {
  return world.shared('team', () => fillTeam(world));
}

async function fillTeam(world: World): Promise<FilledTeam> {
  say(`Starting PostgreSQL 18 and importing ${world.rows} payments ...`);
  const server = await startPostgres18();
  world.defer(server.remove, () => {
    void server.crash();
    rmSync(server.directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  });
  const team = await openOn(server);
  world.defer(team.close, () => undefined);
  const importer = team.client(IMPORTER);
  const floor = await createImportFloor(team.owner);
  const importing: { ours: number[]; floor: number[] } = { ours: [], floor: [] };
  const importRows = async (rows: readonly ImportRow[]): Promise<void> => {
    for (let from = 0; from < rows.length; from += BATCH_ROWS) {
      const { bad } = await importer.importPayments('bench', rows.slice(from, from + BATCH_ROWS));
      if (bad.length > 0) throw new Error(`Synthetic rows were refused: ${bad[0]?.reason}`);
    }
  };
  for (let from = 0; from < world.rows; from += BATCH_ROWS) {
    const batch = paymentRows(from, Math.min(world.rows, from + BATCH_ROWS), world.rows);
    const isFloorsTurn = (from / BATCH_ROWS) % FLOOR_EVERY === 0;
    if (isFloorsTurn) importing.floor.push(await timed(() => floor(batch)));
    importing.ours.push(await timed(() => importRows(batch)));
    if (isFloorsTurn && from > 0) say(`${from} of ${world.rows} payments imported`);
  }
  // What autovacuum would do in the next minutes, at a moment of its own choosing.
  await team.owner.query('VACUUM ANALYZE');
  const { rows: version } = await team.owner.query('SHOW server_version');
  world.fact('postgresql', String(version[0]?.[0]));
  const connection = server.connection(LOGIN, TEAM_DATABASE);
  return {
    owner: team.owner,
    importing,
    connection,
    client: () => createSqlTeamClient(createPgSession(connection)),
    importRows,
  };
}

/** The least a batch can cost: one statement that puts the same JSON into a table of texts with one unique index. */
async function createImportFloor(
  owner: TeamSession,
): Promise<(rows: readonly ImportRow[]) => Promise<unknown>> {
  const columns = Object.keys(paymentRow(0, 1)).map((name) => `${name} text`);
  await owner.script(`
    CREATE SCHEMA bench;
    CREATE TABLE bench.payment (${columns.join(', ')}, UNIQUE (gateway, gateway_ref));`);
  return (rows) =>
    owner.query(
      'INSERT INTO bench.payment SELECT * FROM jsonb_populate_recordset(NULL::bench.payment, $1::jsonb)',
      [JSON.stringify(rows)],
    );
}
