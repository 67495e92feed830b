import type { TFunction } from 'i18next';
import type { PaymentPage } from '../../../shared/domains/payments/contract.ts';
import {
  type GuardedRefund,
  type GuardedStep,
  type RefundGuardFacts,
  verdictFor,
} from '../../../shared/domains/refunds/guards.ts';
import type { Staff } from '../../../shared/domains/staff/entity.ts';
import { ERROR_CODES } from '../../../shared/errors.ts';

/** What the guards of a step look at, from the payment's page. Refunds made here always go back the way they came. */
export function guardFacts(
  step: GuardedStep,
  page: PaymentPage,
  refund: GuardedRefund,
  decider: Staff | null,
  now: number,
): RefundGuardFacts {
  const stays = page.duplicates.find(({ other }) => other.id === refund.evidence.duplicateOf);
  return {
    step,
    payment: page.payment,
    refunds: page.refunds.map((view) => view.refund),
    refund,
    applicationStatus: page.application?.status ?? null,
    feeComponents: page.feeComponents,
    verdict: verdictFor(
      refund,
      page.duplicates.map(({ pair }) => pair),
    ),
    stays: stays?.other ?? null,
    decider,
    sending: null,
    toOriginalMethod: true,
    now,
  };
}

/** Codes of guards that are not also codes of refusals. */
const GUARD_CODES = [
  'policy-refuses',
  'policy-unclear',
  'review-overdue',
  'other-method',
  'not-settled',
  'window-closed',
] as const;

/** What a guard found, in the agent's language. */
export function guardText(code: string, t: TFunction): string {
  const ofGuard = GUARD_CODES.find((each) => each === code);
  if (ofGuard !== undefined) return t(`refunds.guard.${ofGuard}`);
  return t(`errors.${ERROR_CODES.find((each) => each === code) ?? 'internal'}`);
}
