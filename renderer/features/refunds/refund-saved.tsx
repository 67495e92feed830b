import { Check, CircleAlert, CircleDashed, LoaderCircle, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PaymentPage } from '../../../shared/domains/payments/contract.ts';
import { classNames } from '../../lib/class-names.ts';
import { errorText } from '../../lib/error-text.ts';
import { useFormat } from '../../lib/i18n.ts';
import { useLiveQuery } from '../../lib/use-live-query.ts';
import { useNow } from '../../lib/use-now.ts';
import { middleTruncated } from '../../ui/facts.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Notice } from '../../ui/notice.tsx';
import styles from './refund-saved.module.css';
import { type SubmissionProgress, submissionProgress } from './submission-progress.ts';

type RefundSavedProps = {
  readonly page: PaymentPage;
  readonly commandId: string;
  readonly refundId: string;
};

/** After filing: saved here, sent to the team, waiting for review, live. */
export function RefundSaved({ page, commandId, refundId }: RefundSavedProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const outbox = useLiveQuery('outbox.list', {});
  const entry = outbox.value?.entries.find(({ id }) => id === commandId) ?? null;
  const view = page.refunds.find(({ refund }) => refund.id === refundId) ?? null;
  const progress = submissionProgress(entry, view);

  return (
    <div className={styles.saved} role="status">
      {view === null ? null : (
        <p className={styles.summary}>
          {t('refunds.savedSummary', {
            amount: format.money(view.refund.amountMinor, view.refund.currency),
            reference: middleTruncated(page.payment.gatewayRef),
            reason: t(`refunds.reason.${view.refund.reason}`),
          })}
        </p>
      )}
      <ol className={styles.steps}>
        <Step sign={Check} tone="done" text={t('refunds.progress.saved')} />
        <SentStep progress={progress} />
        <Step
          sign={CircleDashed}
          tone={progress === 'sent' ? 'current' : 'waiting'}
          text={
            progress === 'sent' && view !== null
              ? t('refunds.progress.reviewUntil', { due: format.dayAndTime(view.refund.reviewDueAt, now) })
              : t('refunds.progress.review')
          }
        />
      </ol>
      {progress === 'saved' || progress === 'checking' || progress === 'held' ? (
        <p className={styles.explain}>{t(`refunds.progressText.${progress}`)}</p>
      ) : null}
      {progress === 'refused' && entry?.reason ? (
        <Notice tone="red" icon={CircleAlert} isAlert>
          {errorText(t, { code: entry.reason })}
        </Notice>
      ) : null}
    </div>
  );
}

const SENT_LOOKS: Readonly<
  Record<SubmissionProgress, { readonly sign: LucideIcon; readonly tone: StepTone }>
> = {
  saved: { sign: CircleDashed, tone: 'waiting' },
  sending: { sign: LoaderCircle, tone: 'current' },
  checking: { sign: LoaderCircle, tone: 'current' },
  sent: { sign: Check, tone: 'done' },
  refused: { sign: CircleAlert, tone: 'failed' },
  held: { sign: CircleAlert, tone: 'current' },
};

function SentStep({ progress }: { readonly progress: SubmissionProgress }) {
  const { t } = useTranslation();
  return <Step {...SENT_LOOKS[progress]} text={t(`refunds.progress.send.${progress}`)} />;
}

type StepTone = 'done' | 'current' | 'waiting' | 'failed';
type StepProps = { readonly sign: LucideIcon; readonly tone: StepTone; readonly text: string };

function Step({ sign, tone, text }: StepProps) {
  return (
    <li className={classNames(styles.step, styles[tone])}>
      <Icon icon={sign} className={styles.sign} />
      {text}
    </li>
  );
}
