import type { DuplicatePair, Verdict } from '../../../shared/domains/duplicates/contract.ts';
import type { PaymentPage } from '../../../shared/domains/payments/contract.ts';
import type { Payment } from '../../../shared/domains/payments/entity.ts';
import { isOpenRefund } from '../../lib/refund-states.ts';

/** A judged pair as the page of one of its payments shows it. */
export type Finding = {
  readonly pair: DuplicatePair;
  readonly first: Payment;
  readonly second: Payment;
  /** The charge to return; null where none is. */
  readonly refund: Payment | null;
  readonly kept: Payment;
  /** A refund of it is under way or done. */
  readonly isReturning: boolean;
};

/** Verdicts that tell the agent nothing to do or to say. */
const SILENT: readonly Verdict[] = ['SEPARATE'];

/** Findings worth showing, those with money to return first. */
export function findingsOf(page: PaymentPage): readonly Finding[] {
  return page.duplicates
    .filter(({ pair }) => !SILENT.includes(pair.verdict))
    .map(({ pair, other }) => findingOf(page, pair, other))
    .sort((one, other) => Number(other.refund !== null) - Number(one.refund !== null));
}

function findingOf(page: PaymentPage, pair: DuplicatePair, other: Payment): Finding {
  const [first, second] = pair.a === page.payment.id ? [page.payment, other] : [other, page.payment];
  const refund = pair.refund === null ? null : pair.refund === first.id ? first : second;
  const kept = refund === first ? second : first;
  return { pair, first, second, refund, kept, isReturning: refund !== null && isReturning(page, refund) };
}

/** The page knows its own payment's refunds by name, the other's only by what is reserved or gone. */
function isReturning(page: PaymentPage, refund: Payment): boolean {
  if (refund.refundedMinor > 0 || refund.externalRefundedMinor >= refund.capturedMinor) return true;
  return refund.id === page.payment.id && page.refunds.some((view) => isOpenRefund(view));
}
