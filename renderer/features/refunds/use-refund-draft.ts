import { useRef } from 'react';
import type { PaymentPage } from '../../../shared/domains/payments/contract.ts';
import { useFormDraft } from '../../lib/use-form-draft.ts';
import type { RefundFormRequest } from '../../stores/panels.ts';
import { draftKey, newRefundDraft, refundDraftSchema } from './refund-form-state.ts';

/** The refund form's content, kept while it is filled in. A fresh one has new ids, so it is another command. */
export function useRefundDraft(page: PaymentPage, request: RefundFormRequest) {
  const first = useRef({ page, request });
  const fresh = () => newRefundDraft(first.current.page, first.current.request);
  return useFormDraft({
    key: draftKey(request.paymentId),
    schema: refundDraftSchema,
    fresh,
    reopen: (kept) => ({ ...kept, reason: fresh().reason ?? kept.reason }),
  });
}
