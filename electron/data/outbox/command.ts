import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { outboxStateSchema } from '../../../shared/domains/outbox/contract.ts';
import { ERROR_CODES } from '../../../shared/errors.ts';
import { SYNC_TABLES } from '../../lib/team/team-client.ts';

/** What a command is, fixed before its first save and covered by its checksum. */
export type CommandFacts = {
  /** Idempotency id. */
  readonly id: string;
  /** Commands of one lane are sent one after the other. */
  readonly lane: string;
  readonly entityType: string;
  readonly entityId: string;
  readonly kind: string;
  /** Version of the arguments; old stored commands keep theirs. */
  readonly v: number;
  /** The arguments as JSON text. */
  readonly payload: string;
  /** Login and person that acted. */
  readonly actor: string;
  readonly person: string;
  readonly device: string;
  /** This desktop's clock: shown, never ordered by. */
  readonly createdAt: number;
  /** Not sent before; null = at once. */
  readonly notBefore: number | null;
};

/** The rows a command made or changed, with their new versions. */
const versionsSchema = z.array(z.object({ table: z.enum(SYNC_TABLES), id: z.string(), ver: z.int() }));
export type CommandVersions = z.infer<typeof versionsSchema>;

const rowSchema = z.object({
  seq: z.int(),
  id: z.string(),
  lane: z.string(),
  entityType: z.string(),
  entityId: z.string(),
  kind: z.string(),
  v: z.int(),
  payload: z.string(),
  actor: z.string(),
  person: z.string(),
  device: z.string(),
  createdAt: z.int(),
  notBefore: z.int().nullable(),
  checksum: z.instanceof(Uint8Array),
  // A state that bits have fallen out of is a case for a person, not a crash.
  state: outboxStateSchema.catch('needs_review'),
  attempts: z.int().catch(0),
  uncertain: z.int().catch(1),
  nextAttemptAt: z.int().nullable().catch(null),
  reason: z.enum(ERROR_CODES).nullable().catch(null),
  versions: z.string().nullable().catch(null),
  answeredAt: z.int().nullable().catch(null),
  settled: z.int().catch(0),
  unblocked: z.int().catch(0),
  dismissedAt: z.int().nullable().catch(null),
});

/** A command with the state of its delivery. */
export type OutboxRow = Omit<z.infer<typeof rowSchema>, 'versions'> & {
  readonly versions: CommandVersions | null;
};

/** Column -> field, in the table's order. */
export const OUTBOX_FIELDS = Object.keys(rowSchema.shape).map((field) => ({
  field,
  column: field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
}));

export const OUTBOX_SELECT = OUTBOX_FIELDS.map(({ column, field }) => `"${column}" AS "${field}"`).join(', ');

/**
 * SHA-256 over everything that must never change. JSON keeps the parts apart; the order of the list is part of the
 * file format.
 */
export function commandChecksum(facts: CommandFacts): Buffer {
  const parts = [
    facts.id,
    facts.lane,
    facts.entityType,
    facts.entityId,
    facts.kind,
    facts.v,
    facts.payload,
    facts.actor,
    facts.person,
    facts.device,
    facts.createdAt,
    facts.notBefore,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}

/** What a stored row turned out to be; `damaged` = not what was saved, never send it. */
export type ReadRow =
  | { readonly kind: 'sound'; readonly row: OutboxRow }
  | { readonly kind: 'damaged'; readonly seq: number | null; readonly row: OutboxRow | null };

/** Reads a row selected by `OUTBOX_SELECT` and verifies its checksum. */
export function readOutboxRow(raw: unknown): ReadRow {
  const parsed = rowSchema.safeParse(raw);
  if (!parsed.success) {
    const seq = (raw as { seq?: unknown } | null)?.seq;
    return { kind: 'damaged', seq: typeof seq === 'number' ? seq : null, row: null };
  }
  const row: OutboxRow = { ...parsed.data, versions: readVersions(parsed.data.versions) };
  const expected = commandChecksum(row);
  const sound = row.checksum.length === expected.length && timingSafeEqual(row.checksum, expected);
  return sound ? { kind: 'sound', row } : { kind: 'damaged', seq: row.seq, row };
}

function readVersions(text: string | null): CommandVersions | null {
  if (text === null) return null;
  try {
    return versionsSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
