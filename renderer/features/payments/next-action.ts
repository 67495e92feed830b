import type { PaymentPage } from '../../../shared/domains/payments/contract.ts';
import type { RefundView } from '../../../shared/domains/refunds/contract.ts';
import type { RefundState } from '../../../shared/domains/refunds/entity.ts';
import { hasConflict, lookUpFinding } from '../../../shared/domains/refunds/look-up.ts';
import type { Tone } from '../../ui/chip.tsx';

/** The one thing that matters about a payment now; its sentence is `payments.next.<kind>`. */
export type NextAction = {
  readonly kind:
    | 'saved-here'
    | 'checking-command'
    | 'refund-in-review'
    | 'refund-needs-info'
    | 'refund-on-hold'
    | 'refund-approved'
    | 'refund-sending'
    | 'refund-checking'
    | 'refund-manual'
    | 'refund-unanswered'
    | 'refund-not-found'
    | 'refund-conflict'
    | 'refund-at-gateway'
    | 'refund-failed'
    | 'refund-arriving'
    | 'return-duplicate'
    | 'look-at-duplicate'
    | 'resolve-other'
    | 'compare-charges'
    | 'outcome-unknown'
    | 'hold'
    | 'disputed'
    | 'not-charged'
    | 'all-refunded'
    | 'nothing';
  readonly tone: Tone;
  /** The refund that it is about. */
  readonly refund: RefundView | null;
  /** Since when the gateway has not answered, or when it was asked; milliseconds UTC. */
  readonly at?: number;
};

type RefundStep = readonly [NextAction['kind'], Tone];

const STEP_OF_STATE: Readonly<Partial<Record<RefundState, RefundStep>>> = {
  submitted: ['refund-in-review', 'amber'],
  in_review: ['refund-in-review', 'amber'],
  needs_info: ['refund-needs-info', 'amber'],
  blocked: ['refund-on-hold', 'amber'],
  approved: ['refund-approved', 'blue'],
  sending: ['refund-sending', 'blue'],
  send_unknown: ['refund-checking', 'amber'],
  manual_payout: ['refund-manual', 'amber'],
  gateway_pending: ['refund-at-gateway', 'blue'],
  gateway_refused: ['refund-failed', 'red'],
  refund_failed: ['refund-failed', 'red'],
  refunded: ['refund-arriving', 'green'],
  traceable: ['refund-arriving', 'green'],
  trace_open: ['refund-manual', 'amber'],
};

/** Refund states that still ask for attention come before those that only wait for the bank. */
const WAITING_FOR_BANK: readonly NextAction['kind'][] = ['refund-arriving', 'refund-at-gateway'];

/** What to do or wait for on a payment: a refund under way first, then a duplicate, then the payment's own state. */
export function nextAction(page: PaymentPage): NextAction {
  const steps = page.refunds.flatMap((view) => {
    const step = stepOfRefund(view);
    return step === null ? [] : [step];
  });
  const conflict = steps.find((step) => step.kind === 'refund-conflict');
  const urgent = conflict ?? steps.find((step) => !WAITING_FOR_BANK.includes(step.kind)) ?? null;
  if (urgent !== null) return urgent;
  const atBank = steps[0] ?? null;
  const ownReturn = page.duplicates.find(({ pair }) => pair.refund === page.payment.id);
  if (ownReturn !== undefined && page.refundableMinor > 0 && atBank === null) {
    return plain('return-duplicate', 'violet');
  }
  if (atBank !== null) return atBank;
  if (page.duplicates.some(({ pair }) => pair.refund !== null)) return plain('look-at-duplicate', 'violet');
  const own = ofPayment(page);
  if (own.kind !== 'nothing') return own;
  // Nothing to do on the payment itself, but perhaps on what it is a pair with.
  if (page.duplicates.some(({ pair }) => pair.verdict === 'RESOLVE_FIRST'))
    return plain('resolve-other', 'amber');
  if (page.duplicates.some(({ pair }) => pair.verdict === 'REVIEW'))
    return plain('compare-charges', 'violet');
  return own;
}

function stepOfRefund(view: RefundView): NextAction | null {
  if (hasConflict(view.events)) return { kind: 'refund-conflict', tone: 'red', refund: view };
  if (view.pending === 'unknown') return { kind: 'checking-command', tone: 'amber', refund: view };
  if (view.pending === 'queued' || view.pending === 'sending' || view.pending === 'held') {
    return { kind: 'saved-here', tone: 'blue', refund: view };
  }
  if (view.refund.state === 'manual_check') return unknownOutcome(view);
  const step = STEP_OF_STATE[view.refund.state];
  return step === undefined ? null : { kind: step[0], tone: step[1], refund: view };
}

function unknownOutcome(view: RefundView): NextAction {
  const finding = lookUpFinding(view.events);
  const base = { tone: 'amber', refund: view } as const;
  if (finding.kind === 'not-found') return { kind: 'refund-not-found', at: finding.at, ...base };
  if (finding.since === null) return { kind: 'refund-manual', ...base };
  return { kind: 'refund-unanswered', at: finding.since, ...base };
}

function ofPayment({ payment, refundableMinor }: PaymentPage): NextAction {
  if (payment.dispute === 'open' || payment.dispute === 'inquiry') return plain('disputed', 'amber');
  switch (payment.status) {
    case 'unknown':
    case 'processing':
    case 'requires_action':
      return plain('outcome-unknown', 'amber');
    case 'authorised':
      return plain('hold', 'blue');
    case 'captured':
      return refundableMinor > 0 ? plain('nothing', 'neutral') : plain('all-refunded', 'neutral');
    default:
      return plain('not-charged', 'neutral');
  }
}

function plain(kind: NextAction['kind'], tone: Tone): NextAction {
  return { kind, tone, refund: null };
}
