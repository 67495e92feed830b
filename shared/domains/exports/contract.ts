import { z } from 'zod';
import { ERROR_CODES } from '../../errors.ts';
import { command, query } from '../../ipc/define.ts';
import { applicationStatusSchema } from '../applications/entity.ts';
import { duplicateCauseSchema, verdictSchema } from '../duplicates/contract.ts';
import { disputeSchema, paymentStatusSchema } from '../payments/entity.ts';
import { refundReasonSchema, refundStateSchema } from '../refunds/entity.ts';
import { channelSchema, prioritySchema, ticketStatusSchema } from '../tickets/entity.ts';
import { countrySchema, currencySchema, dateSchema, doneSchema, idSchema, instantSchema } from '../values.ts';

export const exportKindSchema = z.enum(['refunds', 'payments', 'tickets', 'duplicates']);
export type ExportKind = z.infer<typeof exportKindSchema>;

export const exportFormatSchema = z.enum(['csv', 'xlsx']);
export type ExportFormat = z.infer<typeof exportFormatSchema>;

/** Languages that have words for headings and states. */
export const exportLanguageSchema = z.enum(['en', 'zh-Hans', 'ar']);
export type ExportLanguage = z.infer<typeof exportLanguageSchema>;

/** A reason for an export with personal data has at least so many characters, as the team database has it too. */
export const SHORTEST_REASON = 10;
const LONGEST_REASON = 500;

/** One of these; without any, all. */
const oneOf = <Value extends z.ZodType<string>>(value: Value) => z.array(value).min(1).max(50).optional();

const name = z.string().min(1).max(100);

/** What may narrow an export of each kind down. A row has to fit all that are given. */
export const exportFilterSchemas = {
  payments: z.strictObject({
    status: oneOf(paymentStatusSchema),
    gateway: oneOf(name),
    currency: oneOf(currencySchema),
    country: oneOf(countrySchema),
    dispute: oneOf(disputeSchema),
    applicationStatus: oneOf(applicationStatusSchema),
  }),
  refunds: z.strictObject({
    state: oneOf(refundStateSchema),
    reason: oneOf(refundReasonSchema),
    gateway: oneOf(name),
    currency: oneOf(currencySchema),
    requestedBy: oneOf(name),
  }),
  tickets: z.strictObject({
    status: oneOf(ticketStatusSchema),
    channel: oneOf(channelSchema),
    priority: oneOf(prioritySchema),
    language: oneOf(name),
    country: oneOf(countrySchema),
    gateway: oneOf(name),
    assignee: oneOf(name),
    /** Has one of these tags. */
    tag: oneOf(name),
  }),
  duplicates: z.strictObject({
    verdict: oneOf(verdictSchema),
    cause: oneOf(duplicateCauseSchema),
    gateway: oneOf(name),
  }),
} as const;

const requestShape = {
  /** First and last day in UTC, both included. */
  from: dateSchema,
  to: dateSchema,
  format: exportFormatSchema,
  /** Absolute path. */
  file: z.string().min(1).max(4096),
  /** Replace a file of that name; otherwise `file-exists`. */
  replace: z.boolean().default(false),
  /** With personal data as they are; supervisors and admins only, with a reason. */
  full: z.boolean().default(false),
  reason: z.string().trim().min(SHORTEST_REASON).max(LONGEST_REASON).nullable().default(null),
  /** States and the like in words of this language; null = their codes. */
  language: exportLanguageSchema.nullable().default(null),
  /** The first row: the columns' stable keys, or their names in `language` (English without one). */
  headers: z.enum(['keys', 'localised']).default('keys'),
};

const requestOf = <Kind extends ExportKind, Filters extends z.ZodType>(kind: Kind, filters: Filters) =>
  z.strictObject({ kind: z.literal(kind), filters, ...requestShape });

/**
 * What to write. `from` and `to` count payments by when they were made, refunds by when they were asked for, tickets by
 * when they came in, duplicates by when the later payment was made.
 */
export const exportRequestSchema = z.discriminatedUnion('kind', [
  requestOf('payments', exportFilterSchemas.payments.default({})),
  requestOf('refunds', exportFilterSchemas.refunds.default({})),
  requestOf('tickets', exportFilterSchemas.tickets.default({})),
  requestOf('duplicates', exportFilterSchemas.duplicates.default({})),
]);
export type ExportRequest = z.infer<typeof exportRequestSchema>;

export const exportStatusSchema = z.strictObject({
  exportId: idSchema,
  kind: exportKindSchema,
  format: exportFormatSchema,
  file: z.string(),
  masked: z.boolean(),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  /** Written so far. */
  rows: z.int(),
  /** Null until they are counted. */
  total: z.int().nullable(),
  startedAt: instantSchema,
  /** Of a failed one. */
  error: z.strictObject({ code: z.enum(ERROR_CODES), message: z.string() }).nullable(),
});
export type ExportStatus = z.infer<typeof exportStatusSchema>;

export const exportsContract = {
  /**
   * Begins to write a file. Headless only, because it names a path: a window that was taken over must not write where
   * it likes. The window asks main for an export without a path; main shows the save dialog and makes this call.
   */
  'exports.start': command({
    owner: 'data',
    audience: 'headless',
    input: exportRequestSchema,
    output: z.strictObject({ exportId: idSchema }),
  }),
  /** How far it is; changes about five times a second. `not-found` once fifty younger ones have ended. */
  'exports.status': query({
    owner: 'data',
    audience: 'both',
    reads: ['export'],
    input: z.strictObject({ exportId: idSchema }),
    output: exportStatusSchema,
  }),
  /** Ends it and leaves nothing behind; one that has ended stays as it is. */
  'exports.cancel': command({
    owner: 'data',
    audience: 'both',
    input: z.strictObject({ exportId: idSchema }),
    output: doneSchema,
  }),
} as const;
