import type { z } from 'zod';

/**
 * Tables of the local files, by the names that `data.changed` announces.
 * `connection`, `session` and `export` are not tables but change like ones.
 */
export const CHANGE_TOPICS = [
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
  'duplicate_pair',
  'outbox',
  'draft',
  'seen',
  'setting',
  'connection',
  'session',
  'export',
] as const;

/** Something a live query can depend on. */
export type ChangeTopic = (typeof CHANGE_TOPICS)[number];

/** The process that answers a call. */
export type Owner = 'main' | 'data' | 'hub';

/**
 * Who may make a call: the `window`, the `headless` commands through the local socket, or both.
 * A call that is not for the window is refused there even if its name is guessed.
 */
export type Audience = 'window' | 'headless' | 'both';

type CallOptions<Input extends z.ZodType, Output extends z.ZodType> = {
  readonly owner: Owner;
  readonly audience?: Audience;
  readonly input: Input;
  readonly output: Output;
  /** Milliseconds until the caller gets `timed-out`; 10 s unless told. */
  readonly timeoutMs?: number;
};

/** A read. `reads` names every table its SQL touches; a test compares that with EXPLAIN. */
export type QueryDefinition<
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
> = Required<CallOptions<Input, Output>> & { readonly kind: 'query'; readonly reads: readonly ChangeTopic[] };

/** A change, or an act outside the database. */
export type CommandDefinition<
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
> = Required<CallOptions<Input, Output>> & { readonly kind: 'command' };

export type CallDefinition = QueryDefinition | CommandDefinition;

/** The names of one domain or of the whole program, each with its definition. */
export type Contract = Readonly<Record<string, CallDefinition>>;

const DEFAULT_TIMEOUT_MS = 10_000;

/** Defines a read. */
export function query<Input extends z.ZodType, Output extends z.ZodType>(
  options: CallOptions<Input, Output> & { readonly reads: readonly ChangeTopic[] },
): QueryDefinition<Input, Output> {
  return { kind: 'query', audience: 'window', timeoutMs: DEFAULT_TIMEOUT_MS, ...options };
}

/** Defines a change. */
export function command<Input extends z.ZodType, Output extends z.ZodType>(
  options: CallOptions<Input, Output>,
): CommandDefinition<Input, Output> {
  return { kind: 'command', audience: 'window', timeoutMs: DEFAULT_TIMEOUT_MS, ...options };
}

/** What a caller passes. */
export type InputOf<Definition extends CallDefinition> = z.input<Definition['input']>;
/** What a handler receives after parsing. */
export type ParsedInputOf<Definition extends CallDefinition> = z.output<Definition['input']>;
/** What a caller gets back. */
export type OutputOf<Definition extends CallDefinition> = z.output<Definition['output']>;

/** The handlers an owner must supply: `handlers satisfies HandlersFor<typeof paymentsContract>`. */
export type HandlersFor<C extends Contract> = {
  readonly [Name in keyof C]: (
    input: ParsedInputOf<C[Name]>,
  ) => OutputOf<C[Name]> | Promise<OutputOf<C[Name]>>;
};
