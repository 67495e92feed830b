import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { PaymentPage } from '../../../shared/domains/payments/contract.ts';
import type { PaymentStatus } from '../../../shared/domains/payments/entity.ts';
import { REVIEW_WINDOW_MS } from '../../../shared/domains/refunds/commands.ts';
import { type RefundReason, refundReasonSchema } from '../../../shared/domains/refunds/entity.ts';
import { checkRefundGuards, mayProceed } from '../../../shared/domains/refunds/guards.ts';
import { idSchema } from '../../../shared/domains/values.ts';
import type { CallInput } from '../../../shared/ipc/contract.ts';
import { type MoneyProblem, minorToMajorText, parseMajorAmount } from '../../../shared/lib/money.ts';
import type { RefundFormRequest } from '../../stores/panels.ts';
import { guardFacts } from './guard-facts.ts';

/**
 * A half-filled form as it is kept. The ids are made once per form and stay with its draft: submitting twice, even
 * after a crash, is the same command.
 */
export const refundDraftSchema = z.strictObject({
  commandId: idSchema,
  refundId: idSchema,
  amountText: z.string(),
  reason: refundReasonSchema.nullable(),
  note: z.string(),
  document: z.string(),
  newApplicationNo: z.string(),
});
export type RefundDraft = z.infer<typeof refundDraftSchema>;

export type FormField = 'amount' | 'reason' | 'note' | 'document' | 'newApplicationNo';
export type FormProblem =
  | 'amount-not-a-number'
  | 'amount-not-positive'
  | 'amount-too-much'
  | 'amount-decimals'
  | 'amount-policy'
  | 'reason-missing'
  | 'no-second-charge'
  | 'note-missing'
  | 'document-missing'
  | 'application-missing';

/** Why a payment takes no refund, where screens say it in words of their own. */
export const FORM_BLOCKS = ['checking', 'outcome-unknown', 'hold', 'nothing-left'] as const;
export type FormBlock = (typeof FORM_BLOCKS)[number];

export type CheckedForm = {
  /** Why the payment takes no refund at all just now: one of `FORM_BLOCKS` or a code for `guardText`. */
  readonly block: string | null;
  readonly problems: Readonly<Partial<Record<FormField, FormProblem>>>;
  /** Codes of guards that only warn. */
  readonly warnings: readonly string[];
  /** Minor units, once the amount can be read; for the button's words. */
  readonly amountMinor: number | null;
  /** What to send; null while something stands in the way. */
  readonly submission: CallInput<'refunds.submit'> | null;
};

/** The draft under which a payment's form is kept. */
export function draftKey(paymentId: string): string {
  return `refund:${paymentId}`;
}

/** A fresh form: the whole remaining amount, and the reason if it is known from where the form was opened. */
export function newRefundDraft(page: PaymentPage, request: RefundFormRequest): RefundDraft {
  return {
    commandId: uuidv7(),
    refundId: uuidv7(),
    amountText:
      page.refundableMinor === 0 ? '' : minorToMajorText(page.refundableMinor, page.payment.currency),
    reason: request.duplicateOf === null ? null : 'duplicate',
    note: '',
    document: '',
    newApplicationNo: '',
  };
}

/** The charge that stays when this one is returned as a duplicate, if one is known. */
export function duplicateOf(
  page: PaymentPage,
  request: RefundFormRequest,
): { readonly id: string; readonly verdict: string | null } | null {
  if (request.duplicateOf !== null) return { id: request.duplicateOf, verdict: request.verdict };
  const found = page.duplicates.find(({ pair }) => pair.refund === page.payment.id);
  return found === undefined ? null : { id: found.other.id, verdict: found.pair.verdict };
}

/** Checks the form as it is typed, by the same guards as the team database, and builds what would be sent. */
export function checkForm(
  draft: RefundDraft,
  page: PaymentPage,
  request: RefundFormRequest,
  now: number,
): CheckedForm {
  const { payment } = page;
  const amount = readAmount(draft.amountText, payment.currency);
  const reason = draft.reason ?? 'other';
  const evidence = evidenceOf(draft, draft.reason === 'duplicate' ? duplicateOf(page, request) : null);
  const refund = {
    id: draft.refundId,
    amountMinor: amount.minor ?? page.refundableMinor,
    currency: payment.currency,
    reason,
    evidence,
    requestedPerson: '',
    reviewDueAt: now + REVIEW_WINDOW_MS,
  };
  const findings = checkRefundGuards(guardFacts('submit', page, refund, null, now)).filter(({ ok }) => !ok);
  const stops = findings.filter(({ blocking }) => blocking).map(({ code }) => code);

  const problems: Partial<Record<FormField, FormProblem>> = {};
  if (amount.problem !== null) problems.amount = amount.problem;
  else if (stops.includes('amount-not-positive')) problems.amount = 'amount-not-positive';
  else if (stops.includes('exceeds-refundable')) problems.amount = 'amount-too-much';
  else if (stops.includes('policy-refuses')) problems.amount = 'amount-policy';
  if (draft.reason === null) problems.reason = 'reason-missing';
  if (draft.reason === 'other' && draft.note.trim() === '') problems.note = 'note-missing';
  if (stops.includes('evidence-missing')) Object.assign(problems, EVIDENCE_PROBLEMS[reason]);

  const block = blockOf(page, stops);
  const isComplete = Object.keys(problems).length === 0 && block === null && mayProceed(findings);
  const submission =
    isComplete && amount.minor !== null
      ? {
          commandId: draft.commandId,
          refundId: draft.refundId,
          paymentId: payment.id,
          amountMinor: amount.minor,
          currency: payment.currency,
          reason,
          note: draft.note.trim(),
          evidence,
        }
      : null;
  const warnings = findings.filter(({ blocking }) => !blocking).map(({ code }) => code);
  return { block, problems, warnings, amountMinor: amount.minor, submission };
}

/** Which field lacks what, when the guard says that the evidence for a reason is missing. */
const EVIDENCE_PROBLEMS: Readonly<Partial<Record<RefundReason, Partial<Record<FormField, FormProblem>>>>> = {
  duplicate: { reason: 'no-second-charge' },
  trip_cancelled: { document: 'document-missing' },
  name_error: { newApplicationNo: 'application-missing' },
};

/** Findings that no field of the form can mend. */
const BLOCKING: readonly string[] = [
  'not-captured',
  'dispute-open',
  'open-refund-exists',
  'other-charge-returned',
  'window-closed',
  'not-settled',
];

/** States of a payment that is not captured, of which more can be said than that. */
const NOT_CAPTURED: Readonly<Partial<Record<PaymentStatus, FormBlock>>> = {
  unknown: 'outcome-unknown',
  processing: 'outcome-unknown',
  requires_action: 'outcome-unknown',
  authorised: 'hold',
};

function blockOf(
  { payment, refunds, refundableMinor }: PaymentPage,
  stops: readonly string[],
): string | null {
  const isUnknown = refunds.some(
    ({ pending, refund }) => pending === 'unknown' || refund.state === 'send_unknown',
  );
  if (isUnknown) return 'checking';
  const block = BLOCKING.find((code) => stops.includes(code)) ?? null;
  if (block === 'not-captured') return NOT_CAPTURED[payment.status] ?? block;
  return block ?? (refundableMinor === 0 ? 'nothing-left' : null);
}

function evidenceOf(draft: RefundDraft, duplicate: ReturnType<typeof duplicateOf>) {
  return {
    duplicateOf: duplicate?.id ?? null,
    verdict: duplicate?.verdict ?? null,
    newApplicationNo: draft.reason === 'name_error' ? draft.newApplicationNo.trim() : null,
    document: draft.reason === 'trip_cancelled' ? draft.document.trim() : null,
  };
}

type ReadAmount = { readonly minor: number | null; readonly problem: FormProblem | null };

const AMOUNT_PROBLEMS: Readonly<Partial<Record<MoneyProblem, FormProblem>>> = {
  'too-many-decimals': 'amount-decimals',
  'too-large': 'amount-too-much',
  negative: 'amount-not-positive',
};

function readAmount(text: string, currency: string): ReadAmount {
  const parsed = parseMajorAmount(text, currency, { allowDecimalComma: true });
  if (parsed.ok) return { minor: parsed.minor, problem: null };
  return { minor: null, problem: AMOUNT_PROBLEMS[parsed.code] ?? 'amount-not-a-number' };
}
