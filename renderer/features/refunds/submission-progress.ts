import type { OutboxEntry } from '../../../shared/domains/outbox/contract.ts';
import type { RefundView } from '../../../shared/domains/refunds/contract.ts';

/** How far a filed refund has come on its way to the team. */
export type SubmissionProgress = 'saved' | 'sending' | 'checking' | 'sent' | 'refused' | 'held';

/**
 * From the queued command and the refund as this desktop shows it. An answered command may leave the outbox's list
 * before or after its row arrives from the team, so either of the two is enough for "sent".
 */
export function submissionProgress(entry: OutboxEntry | null, view: RefundView | null): SubmissionProgress {
  switch (entry?.state) {
    case 'queued':
      return 'saved';
    case 'sending':
      return 'sending';
    case 'unknown':
      return 'checking';
    case 'rejected':
      return 'refused';
    case 'held':
    case 'needs_review':
      return 'held';
    case 'acked':
      return 'sent';
    default:
      return view !== null && view.refund.ver > 0 ? 'sent' : 'saved';
  }
}
