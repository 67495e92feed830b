import { z } from 'zod';
import { command, query } from '../../ipc/define.ts';
import { exportFormatSchema, exportLanguageSchema } from '../exports/contract.ts';
import { refundReasonSchema, refundStateSchema } from '../refunds/entity.ts';
import { countrySchema, currencySchema, dateSchema, instantSchema, minorSchema } from '../values.ts';
import { AGE_BUCKETS } from './age.ts';
import { dayCount, isInCalendar, isTimeZone, MOST_DAYS } from './days.ts';

const countSchema = z.int().min(0);

/** IANA name: days, and therefore "today", begin at its midnight. */
const timeZoneSchema = z.string().max(64).refine(isTimeZone, 'not a time zone such as Asia/Kolkata');

/** Sum of amounts of one currency, and of how many things. */
const sumSchema = z.strictObject({ currency: currencySchema, amountMinor: minorSchema, count: countSchema });
export type Sum = z.infer<typeof sumSchema>;

/** Payments that failed and that were tried (tally.ts says what counts); `rate` is null when none were. */
const tallySchema = z.strictObject({
  failed: countSchema,
  tried: countSchema,
  rate: z.number().min(0).max(1).nullable(),
});
export type Tally = z.infer<typeof tallySchema>;

/** Against the period before. Null: unknown, or relative to nothing. `small`: too few to read much into it. */
const changeSchema = z.strictObject({
  absolute: z.number().nullable(),
  relative: z.number().nullable(),
  small: z.boolean(),
});
export type Change = z.infer<typeof changeSchema>;

/** A value, that of the period before and the change; the latter two are null without a comparison. */
const comparedShape = <Value extends z.ZodType, Changes extends z.ZodType>(
  value: Value,
  changes: Changes,
) => ({
  now: value,
  before: value.nullable(),
  change: changes.nullable(),
});

const tallyChangeSchema = z.strictObject({ failed: changeSchema, rate: changeSchema });
export type TallyChange = z.infer<typeof tallyChangeSchema>;

const comparedTally = comparedShape(tallySchema, tallyChangeSchema);

const daysSchema = z.strictObject({ from: dateSchema, to: dateSchema });

/** Days of a time zone, both included; `compare` with as many days right before. */
export const periodSchema = daysSchema
  .extend({ timeZone: timeZoneSchema, compare: z.boolean().default(false) })
  .refine(isInCalendar, 'a day out of range')
  .refine((days) => dayCount(days) >= 1, 'the period ends before it begins')
  .refine((days) => dayCount(days) <= MOST_DAYS, `more than ${MOST_DAYS} days`);
export type Period = z.output<typeof periodSchema>;

/** What the report is about. */
const headShape = { period: daysSchema, before: daysSchema.nullable(), timeZone: timeZoneSchema };

/** What a chart shows of one day. */
export type DayValue<Value> = { readonly day: string; readonly value: Value };

/** One day and, at the same place of the period before, another. */
const dayShape = <Value extends z.ZodType>(value: Value) => ({
  day: dateSchema,
  value,
  before: z.strictObject({ day: dateSchema, value }).nullable(),
});

/** Payments are counted by the day on which they were made. */
export const failureReportSchema = z.strictObject({
  ...headShape,
  /** False while what a first sync has brought is still being counted: the numbers are too low. */
  complete: z.boolean(),
  total: z.strictObject(comparedTally),
  /** Payments of the period that no rate counts: money only reserved, no outcome yet, given up before there was one. */
  leftOut: z.strictObject({ authorised: countSchema, unfinished: countSchema, givenUp: countSchema }),
  byGateway: z.array(z.strictObject({ gateway: z.string(), ...comparedTally })),
  /** Where the card was issued or else where the customer sat; null = not known. */
  byCountry: z.array(z.strictObject({ country: countrySchema.nullable(), ...comparedTally })),
  /**
   * The gateway's own codes, gateway after gateway; null = it gave none. Each code's failures are set against
   * everything that the gateway tried.
   */
  byCause: z.array(z.strictObject({ gateway: z.string(), code: z.string().nullable(), ...comparedTally })),
  days: z.array(z.strictObject(dayShape(tallySchema))),
});
export type FailureReport = z.infer<typeof failureReportSchema>;

const refundGroupSchema = z.strictObject({
  refunds: countSchema,
  money: z.array(sumSchema),
  decided: countSchema,
  /** Hours from the request to the decision, the middle one; null without a decision. */
  medianHours: z.number().nullable(),
  /** Of those decided, or still undecided although 24 hours are over, the part decided within them. */
  inTime: z.number().min(0).max(1).nullable(),
});
export type RefundGroup = z.infer<typeof refundGroupSchema>;

const refundChangeSchema = z.strictObject({
  refunds: changeSchema,
  money: z.array(z.strictObject({ currency: currencySchema, ...changeSchema.shape })),
  medianHours: changeSchema,
  inTime: changeSchema,
});
export type RefundChange = z.infer<typeof refundChangeSchema>;

const comparedRefunds = comparedShape(refundGroupSchema, refundChangeSchema);

/** How long refunds have waited for a decision: those that have one, and until now those that have none. */
const waitingSchema = z.strictObject({
  decided: countSchema,
  undecided: countSchema,
  money: z.array(sumSchema),
});
export type RefundWaiting = z.infer<typeof waitingSchema>;
const waitingChangeSchema = z.strictObject({ decided: changeSchema, undecided: changeSchema });
export type RefundWaitingChange = z.infer<typeof waitingChangeSchema>;

/** What became of the refunds requested on a day; `dropped`: withdrawn or expired before anybody decided. */
const refundDaySchema = z.strictObject({
  inTime: countSchema,
  late: countSchema,
  undecided: countSchema,
  dropped: countSchema,
});
export type RefundDay = z.infer<typeof refundDaySchema>;

/** Refunds are counted by the day on which they were requested and as they stand now. */
export const refundReportSchema = z.strictObject({
  ...headShape,
  total: z.strictObject(comparedRefunds),
  byReason: z.array(z.strictObject({ reason: refundReasonSchema, ...comparedRefunds })),
  /** In the order of a refund's life. */
  byState: z.array(z.strictObject({ state: refundStateSchema, ...comparedRefunds })),
  /** `money` is that of the undecided ones. */
  ageing: z.array(
    z.strictObject({ age: z.enum(AGE_BUCKETS), ...comparedShape(waitingSchema, waitingChangeSchema) }),
  ),
  days: z.array(z.strictObject(dayShape(refundDaySchema))),
});
export type RefundReport = z.infer<typeof refundReportSchema>;

/** Today against the same hours of the same weekday of the four weeks before, all together. */
const todayShape = { today: tallySchema, usual: tallySchema };

/** What a supervisor sees at a glance. Tickets and refunds are those of the teams that the cache holds. */
export const overviewSchema = z.strictObject({
  /** When it was counted. */
  at: instantSchema,
  tickets: z.strictObject({
    /** As the queues of the same names count them: what is snoozed rests. `waiting`: for the customer. */
    teams: z.array(
      z.strictObject({
        team: z.int(),
        open: countSchema,
        unassigned: countSchema,
        overdue: countSchema,
        waiting: countSchema,
      }),
    ),
    /** Open ones by how long their customers have waited. */
    ageing: z.array(z.strictObject({ age: z.enum(AGE_BUCKETS), tickets: countSchema })),
    /** Open ones whose customer does not wait. */
    quiet: countSchema,
  }),
  refunds: z.strictObject({
    /** To be decided; `nextDueAt` is the nearest deadline of them, past or to come. */
    review: z.strictObject({
      refunds: countSchema,
      overdue: countSchema,
      nextDueAt: instantSchema.nullable(),
    }),
    /** Those that go on only when somebody does something about them. */
    stuck: z.strictObject({
      manualCheck: countSchema,
      gatewayRefused: countSchema,
      failed: countSchema,
    }),
  }),
  /** Pairs with money to return; `money` counts each charge once and what is left of it. */
  duplicates: z.strictObject({ pairs: countSchema, money: z.array(sumSchema) }),
  payments: z.strictObject({
    complete: failureReportSchema.shape.complete,
    /** Of how many of the four weeks there is anything to compare with. */
    weeks: countSchema,
    total: z.strictObject({ ...todayShape, change: changeSchema }),
    /** Most failures first. */
    byGateway: z.array(z.strictObject({ gateway: z.string(), ...todayShape, change: changeSchema })),
    byCountry: z.array(
      z.strictObject({ country: countrySchema.nullable(), ...todayShape, change: changeSchema }),
    ),
    /** By the clock on the wall, from 0 to the running hour, which counts in part on both sides. */
    hours: z.array(z.strictObject({ hour: z.int().min(0).max(23), ...todayShape })),
  }),
  /** Who works in these teams, and everybody else who still has open tickets; most open ones first. */
  people: z.array(
    z.strictObject({
      login: z.string(),
      name: z.string(),
      /** False: left, or unknown here. Nobody works on these tickets. */
      active: z.boolean(),
      open: countSchema,
      overdue: countSchema,
      /** Solved ones whose last word was today. */
      solvedToday: countSchema,
    }),
  ),
});
export type Overview = z.infer<typeof overviewSchema>;

/** Which report to write, and how. */
export const saveRequestSchema = z.strictObject({
  report: z.enum(['refunds', 'failures']),
  period: periodSchema,
  format: exportFormatSchema,
  /** Absolute path. */
  file: z.string().min(1).max(4096),
  /** Replace a file of that name; otherwise `file-exists`. */
  replace: z.boolean().default(false),
  /** States and the like in words of this language; null = their codes. */
  language: exportLanguageSchema.nullable().default(null),
  /** The first row: the columns' stable keys, or their names in `language` (English without one). */
  headers: z.enum(['keys', 'localised']).default('keys'),
});
export type SaveRequest = z.output<typeof saveRequestSchema>;

/**
 * Numbers over what the cache holds, so nobody learns more from them than he may read one by one. The window shows them
 * to supervisors and admins.
 */
export const reportsContract = {
  'reports.overview': query({
    owner: 'data',
    reads: ['ticket', 'refund', 'duplicate_pair', 'payment', 'staff'],
    input: z.strictObject({ timeZone: timeZoneSchema }),
    output: overviewSchema,
  }),
  'reports.refunds': query({
    owner: 'data',
    audience: 'both',
    reads: ['refund'],
    input: periodSchema,
    output: refundReportSchema,
  }),
  'reports.failures': query({
    owner: 'data',
    audience: 'both',
    reads: ['payment'],
    input: periodSchema,
    output: failureReportSchema,
  }),
  /**
   * Writes a report to a file. Headless only, like `exports.start`, because it names a path. `offline` when the team
   * can not be told; `sync-unfinished` while payments are still being counted.
   */
  'reports.save': command({
    owner: 'data',
    audience: 'headless',
    input: saveRequestSchema,
    output: z.strictObject({ rows: countSchema }),
  }),
} as const;
