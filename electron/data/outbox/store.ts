import type Database from 'better-sqlite3';
import type { OutboxState } from '../../../shared/domains/outbox/contract.ts';
import { DeskError, type ErrorCode } from '../../../shared/errors.ts';
import { storageError } from '../db/sqlite-errors.ts';
import {
  type CommandFacts,
  type CommandVersions,
  commandChecksum,
  OUTBOX_SELECT,
  type OutboxRow,
  readOutboxRow,
} from './command.ts';
import { canDismiss, isWaiting, needsAttention } from './rules.ts';

/** Answered commands stay this long: after a restore of the team database they are compared with what it still has. */
const KEPT_MS = 90 * 24 * 60 * 60 * 1000;
/** Answered commands in the drawer. */
const LISTED_ANSWERED = 50;

/** What of an answered command is compared with the team database after a restore. */
export type AnsweredCommand = { readonly id: string; readonly answeredAt: number };

type StateCount = { readonly state: OutboxState; readonly commands: number };

/** The commands of one person. Every method that changes something has committed to disk when it returns. */
export type OutboxStore = ReturnType<typeof createOutboxStore>;

/** Statements over an open outbox.db. */
export function createOutboxStore(database: Database.Database) {
  const byId = database.prepare(`SELECT ${OUTBOX_SELECT} FROM outbox WHERE id = ?`);
  const everything = database.prepare(`SELECT ${OUTBOX_SELECT} FROM outbox ORDER BY seq`);
  const open = database.prepare(
    `SELECT ${OUTBOX_SELECT} FROM outbox INDEXED BY outbox_open
     WHERE state <> 'acked' AND dismissed_at IS NULL ORDER BY seq`,
  );
  const isOpen = `state <> 'acked' AND dismissed_at IS NULL`;
  const openOf = database.prepare(
    `SELECT ${OUTBOX_SELECT} FROM outbox WHERE entity_type = ? AND entity_id = ? AND ${isOpen} ORDER BY seq`,
  );
  const openStates = database.prepare<[string], { entityId: string; state: OutboxState }>(
    `SELECT entity_id AS entityId, state FROM outbox INDEXED BY outbox_open
     WHERE entity_type = ? AND ${isOpen} ORDER BY seq`,
  );
  const stateCounts = database.prepare<[], StateCount>(
    `SELECT state, count(*) AS commands FROM outbox INDEXED BY outbox_open WHERE ${isOpen} GROUP BY state`,
  );
  const answered = database.prepare(
    `SELECT ${OUTBOX_SELECT} FROM outbox WHERE state = 'acked' ORDER BY seq DESC LIMIT ${LISTED_ANSWERED}`,
  );
  const unsettled = database.prepare(
    `SELECT ${OUTBOX_SELECT} FROM outbox WHERE settled = 0 AND state NOT IN ('rejected', 'needs_review') ORDER BY seq`,
  );
  const ofEntity = database.prepare(
    `SELECT ${OUTBOX_SELECT} FROM outbox WHERE entity_type = ? AND entity_id = ? ORDER BY seq`,
  );
  const acked = database.prepare<[number], AnsweredCommand>(
    `SELECT id, answered_at AS answeredAt FROM outbox WHERE state = 'acked' AND answered_at >= ?`,
  );
  const insert = database.prepare(
    `INSERT INTO outbox(id, lane, entity_type, entity_id, kind, v, payload, actor, person, device, created_at,
       not_before, checksum, state, attempts, uncertain, settled, unblocked)
     VALUES (@id, @lane, @entityType, @entityId, @kind, @v, @payload, @actor, @person, @device, @createdAt,
       @notBefore, @checksum, 'queued', 0, 0, 0, 0)`,
  );
  const sending = database.prepare(
    `UPDATE outbox SET state = 'sending', attempts = attempts + 1 WHERE id = ? AND state IN ('queued', 'unknown')`,
  );
  const applied = database.prepare(
    `UPDATE outbox SET state = 'acked', reason = NULL, versions = ?, answered_at = ? WHERE id = ?`,
  );
  const refused = database.prepare(
    `UPDATE outbox SET state = 'rejected', reason = ?, answered_at = ?, settled = 1 WHERE id = ?`,
  );
  const unanswered = database.prepare(
    `UPDATE outbox SET state = 'unknown', uncertain = 1, reason = ?, next_attempt_at = ? WHERE id = ?`,
  );
  const held = database.prepare(
    `UPDATE outbox SET state = 'held', reason = ?, uncertain = max(uncertain, ?) WHERE id = ?`,
  );
  // A command that may have arrived goes back to "unknown", never to "queued": that one could be cancelled.
  const resume = `state = CASE uncertain WHEN 1 THEN 'unknown' ELSE 'queued' END, reason = NULL, next_attempt_at = NULL`;
  const retried = database.prepare(
    `UPDATE outbox SET ${resume} WHERE id = ? AND state IN ('held', 'unknown')`,
  );
  const released = database.prepare(
    `UPDATE outbox SET ${resume} WHERE state = 'held' AND reason <> 'idempotency-mismatch'`,
  );
  const hurried = database.prepare(
    `UPDATE outbox SET next_attempt_at = NULL WHERE state IN ('queued', 'unknown') AND next_attempt_at IS NOT NULL`,
  );
  const unblock = database.prepare(`UPDATE outbox SET unblocked = 1 WHERE id = ? AND state = 'rejected'`);
  const dismissed = database.prepare(
    `UPDATE outbox SET dismissed_at = ?, settled = 1, unblocked = 1 WHERE id = ?`,
  );
  const removed = database.prepare(`DELETE FROM outbox WHERE id = ? AND state = 'queued' AND uncertain = 0`);
  const settled = database.prepare(`UPDATE outbox SET settled = 1 WHERE id = ?`);
  const review = database.prepare(`UPDATE outbox SET state = 'needs_review', reason = ? WHERE id = ?`);
  const reviewBySeq = database.prepare(
    `UPDATE outbox SET state = 'needs_review', reason = 'outbox-damaged', settled = 1
     WHERE seq = ? AND state <> 'needs_review'`,
  );
  const interrupted = database.prepare(
    `UPDATE outbox SET state = 'unknown', uncertain = 1, next_attempt_at = NULL WHERE state = 'sending'`,
  );
  const purge = database.prepare(
    `DELETE FROM outbox WHERE answered_at < ? AND (state = 'acked' OR dismissed_at IS NOT NULL)`,
  );

  const readGeneration = database
    .prepare<[], string>("SELECT value FROM setting WHERE name = 'generation'")
    .pluck();
  const saveGeneration = database.prepare(
    "INSERT OR REPLACE INTO setting(name, value) VALUES ('generation', ?)",
  );

  /** Rows whose checksum holds; the others become a case for a person and are left out. */
  const soundRows = (raw: readonly unknown[]): OutboxRow[] => {
    const rows: OutboxRow[] = [];
    for (const one of raw) {
      const read = readOutboxRow(one);
      if (read.kind === 'sound') rows.push(read.row);
      else if (read.seq !== null) reviewBySeq.run(read.seq);
    }
    return rows;
  };
  /** For the drawer: a damaged row is shown too, as one that needs a person. */
  const shownRows = (raw: readonly unknown[]): OutboxRow[] =>
    raw.flatMap((one): OutboxRow[] => {
      const read = readOutboxRow(one);
      if (read.kind === 'sound') return [read.row];
      return read.row === null ? [] : [{ ...read.row, state: 'needs_review', reason: 'outbox-damaged' }];
    });
  const find = (id: string): OutboxRow | null => soundRows(byId.all(id))[0] ?? null;
  const write = <Arguments extends unknown[], Result = void>(run: (...values: Arguments) => Result) => {
    const transaction = database.transaction(run);
    return (...values: Arguments): Result => {
      try {
        return transaction.immediate(...values);
      } catch (error) {
        throw storageError(error, database.name);
      }
    };
  };
  const saveNew = write((facts: CommandFacts) => {
    insert.run({ ...facts, checksum: commandChecksum(facts) });
  });

  return {
    find,
    /**
     * Saves a command. The same id again changes nothing.
     * @returns when it was first saved
     * @throws DeskError `idempotency-mismatch` if the id belongs to another command, `storage-full`
     */
    enqueue(facts: CommandFacts): { readonly savedAt: number } {
      const known = find(facts.id);
      if (!known) {
        saveNew(facts);
        return { savedAt: facts.createdAt };
      }
      if (known.kind !== facts.kind || known.v !== facts.v || known.payload !== facts.payload) {
        throw new DeskError('idempotency-mismatch', 'This id was used for another command.');
      }
      return { savedAt: known.createdAt };
    },
    /** Not answered yet, or answered so that a person must look; oldest first. */
    open: (): OutboxRow[] => soundRows(open.all()),
    /** The drawer: everything open and the newest answered ones, newest first. */
    /** The same of one entity. */
    openOf: (type: string, id: string): OutboxRow[] => soundRows(openOf.all(type, id)),
    /** State of each entity's newest open command. */
    openStates: (type: string): ReadonlyMap<string, OutboxState> =>
      new Map(openStates.all(type).map(({ entityId, state }) => [entityId, state])),
    /**
     * Looks at the open commands, oldest first, until `look` has enough and says false. It must change nothing: there
     * can be thousands of them, and they are read one by one.
     */
    walkOpen(look: (row: OutboxRow) => boolean): void {
      const damaged: number[] = [];
      for (const raw of open.iterate()) {
        const read = readOutboxRow(raw);
        if (read.kind === 'sound') {
          if (!look(read.row)) break;
        } else if (read.seq !== null) damaged.push(read.seq);
      }
      for (const seq of damaged) reviewBySeq.run(seq);
    },
    list: (): OutboxRow[] => shownRows([...open.all().reverse(), ...answered.all()]),
    /** Commands that screens still have to replay over what the team database sent, oldest first. */
    unsettled: (): OutboxRow[] => soundRows(unsettled.all()),
    ofEntity: (type: string, id: string): OutboxRow[] => soundRows(ofEntity.all(type, id)),
    ackedSince: (since: number): AnsweredCommand[] => acked.all(since),
    counts() {
      const counted = stateCounts.all();
      const sum = (isMeant: (row: StateCount) => boolean): number =>
        counted.filter(isMeant).reduce((total, { commands }) => total + commands, 0);
      return {
        waiting: sum(isWaiting),
        attention: sum((row) => needsAttention({ ...row, dismissedAt: null })),
      };
    },
    /**
     * Must be on disk before the first byte leaves: after a crash the outcome of such a command is unknown.
     * @returns false if it is not to be sent any more: it was taken back at the last moment
     */
    markSending: write((id: string) => sending.run(id).changes === 1),
    markApplied: write((id: string, versions: CommandVersions, at: number) => {
      applied.run(JSON.stringify(versions), at, id);
    }),
    markRefused: write((id: string, reason: ErrorCode, at: number) => {
      refused.run(reason, at, id);
    }),
    markUnknown: write((id: string, reason: ErrorCode, nextAttemptAt: number) => {
      unanswered.run(reason, nextAttemptAt, id);
    }),
    /** `isUncertain`: the team database may have it all the same, so it can't be cancelled any more. */
    markHeld: write((id: string, reason: ErrorCode, isUncertain: boolean) => {
      held.run(reason, isUncertain ? 1 : 0, id);
    }),
    /** What was applied and is gone after a restore, or must not be sent: a person decides, nothing is sent again. */
    markForReview: write((ids: readonly string[], reason: ErrorCode) => {
      for (const id of ids) review.run(reason, id);
    }),
    markSettled: write((ids: readonly string[]) => {
      for (const id of ids) settled.run(id);
    }),
    /** The connection is good again: what was held for its sake may go. */
    release: write(() => {
      released.run();
      hurried.run();
    }),
    /** Which team database answered last, across restores (see `TeamHead.generation`). */
    generation: (): string | null => readGeneration.get() ?? null,
    setGeneration: write((generation: string) => {
      saveGeneration.run(generation);
    }),
    /** Empties the write-ahead log: what was answered and deleted must not lie in it for days. */
    checkpoint(): void {
      database.pragma('wal_checkpoint(TRUNCATE)');
    },
    retry: write((id: string) => {
      retried.run(id);
      unblock.run(id);
    }),
    /** @throws DeskError `bad-state` while it may still be sent: it would be lost */
    dismiss(id: string, at: number): void {
      const row = find(id);
      if (row && !canDismiss(row)) throw new DeskError('bad-state', 'This command is still on its way.');
      write(() => dismissed.run(at, id))();
    },
    /** @throws DeskError `not-found`, `bad-state` once it may have left this computer */
    cancel: write((id: string) => {
      if (!find(id)) throw new DeskError('not-found', 'No such command.');
      if (removed.run(id).changes === 0) {
        throw new DeskError('bad-state', 'Only a command that was never sent can be cancelled.');
      }
    }),
    /**
     * Takes a command back whether it has not left yet or was refused, together with what keeps its content.
     * @throws DeskError `not-found`, `bad-state` once it may have left this computer and was not refused
     */
    takeBack: write((id: string, at: number, keep: (row: OutboxRow) => void) => {
      const row = find(id);
      if (!row || row.dismissedAt !== null) throw new DeskError('not-found', 'No such command.');
      if (removed.run(id).changes === 0) {
        if (!canDismiss(row)) throw new DeskError('bad-state', 'This command is on its way.');
        dismissed.run(at, id);
      }
      keep(row);
    }),
    /**
     * Puts a new command in the place of a refused one.
     * @throws DeskError `bad-state` unless that one was refused and nobody has put it away
     */
    replace: write((refusedId: string, facts: CommandFacts) => {
      const refusedRow = find(refusedId);
      if (refusedRow?.state !== 'rejected' || refusedRow.dismissedAt !== null) {
        throw new DeskError('bad-state', 'Only a refused command can be sent anew.');
      }
      dismissed.run(facts.createdAt, refusedId);
      insert.run({ ...facts, checksum: commandChecksum(facts) });
    }),
    /**
     * At start: verifies every checksum, what was being sent becomes "unknown", old answers go.
     * @returns how many rows are damaged
     */
    recover: (now: number): { readonly damaged: number } => {
      let damaged = 0;
      write(() => {
        interrupted.run();
        purge.run(now - KEPT_MS);
        for (const raw of everything.all()) {
          const read = readOutboxRow(raw);
          if (read.kind === 'sound') continue;
          damaged += 1;
          if (read.seq !== null) reviewBySeq.run(read.seq);
        }
      })();
      return { damaged };
    },
  };
}
