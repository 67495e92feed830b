/** Rows as arrays in the order of `columns`. int8 is a number, JSON is its value, dates and times do not occur. */
export type QueryResult = {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
};

/** Channel on which a hub says "pull now". Anybody may notify it, so it carries nothing and means nothing more. */
export const HINT_CHANNEL = 'visadesk_hint';

/**
 * One login's session with a team database, over a connection or inside the embedded one. Calls run one after the
 * other. Failures are `TeamError`s.
 */
export type TeamSession = {
  /** One statement, in a transaction of its own. Parameters that are objects travel as JSON. */
  query(sql: string, parameters?: readonly unknown[]): Promise<QueryResult>;
  /** Several statements in one transaction: all of them or none. */
  script(sql: string): Promise<void>;
  /** Calls `listener` when a hint arrives. Returns unsubscribe. */
  onHint(listener: () => void): () => void;
  /** Destroys the connection; a call in flight fails as `offline`. The next call opens a new one. */
  reset(): void;
  close(): Promise<void>;
};
