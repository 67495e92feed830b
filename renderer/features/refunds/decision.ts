import type { PaymentPage } from '../../../shared/domains/payments/contract.ts';
import type { Refund } from '../../../shared/domains/refunds/entity.ts';
import { checkRefundGuards } from '../../../shared/domains/refunds/guards.ts';
import type { Staff } from '../../../shared/domains/staff/entity.ts';
import { guardFacts } from './guard-facts.ts';

const AWAITING_DECISION: readonly Refund['state'][] = ['submitted', 'in_review'];

/** Whether anybody has to decide on it. */
export function awaitsDecision(refund: Refund): boolean {
  return AWAITING_DECISION.includes(refund.state);
}

/** What this person may do about a refund that awaits a decision; the team database checks the same and more. */
export type Decision = {
  /** Why this person may not approve: a code of a guard or one of the three that only screens know. */
  readonly approvalBlock: string | null;
  readonly mayReject: boolean;
  /** Codes of guards that warn the approver. */
  readonly warnings: readonly string[];
};

/** `page` is null where the payment is not in the data of this computer: nobody approves what he can't see. */
export function decisionFor(refund: Refund, page: PaymentPage | null, staff: Staff, now: number): Decision {
  if (refund.ver === 0) return blocked('not-sent');
  const isOwn = refund.requestedPerson === staff.personId;
  const mayReject = staff.role === 'supervisor' && staff.teams.includes(refund.team) && !isOwn;
  if (!isOwn && staff.role === 'supervisor' && !mayReject) return blocked('other-team');
  if (page === null) return { ...blocked('payment-not-here'), mayReject };
  const findings = checkRefundGuards(guardFacts('approve', page, refund, staff, now)).filter(({ ok }) => !ok);
  return {
    // Who decides comes first: to everybody else the other findings are not a question.
    approvalBlock:
      findings
        .filter(({ blocking }) => blocking)
        .sort((one, other) => Number(other.guard === 'G5') - Number(one.guard === 'G5'))
        .map(({ code }) => code)[0] ?? null,
    mayReject,
    warnings: findings.filter(({ blocking }) => !blocking).map(({ code }) => code),
  };
}

function blocked(code: string): Decision {
  return { approvalBlock: code, mayReject: false, warnings: [] };
}

/** What an approver saw: an approval binds to exactly this. */
export type SeenRefund = Pick<Refund, 'id' | 'ver' | 'amountMinor' | 'currency' | 'paymentId' | 'state'>;

/** Whether the refund is no longer the one that was seen. */
export function hasChanged(seen: SeenRefund, refund: Refund): boolean {
  return (
    seen.ver !== refund.ver ||
    seen.amountMinor !== refund.amountMinor ||
    seen.currency !== refund.currency ||
    seen.paymentId !== refund.paymentId ||
    seen.state !== refund.state
  );
}
