import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';

export type SimulatorDatabase = Database.Database;

/**
 * The simulated gateway's own books. A file of its own, because a gateway is somebody else's system: it must
 * remember what it did when our hub is killed, and answer several hubs alike.
 */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS charge (
  gateway TEXT NOT NULL, gateway_ref TEXT NOT NULL, captured_minor INTEGER NOT NULL, currency TEXT NOT NULL,
  PRIMARY KEY (gateway, gateway_ref)) STRICT;
CREATE TABLE IF NOT EXISTS idempotency_key (
  gateway TEXT NOT NULL, key TEXT NOT NULL, request TEXT NOT NULL, refund_id TEXT, refusal TEXT,
  PRIMARY KEY (gateway, key)) STRICT;
CREATE TABLE IF NOT EXISTS refund (
  id TEXT PRIMARY KEY, gateway TEXT NOT NULL, gateway_ref TEXT NOT NULL, idempotency_key TEXT NOT NULL,
  amount_minor INTEGER NOT NULL, currency TEXT NOT NULL, metadata TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'succeeded', 'failed')),
  failure_reason TEXT, arn TEXT, accepted_at INTEGER NOT NULL,
  settles_at INTEGER NOT NULL, settle_failure TEXT, late_failure_at INTEGER, late_failure TEXT,
  arn_at INTEGER) STRICT;
CREATE INDEX IF NOT EXISTS refund_by_charge ON refund (gateway, gateway_ref);
CREATE INDEX IF NOT EXISTS refund_by_key ON refund (gateway, idempotency_key);
CREATE TABLE IF NOT EXISTS event (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, gateway TEXT NOT NULL, refund_id TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
-- One row each time money really moved: tests count these per key and per charge.
CREATE TABLE IF NOT EXISTS execution (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, gateway TEXT NOT NULL, gateway_ref TEXT NOT NULL, key TEXT NOT NULL,
  amount_minor INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS fault (
  id INTEGER PRIMARY KEY AUTOINCREMENT, operation TEXT NOT NULL, kind TEXT NOT NULL,
  gateway TEXT, gateway_ref TEXT, amount_minor INTEGER,
  reason TEXT, delay_ms INTEGER NOT NULL, remaining INTEGER NOT NULL) STRICT;
`;

/** Opens or creates the file with its folder. Several processes may hold it open. */
export function openSimulatorDatabase(file: string): SimulatorDatabase {
  mkdirSync(dirname(file), { recursive: true });
  const database = new Database(file, { timeout: 5000 });
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.exec(SCHEMA);
  return database;
}
