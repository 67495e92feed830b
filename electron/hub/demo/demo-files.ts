import { z } from 'zod';
import casesFile from '../../../resources/demo/cases.json' with { type: 'json' };
import destinationsFile from '../../../resources/demo/destinations.json' with { type: 'json' };
import peopleFile from '../../../resources/demo/people.json' with { type: 'json' };
import staffFile from '../../../resources/demo/staff.json' with { type: 'json' };
import storiesFile from '../../../resources/demo/stories.json' with { type: 'json' };
import ticketsFile from '../../../resources/demo/tickets.json' with { type: 'json' };
import { applicationStatusSchema, feeComponentSchema } from '../../../shared/domains/applications/entity.ts';
import { demoCaseKeySchema } from '../../../shared/domains/demo/contract.ts';
import {
  disputeSchema,
  feeTypeSchema,
  paymentStatusSchema,
} from '../../../shared/domains/payments/entity.ts';
import { refundReasonSchema, refundStateSchema } from '../../../shared/domains/refunds/entity.ts';
import { staffSchema } from '../../../shared/domains/staff/entity.ts';
import { tagSchema, ticketSchema } from '../../../shared/domains/tickets/entity.ts';
import { countrySchema, currencySchema, minorSchema } from '../../../shared/domains/values.ts';

const unitMs: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };

/** `1d 2h 3m 4s` as milliseconds. */
const durationSchema = z
  .string()
  .regex(/^\d+[dhms]( \d+[dhms])*$/)
  .transform((text) =>
    text
      .split(' ')
      .reduce((total, part) => total + Number(part.slice(0, -1)) * (unitMs[part.slice(-1)] ?? 0), 0),
  );

const personSchema = z.strictObject({
  name: z.string(),
  country: countrySchema,
  language: z.string(),
  email: z.email(),
});
export type DemoPerson = z.infer<typeof personSchema>;

const destinationSchema = z.strictObject({
  country: countrySchema,
  visaType: z.string(),
  applicationPrefix: z.string(),
  gateways: z.array(z.string()).min(1),
  currency: currencySchema,
  /** What the base fee is made of. */
  fees: z.array(feeComponentSchema.pick({ kind: true, amountMinor: true, refundable: true })),
  /** Fees of their own: a faster decision, and documents looked through before. */
  expediteMinor: minorSchema,
  serviceMinor: minorSchema,
});
export type DemoDestination = z.infer<typeof destinationSchema>;

const storiesSchema = z.strictObject({
  applications: z.array(
    z.strictObject({
      no: z.string(),
      email: z.string(),
      destination: countrySchema,
      status: applicationStatusSchema,
      /** Who travels, where it is not the one who pays. */
      applicant: z.string().optional(),
      group: z.string().optional(),
    }),
  ),
  payments: z.array(
    z.strictObject({
      /** What tickets and refunds call it. */
      key: z.string(),
      application: z.string(),
      gateway: z.string(),
      method: z.string().default('card'),
      ago: durationSchema,
      status: paymentStatusSchema.default('captured'),
      capturedAfter: durationSchema.optional(),
      rawCode: z.string().optional(),
      order: z.string().optional(),
      feeType: feeTypeSchema.default('base'),
      /** Returned in full outside VisaDesk. */
      refunded: z.boolean().default(false),
      dispute: disputeSchema.default('none'),
    }),
  ),
  refunds: z.array(
    z.strictObject({
      payment: z.string(),
      team: z.int(),
      requestedBy: z.string(),
      ago: durationSchema,
      reason: refundReasonSchema,
      note: z.string(),
      document: z.string().optional(),
      duplicateOf: z.string().optional(),
      /** The whole charge unless told. */
      amountMinor: minorSchema.optional(),
      state: refundStateSchema,
      decidedBy: z.string().optional(),
      decidedAfter: durationSchema.optional(),
      decisionReason: z.string().optional(),
      failureReason: z.string().optional(),
    }),
  ),
});

const ticketFileSchema = ticketSchema
  .pick({
    team: true,
    subject: true,
    status: true,
    channel: true,
    language: true,
    assignee: true,
    priority: true,
  })
  .extend({
    /** Its id in the import. */
    key: z.string(),
    tags: z.array(tagSchema).default([]),
    email: z.string(),
    payment: z.string().nullable(),
    messages: z
      .array(
        z.strictObject({
          ago: durationSchema,
          /** `customer`, a login of the staff, or with their author `note` and `call`. */
          from: z.string(),
          author: z.string().optional(),
          /** Length of a call. */
          seconds: z.int().optional(),
          /** Comes with the airline's notice that the flight was cancelled. */
          proof: z.boolean().default(false),
          /** `{key}` stands for the gateway reference of that payment. */
          body: z.string(),
        }),
      )
      .min(1),
  });

const caseSchema = z.strictObject({
  key: demoCaseKeySchema,
  /** Keys of its ticket and of its payment among the stories. */
  ticket: z.string(),
  payment: z.string(),
});

const staffFileSchema = staffSchema.pick({
  login: true,
  name: true,
  role: true,
  teams: true,
  approveLimits: true,
});

/** The written part of the demo: people, prices, the cases and what customers wrote about them. */
export const demoFiles = {
  staff: z.array(staffFileSchema).parse(staffFile),
  people: z.array(personSchema).parse(peopleFile),
  destinations: z.array(destinationSchema).parse(destinationsFile),
  stories: storiesSchema.parse(storiesFile),
  tickets: z.array(ticketFileSchema).parse(ticketsFile),
  cases: z.array(caseSchema).parse(casesFile),
};
