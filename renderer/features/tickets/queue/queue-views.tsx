import { ChevronDown } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { type QueueView, queueViewSchema } from '../../../../shared/domains/tickets/contract.ts';
import { classNames } from '../../../lib/class-names.ts';
import { useFormat } from '../../../lib/i18n.ts';
import { Icon } from '../../../ui/icon.tsx';
import { Menu, MenuChoices } from '../../../ui/menu.tsx';
import styles from './queue-views.module.css';

/** The views whose counts an agent always needs in sight; the others are in the menu. */
const ALWAYS_SHOWN: readonly QueueView[] = ['mine', 'unassigned', 'overdue'];

type QueueViewsProps = {
  readonly view: QueueView;
  /** Null until they have been counted. */
  readonly counts: Readonly<Partial<Record<QueueView, number>>> | null;
  readonly onChange: (view: QueueView) => void;
  readonly isMenuOpen: boolean;
  readonly onMenuOpen: (isOpen: boolean) => void;
};

/** Which tickets are listed, with how many there are in each view. */
export function QueueViews({ view, counts, onChange, isMenuOpen, onMenuOpen }: QueueViewsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const countOf = (each: QueueView) => counts?.[each];
  const isShown = ALWAYS_SHOWN.includes(view);

  const face = (each: QueueView) => (
    <>
      <span className={styles.name}>{t(`tickets.view.${each}`)}</span>
      <span
        className={classNames(styles.count, each === 'overdue' && (countOf(each) ?? 0) > 0 && styles.late)}
      >
        {countOf(each) === undefined ? '' : format.count(countOf(each) ?? 0)}
      </span>
    </>
  );

  return (
    <nav className={styles.views} aria-label={t('tickets.views')}>
      {ALWAYS_SHOWN.map((each) => (
        <AriaButton
          key={each}
          className={classNames(styles.view, each === view && styles.current)}
          {...(each === view ? { 'aria-current': 'true' as const } : {})}
          onPress={() => onChange(each)}
        >
          {face(each)}
        </AriaButton>
      ))}
      <Menu
        label={t('tickets.views')}
        placement="bottom start"
        isOpen={isMenuOpen}
        onOpenChange={onMenuOpen}
        trigger={
          <AriaButton
            className={classNames(styles.view, styles.more, !isShown && styles.current)}
            aria-label={
              isShown ? t('tickets.moreViews') : t('tickets.viewIs', { view: t(`tickets.view.${view}`) })
            }
          >
            {isShown ? null : <span className={styles.name}>{t(`tickets.view.${view}`)}</span>}
            <Icon icon={ChevronDown} size={14} />
          </AriaButton>
        }
      >
        <MenuChoices
          name="view"
          title={t('tickets.views')}
          choices={queueViewSchema.options.map((each) => ({
            key: each,
            text: t(`tickets.view.${each}`),
            detail: countOf(each) === undefined ? '' : format.number(countOf(each) ?? 0),
          }))}
          chosen={view}
          onChoose={(key) => onChange(queueViewSchema.parse(key))}
        />
      </Menu>
    </nav>
  );
}
