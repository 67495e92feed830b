import { openStates } from '../../../../shared/domains/refunds/states.ts';

/** Refunds that have brought or may bring the money back; after the others the pair is open again. */
const SETTLED_OR_UNDER_WAY = [...openStates, 'refunded', 'traceable', 'trace_open', 'closed'];

/** Condition on a pair `d`: there is money to return and nobody returns it yet. */
export const IS_OPEN_PAIR = `d.refund IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM refund r WHERE r.payment_id = d.refund
    AND r.state IN (${SETTLED_OR_UNDER_WAY.map((state) => `'${state}'`).join(', ')}))`;
