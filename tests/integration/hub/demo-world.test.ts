import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillWorld, planWorld } from '../../../electron/hub/demo/fill-world.ts';
import { worldBatches } from '../../../electron/hub/demo/world/batches.ts';
import {
  type EmbeddedTeamDatabase,
  openEmbeddedTeamDatabase,
} from '../../../electron/hub/team-database/embedded.ts';
import type { Log } from '../../../electron/lib/log.ts';
import { createHubClient, type HubClient } from '../../../electron/lib/team/hub-client.ts';
import type { TeamSession } from '../../../electron/lib/team/team-session.ts';
import { MIGRATIONS } from '../../support/team-database.ts';
import { silentLog } from './refund-world.ts';

const AT_ONCE = { firstMs: 0, shortestMs: 0, share: 0 };
const SMALL = 0.05;
const STATEMENT_CHARACTERS = 100_000;
const MEASURED = process.env.TEST_EFFORT === 'full' ? 1 : 0.2;

let folder: string;
let file: string;
let database: EmbeddedTeamDatabase;
let hub: HubClient;
let asOf: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'visadesk-world-'));
  file = join(folder, 'demo-world.json');
  database = await openEmbeddedTeamDatabase({
    directory: join(folder, 'team'),
    migrationsDirectory: MIGRATIONS,
  });
  hub = createHubClient(database.hubSession);
  asOf = Date.now();
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

/** Fills what is planned; resolves with how many payments were told of. */
async function fill(parts: Partial<{ hub: HubClient; owner: TeamSession; log: Log }> = {}): Promise<number> {
  let told = 0;
  const filler = fillWorld({
    file,
    writers: { hub: parts.hub ?? hub, owner: parts.owner ?? database.ownerSession },
    log: parts.log ?? silentLog,
    onPayments: (rows) => {
      told += rows.length;
    },
    pace: AT_ONCE,
  });
  await filler.ended;
  return told;
}

const nextJourney = (): unknown => JSON.parse(readFileSync(file, 'utf8')).next;

/** Rows of each table, and the length of the change feed. */
async function counts(): Promise<Record<string, number>> {
  const tables = ['customer', 'application', 'payment', 'fee_component', 'ticket', 'message', 'attachment'];
  const { rows } = await database.ownerSession.query(
    `SELECT ${tables.map((table) => `(SELECT count(*) FROM crm.${table})`).join(', ')},
      (SELECT count(*) FROM feed.change)`,
  );
  return Object.fromEntries([...tables, 'changes'].map((name, index) => [name, Number(rows[0]?.[index])]));
}

/** What a whole world of this scale comes to. */
function expected(scale: number) {
  const batches = [...worldBatches({ seed: 'world', scale, now: asOf })];
  const payments = batches.flatMap((batch) => batch.payments);
  const tickets = batches.flatMap((batch) => batch.tickets);
  const messages = tickets.flatMap((ticket) => ticket.messages);
  return {
    customer: new Set(payments.map(({ email }) => email)).size,
    application: new Set(payments.map((row) => row.application_no)).size,
    payment: payments.length,
    fee_component: batches.flatMap(({ components }) => components).length,
    ticket: tickets.length,
    message: messages.length,
    attachment: messages.flatMap(({ attachments }) => attachments).length,
  };
}

describe('filling a workspace with the demo world', () => {
  it('goes on after it was killed between two statements, and ends with every row once', async () => {
    planWorld(file, asOf, SMALL);
    let calls = 0;
    const reported: string[] = [];
    await fill({
      hub: {
        ...hub,
        importTickets: async (...batch) => {
          calls += 1;
          if (calls === 3) throw new Error('killed');
          return hub.importTickets(...batch);
        },
      },
      log: { ...silentLog, error: (message) => reported.push(message) },
    });
    // The third batch's payments are there, its tickets are not, and its place was not noted.
    expect(nextJourney()).toBe(32);
    expect(reported).toEqual(['demo world stays incomplete']);
    expect((await counts()).payment).toBeGreaterThan(0);

    await fill();
    expect(nextJourney()).toBeNull();
    expect(await counts()).toMatchObject(expected(SMALL));
  });

  it('changes nothing when everything is there', async () => {
    const before = await counts();
    expect(await fill()).toBe(0);
    planWorld(file, asOf, SMALL);
    expect(await fill()).toBe(before.payment);
    expect(await counts()).toEqual(before);
  });

  it('stops after the batch in hand, and the next start goes on from there', async () => {
    planWorld(file, asOf, SMALL);
    let batches = 0;
    const filler = fillWorld({
      file,
      writers: { hub, owner: database.ownerSession },
      log: silentLog,
      onPayments: () => {
        batches += 1;
        void filler.stop();
      },
      pace: AT_ONCE,
    });
    await filler.ended;
    expect([batches, nextJourney()]).toEqual([1, 16]);
    const left = [...worldBatches({ seed: 'world', scale: SMALL, now: asOf }, 16)];
    expect(await fill()).toBe(left.flatMap(({ payments }) => payments).length);
  });

  it('tells when refunds and disputes outside happened, and where customers are from', async () => {
    const { rows } = await database.ownerSession.query(
      `SELECT count(*) FILTER (WHERE kind IN ('refunded', 'disputed')),
        count(*) FILTER (WHERE kind IN ('refunded', 'disputed') AND at > to_timestamp($1 / 1000.0) - interval '1 minute')
      FROM crm.payment_event`,
      [asOf],
    );
    expect(Number(rows[0]?.[0])).toBeGreaterThan(0);
    expect(Number(rows[0]?.[1])).toBe(0);
    const { rows: unknown } = await database.ownerSession.query(
      `SELECT (SELECT count(*) FROM crm.customer WHERE country IS NULL OR language IS NULL),
        (SELECT count(*) FROM crm.ticket WHERE country IS NULL OR payment_id IS NULL OR last_message_at IS NULL)`,
    );
    expect(unknown[0]?.map(Number)).toEqual([0, 0]);
  });

  it('asks little of each statement, so that the desk stays quick', async () => {
    const whole = await openEmbeddedTeamDatabase({
      directory: join(folder, 'whole'),
      migrationsDirectory: MIGRATIONS,
    });
    try {
      let largest = 0;
      const weighed = (session: TeamSession): TeamSession => ({
        ...session,
        query(sql, parameters) {
          largest = Math.max(largest, JSON.stringify(parameters ?? []).length);
          return session.query(sql, parameters);
        },
      });
      planWorld(file, asOf, MEASURED);
      const told = await fill({
        hub: createHubClient(weighed(whole.hubSession)),
        owner: weighed(whole.ownerSession),
      });
      expect(told).toBeGreaterThan(5000 * MEASURED);
      // PGlite runs one statement at a time: so much takes it about a tenth of a second.
      expect(largest).toBeLessThan(STATEMENT_CHARACTERS);
    } finally {
      await whole.close();
    }
  });
});
