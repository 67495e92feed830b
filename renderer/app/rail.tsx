import { CopyCheck, CreditCard, Inbox, type LucideIcon, Undo2 } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { PreferencesMenu } from '../features/settings/preferences-menu.tsx';
import { classNames } from '../lib/class-names.ts';
import { useFormat } from '../lib/i18n.ts';
import { useLiveQuery } from '../lib/use-live-query.ts';
import { type Screen, useNavigation, useScreen } from '../stores/navigation.ts';
import { Icon } from '../ui/icon.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import styles from './rail.module.css';

/** The places of the program, with how many things wait in each. */
export function Rail() {
  const { t } = useTranslation();
  const screen = useScreen();
  const review = useLiveQuery('refunds.list', { view: 'review', limit: 1 });
  const duplicates = useLiveQuery('duplicates.open', { limit: 1 });
  const tickets = useLiveQuery('tickets.overview', {});
  const isAt = (...names: readonly Screen['name'][]) => names.includes(screen.name);

  return (
    <nav className={styles.rail} aria-label={t('app.places')}>
      <span className={styles.mark} aria-hidden>
        V
      </span>
      <Place
        icon={Inbox}
        name={t('tickets.title')}
        keys="g t"
        isCurrent={isAt('tickets')}
        screen={{ name: 'tickets', ticketId: null }}
        count={tickets.value?.counts.overdue ?? 0}
      />
      <Place
        icon={CreditCard}
        name={t('payments.title')}
        keys="g p"
        isCurrent={isAt('payments', 'payment')}
        screen={{ name: 'payments' }}
        count={0}
      />
      <Place
        icon={CopyCheck}
        name={t('duplicates.title')}
        keys="g d"
        isCurrent={isAt('duplicates')}
        screen={{ name: 'duplicates' }}
        count={duplicates.value?.total ?? 0}
      />
      <Place
        icon={Undo2}
        name={t('refunds.title')}
        keys="g r"
        isCurrent={isAt('refunds')}
        screen={{ name: 'refunds', view: null, refundId: null }}
        count={review.value?.total ?? 0}
      />
      <span className={styles.end}>
        <PreferencesMenu />
      </span>
    </nav>
  );
}

type PlaceProps = {
  readonly icon: LucideIcon;
  readonly name: string;
  readonly keys: string;
  readonly isCurrent: boolean;
  readonly screen: Screen;
  /** Things that wait there; 0 shows nothing. */
  readonly count: number;
};

const MOST_SHOWN = 99;

function Place({ icon, name, keys, isCurrent, screen, count }: PlaceProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const go = useNavigation((state) => state.go);
  return (
    <Tooltip text={name} keys={keys} side="right">
      <AriaButton
        className={classNames(styles.place, isCurrent && styles.current)}
        aria-label={count === 0 ? name : t('app.placeWithCount', { name, count })}
        {...(isCurrent ? { 'aria-current': 'page' as const } : {})}
        onPress={() => go(screen)}
      >
        <Icon icon={icon} size={18} />
        {count === 0 ? null : (
          <span className={styles.count} aria-hidden>
            {count > MOST_SHOWN ? `${format.number(MOST_SHOWN)}+` : format.number(count)}
          </span>
        )}
      </AriaButton>
    </Tooltip>
  );
}
