import { Check, Circle } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../../lib/class-names.ts';
import { useFormat } from '../../lib/i18n.ts';
import { useLiveQuery } from '../../lib/use-live-query.ts';
import { Icon } from '../../ui/icon.tsx';
import styles from './startup-screen.module.css';

/** What a first start does, in order; a later start passes through them at once. */
const STEPS = ['team-database', 'demo-data', 'first-sync'] as const;
type Step = (typeof STEPS)[number];

type StepState = 'done' | 'current' | 'waiting';

/** How far each step is when `step` is under way; an unknown or missing step leaves all waiting. */
export function stepStates(step: string | null): readonly { step: Step; state: StepState }[] {
  const known: readonly (string | null)[] = STEPS;
  const at = known.indexOf(step);
  return STEPS.map((each, index) => ({
    step: each,
    state: index < at ? 'done' : index === at ? 'current' : 'waiting',
  }));
}

/** Shown until the data process can answer: what is being prepared and how far it is. */
export function StartupScreen({ step }: { readonly step: string | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const connection = useLiveQuery('connection.status', step === 'first-sync' ? {} : null);
  const rows = connection.value?.firstSync.rows ?? 0;

  return (
    <main className={styles.screen} aria-busy>
      <h1 className={styles.name}>{t('startup.title')}</h1>
      <div className={styles.bar} role="progressbar" aria-label={t('startup.title')} />
      <ol className={styles.steps}>
        {stepStates(step).map((each) => (
          <li
            key={each.step}
            className={classNames(styles.step, styles[each.state])}
            {...(each.state === 'current' ? { 'aria-current': 'step' } : {})}
          >
            <Icon icon={each.state === 'done' ? Check : Circle} size={14} />
            {t(`startup.step.${each.step}`)}
            {each.step === 'first-sync' && rows > 0 ? (
              <span className={styles.rows}>
                {t('connection.rows', { count: rows, shown: format.number(rows) })}
              </span>
            ) : null}
          </li>
        ))}
      </ol>
    </main>
  );
}
