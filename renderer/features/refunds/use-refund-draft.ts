import { useCallback, useEffect, useRef, useState } from 'react';
import type { PaymentPage } from '../../../shared/domains/payments/contract.ts';
import { createDraftWriter, type DraftWriter } from '../../lib/draft-writer.ts';
import { call } from '../../lib/ipc-client.ts';
import type { RefundFormRequest } from '../../stores/panels.ts';
import { draftKey, newRefundDraft, type RefundDraft, refundDraftSchema } from './refund-form-state.ts';

type DraftState = {
  /** Null until the kept draft has been looked for. */
  readonly draft: RefundDraft | null;
  /** When the restored draft was kept; null for a fresh form. */
  readonly restoredFrom: number | null;
  readonly change: (part: Partial<RefundDraft>) => void;
  /** Empties the form: new ids, so it is another command. */
  readonly startAfresh: () => void;
  /** After it was sent: the draft has done its work. */
  readonly discard: () => Promise<void>;
};

/** The form's content, kept in outbox.db while it is typed and there again when the form is opened again. */
export function useRefundDraft(page: PaymentPage, request: RefundFormRequest): DraftState {
  const key = draftKey(request.paymentId);
  const [draft, setDraft] = useState<RefundDraft | null>(null);
  const [restoredFrom, setRestoredFrom] = useState<number | null>(null);
  const writer = useRef<DraftWriter | null>(null);
  const first = useRef({ page, request });

  useEffect(() => {
    let gone = false;
    const own = createDraftWriter({
      save: (body) => call('drafts.save', { key, body }),
      clear: () => call('drafts.clear', { key }),
    });
    writer.current = own;
    void call('drafts.get', { key }).then((answer) => {
      if (gone) return;
      const kept = answer.ok ? answer.value.draft : null;
      const restored = kept === null ? null : restore(kept.body);
      setRestoredFrom(restored === null ? null : (kept?.savedAt ?? null));
      const fresh = newRefundDraft(first.current.page, first.current.request);
      setDraft(restored === null ? fresh : { ...restored, reason: fresh.reason ?? restored.reason });
    });
    return () => {
      gone = true;
      void own.flush();
    };
  }, [key]);

  const change = useCallback((part: Partial<RefundDraft>) => {
    setDraft((previous) => {
      if (previous === null) return previous;
      const next = { ...previous, ...part };
      writer.current?.keep(JSON.stringify(next));
      return next;
    });
  }, []);

  const startAfresh = useCallback(() => {
    setRestoredFrom(null);
    change(newRefundDraft(first.current.page, first.current.request));
  }, [change]);

  const discard = useCallback(async () => {
    await writer.current?.clear();
  }, []);

  return { draft, restoredFrom, change, startAfresh, discard };
}

/** A draft of an older form that no longer fits is not worth an error: the form starts fresh. */
function restore(body: string): RefundDraft | null {
  try {
    return refundDraftSchema.parse(JSON.parse(body));
  } catch {
    return null;
  }
}
