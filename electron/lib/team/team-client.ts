import type { ImportCounts } from '../../../shared/domains/imports/contract.ts';
import type { TicketImportRow } from '../../../shared/domains/tickets/import-row.ts';

/** Tables that sync, in the order in which a first sync fills them. Each has a wire view with the cache's columns. */
export const SYNC_TABLES = [
  'staff',
  'customer',
  'application',
  'fee_component',
  'payment',
  'payment_attempt',
  'payment_event',
  'identifier',
  'ticket',
  'message',
  'attachment',
  'refund',
  'refund_event',
] as const;
export type SyncTable = (typeof SYNC_TABLES)[number];

/** A place in the change feed: `(xid8, seq)` as decimal texts. */
export type FeedCursor = { readonly xid: string; readonly seq: string };

/** What the team database says of itself before anything is read. */
export type TeamHead = {
  /** epoch:system id:timeline. Another value means a restore or fail-over: resync everything. */
  readonly generation: string;
  /** `pg_snapshot_xmin`: everything below has ended. */
  readonly horizon: string;
  /** Cursors below were purged: resync. */
  readonly floor: string;
  readonly schemaVersion: number;
  /** Rises when this login's teams or role change: resync. */
  readonly scopeEpoch: number;
  /** Server clock, milliseconds UTC. */
  readonly now: number;
  /** The login's own staff id. */
  readonly staffId: string;
};

/** A row by wire column (snake_case): times are milliseconds UTC, amounts integer minor units, JSON as values. */
export type WireRow = Readonly<Record<string, unknown>>;

/** One statement, one snapshot. */
export type PullPage = {
  readonly head: TeamHead;
  /** Where to go on: the last row of a full page, else `(horizon, 0)`. */
  readonly cursor: FeedCursor;
  /** The page was full: pull again at once. */
  readonly more: boolean;
  readonly rows: Readonly<Partial<Record<SyncTable, readonly WireRow[]>>>;
  /** Ids that changed and that this login cannot see (any more): delete locally. */
  readonly gone: Readonly<Partial<Record<SyncTable, readonly string[]>>>;
};

/** Rows of a table as arrays in the order of `columns`, newest id first, for a first or full sync. */
export type KeysetPage = {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
};

/** What the audit log keeps of an export. Days as `2026-11-22`, both included. */
export type ExportNote = {
  readonly exportId: string;
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly format: string;
  readonly rows: number;
  /** False: with personal data as they are. */
  readonly masked: boolean;
  readonly reason: string | null;
  readonly filters: Readonly<Record<string, unknown>>;
};

/** A command on its way: `id` is its idempotency id, made once before it was first saved. */
export type TeamCommand = {
  readonly id: string;
  readonly device: string;
  readonly kind: string;
  readonly v: number;
  readonly payload: unknown;
};

/** A stored answer; the same command sent again gets the same one with `replayed`. */
export type SubmitResult = {
  readonly outcome: 'applied' | 'rejected';
  /** An error code of shared/errors.ts, for `rejected`. */
  readonly reason: string | null;
  /** The rows it made or changed and their new versions: the overlay drops when the cache has them. */
  readonly versions: readonly { readonly table: SyncTable; readonly id: string; readonly ver: number }[];
  readonly replayed: boolean;
};

/**
 * The team database as the data process sees it, whatever lies between: SQL over a connection of its own, or named
 * calls to the hub that owns an embedded database. Every method may throw a `TeamError`.
 */
export type TeamClient = {
  head(): Promise<TeamHead>;
  /** Rows with id < `beforeId` (null = from the newest), at most `limit`. */
  page(table: SyncTable, beforeId: string | null, limit: number): Promise<KeysetPage>;
  pull(cursor: FeedCursor, limit: number): Promise<PullPage>;
  submit(command: TeamCommand): Promise<SubmitResult>;
  /** Of these command ids, the ones the team database knows, with their outcome. */
  commandStatus(
    ids: readonly string[],
  ): Promise<readonly { readonly id: string; readonly outcome: string }[]>;
  /**
   * One batch of about 1,000 rows. `asOf` (milliseconds UTC) is when its facts held: where newer ones are known they
   * stay, and these only fill what is unknown. Without it: now, by the server's clock, like anything later than that.
   */
  importPayments(source: string, rows: readonly WireRow[], asOf?: number): Promise<ImportCounts>;
  /** One batch of at most about 200 tickets with their messages. Card numbers in texts do not get through. */
  importTickets(source: string, rows: readonly TicketImportRow[]): Promise<ImportCounts>;
  /** Part `n` of an attachment, from 0, at most 256 KiB; null = there is no such part, or not for this login. */
  attachmentChunk(id: string, n: number): Promise<Uint8Array | null>;
  /**
   * Puts an export into the audit log, before its first row is written. The team database refuses one with personal data
   * to an agent and without a reason. Twice is harmless: it says then that something was exported twice.
   */
  noteExport(note: ExportNote): Promise<void>;
  /** Calls `listener` when a hint arrives that something changed; polling does not rely on it. Returns unsubscribe. */
  onHint(listener: () => void): () => void;
  /** Destroys the connection: after sleep, or when an answer is overdue. The next call opens a new one. */
  reset(): void;
  close(): Promise<void>;
};

/**
 * What to do after a failure: `retry` the same id (outcome unknown), `stop` and sign in again, `hold` until the
 * server or the program is updated, `alert` = the id was used for something else, hold and show.
 */
export type TeamErrorClass = 'retry' | 'stop' | 'hold' | 'alert';

/** A failed call to the team database. Its message never contains the server's text: that can quote a row. */
export class TeamError extends Error {
  readonly errorClass: TeamErrorClass;
  /** A code of shared/errors.ts such as `offline`, `not-staff`, `client-too-old`. */
  readonly code: string;
  readonly sqlState: string | null;

  constructor(errorClass: TeamErrorClass, code: string, sqlState: string | null) {
    super(`${code}${sqlState === null ? '' : ` (${sqlState})`}`);
    this.name = 'TeamError';
    this.errorClass = errorClass;
    this.code = code;
    this.sqlState = sqlState;
  }
}
