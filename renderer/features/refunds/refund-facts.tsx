import { CalendarClock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { DECLARED_NOT_SENT } from '../../../shared/domains/refunds/commands.ts';
import type { RefundView } from '../../../shared/domains/refunds/contract.ts';
import { useFormat } from '../../lib/i18n.ts';
import { useNow } from '../../lib/use-now.ts';
import { CopyReference } from '../../ui/copy-reference.tsx';
import { Instant } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { FactList } from '../../ui/page.tsx';
import { OutboxChip, RefundChip } from '../../ui/state-chip.tsx';
import { arrivalSentence } from './arrival-sentence.ts';
import styles from './refund-facts.module.css';
import { ReviewClockChip } from './review-clock-chip.tsx';

/** State, what this desktop has not heard back yet, and the review clock. */
export function RefundChips({ view }: { readonly view: RefundView }) {
  return (
    <span className={styles.chips}>
      <RefundChip state={view.refund.state} />
      {view.pending === null ? null : <OutboxChip state={view.pending} />}
      <ReviewClockChip refund={view.refund} />
    </span>
  );
}

/** When the money arrives, in words, marked where the window is an estimate. */
export function Arrival({ view, method }: { readonly view: RefundView; readonly method: string | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const { refund } = view;
  const sentence = arrivalSentence(refund, method, { now, format, t });
  if (sentence === null || refund.state === 'refund_failed' || refund.state === 'voided') return null;
  return (
    <Notice tone="green" icon={CalendarClock}>
      <strong>{t('refunds.expected')}</strong> {sentence}
      <span className={styles.excludes}>
        {t('refunds.excludes')}
        {refund.arrivalEstimate === true ? <span>{t('refunds.estimateWhy')}</span> : null}
      </span>
    </Notice>
  );
}

/** Who asked and why, who decided, and what the gateway calls it. */
export function RefundFactList({ view }: { readonly view: RefundView }) {
  const { t } = useTranslation();
  const { refund, requestedByName, decidedByName } = view;
  const facts = [
    { name: t('refunds.reasonLabel'), value: t(`refunds.reason.${refund.reason}`) },
    refund.note === '' ? null : { name: t('refunds.note'), value: <span dir="auto">{refund.note}</span> },
    refund.evidence.document === null
      ? null
      : { name: t('refunds.document'), value: <span dir="auto">{refund.evidence.document}</span> },
    refund.evidence.newApplicationNo === null
      ? null
      : {
          name: t('refunds.newApplicationNo'),
          value: (
            <CopyReference value={refund.evidence.newApplicationNo} name={t('refunds.newApplicationNo')} />
          ),
        },
    {
      name: t('refunds.requestedBy'),
      value: (
        <>
          {requestedByName} · <Instant at={refund.requestedAt} />
        </>
      ),
    },
    refund.decidedAt === null
      ? null
      : {
          name: t('refunds.decidedBy'),
          value: (
            <>
              {decidedByName ?? refund.decidedBy} · <Instant at={refund.decidedAt} />
            </>
          ),
        },
    refund.decisionReason === null
      ? null
      : { name: t('refunds.decisionReason'), value: <span dir="auto">{refund.decisionReason}</span> },
    refund.gatewayRefundRef === null
      ? null
      : {
          name: t('refunds.gatewayRef'),
          value: <CopyReference value={refund.gatewayRefundRef} name={t('refunds.gatewayRef')} />,
        },
    refund.acceptedAt === null
      ? null
      : { name: t('refunds.acceptedAt'), value: <Instant at={refund.acceptedAt} as="date" /> },
    refund.gatewayRefundRef === null
      ? null
      : {
          name: t('refunds.arn'),
          value:
            refund.arn === null ? (
              <span className={styles.pending}>{t('refunds.arnPending')}</span>
            ) : (
              <CopyReference value={refund.arn} name={t('refunds.arn')} />
            ),
        },
    refund.failureReason === null
      ? null
      : {
          name: t('refunds.failureReason'),
          value:
            refund.failureReason === DECLARED_NOT_SENT ? (
              t('refunds.event.declared-not-sent')
            ) : (
              <code>{refund.failureReason}</code>
            ),
        },
  ].filter((fact) => fact !== null);
  return <FactList facts={facts} />;
}
