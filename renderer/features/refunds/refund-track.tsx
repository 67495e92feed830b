import { Check, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { RefundState } from '../../../shared/domains/refunds/entity.ts';
import { classNames } from '../../lib/class-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { refundSteps } from './refund-steps.ts';
import styles from './refund-track.module.css';

/** Where a refund is on its way, at a glance. */
export function RefundTrack({ state }: { readonly state: RefundState }) {
  const { t } = useTranslation();
  const steps = refundSteps(state);
  if (steps.length === 0) return null;
  return (
    <ol className={styles.track} aria-label={t('refunds.trackLabel')}>
      {steps.map((each) => (
        <li
          key={each.step}
          className={classNames(styles.step, styles[each.state])}
          {...(each.state === 'current' ? { 'aria-current': 'step' } : {})}
        >
          <span className={styles.dot} aria-hidden>
            {each.state === 'done' ? <Icon icon={Check} size={10} /> : null}
            {each.state === 'failed' ? <Icon icon={X} size={10} /> : null}
          </span>
          {t(`refunds.track.${each.step}`)}
        </li>
      ))}
    </ol>
  );
}
