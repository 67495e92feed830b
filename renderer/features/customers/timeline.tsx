import { Search } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { Input, SearchField, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { type TimelineKind, timelineKindSchema } from '../../../shared/domains/customers/contract.ts';
import { errorText } from '../../lib/error-text.ts';
import { groupByDay } from '../../lib/group-by-day.ts';
import { useFormat } from '../../lib/i18n.ts';
import { useNow } from '../../lib/use-now.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { KIND_ICONS } from './kind-icons.ts';
import { entryKey } from './merge-timeline.ts';
import styles from './timeline.module.css';
import { TimelineItem } from './timeline-item.tsx';
import { useTimeline } from './use-timeline.ts';

const NEAR_END_PX = 400;

type CustomerTimelineProps = { readonly customerId: string; readonly ticketId: string };

/** One scroll of everything that ever happened to a customer, newest first. */
export function CustomerTimeline({ customerId, ticketId }: CustomerTimelineProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const [kinds, setKinds] = useState<readonly TimelineKind[]>([]);
  const [typed, setTyped] = useState('');
  const text = useDeferredValue(typed.trim());
  const { known, loadMore, error } = useTimeline(customerId, kinds, text);
  const days = groupByDay(
    known?.entries ?? [],
    ({ at }) => at,
    (at) => format.day(at, now),
  );

  return (
    <>
      <div className={styles.tools}>
        <SearchField
          className={styles.search ?? ''}
          aria-label={t('customers.search')}
          value={typed}
          onChange={setTyped}
        >
          <Icon icon={Search} size={14} />
          <Input className={styles.input ?? ''} placeholder={t('customers.search')} maxLength={200} />
        </SearchField>
        <ToggleButtonGroup
          className={styles.kinds ?? ''}
          aria-label={t('customers.show')}
          selectionMode="multiple"
          selectedKeys={kinds}
          onSelectionChange={(keys) => setKinds(timelineKindSchema.options.filter((kind) => keys.has(kind)))}
        >
          {timelineKindSchema.options.map((kind) => (
            <Tooltip key={kind} text={t(`customers.kind.${kind}`)}>
              <ToggleButton id={kind} className={styles.kind ?? ''} aria-label={t(`customers.kind.${kind}`)}>
                <Icon icon={KIND_ICONS[kind]} size={14} />
              </ToggleButton>
            </Tooltip>
          ))}
        </ToggleButtonGroup>
      </div>
      <section
        className={styles.scroll}
        aria-label={t('customers.timeline')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={({ currentTarget: box }) => {
          if (box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX) loadMore();
        }}
      >
        {known === null && error !== null ? (
          <Empty icon={Search} title={t('ui.notLoaded')} text={errorText(t, error)} />
        ) : null}
        {known?.entries.length === 0 ? (
          <p className={styles.none}>
            {t(text === '' && kinds.length === 0 ? 'customers.nothingYet' : 'customers.nothingFits')}
          </p>
        ) : null}
        {days.map(({ day, items }) => (
          <section key={day} aria-label={day}>
            <h3 className={styles.day}>{day}</h3>
            <ol>
              {items.map((entry) => (
                <TimelineItem key={entryKey(entry)} entry={entry} ticketId={ticketId} />
              ))}
            </ol>
          </section>
        ))}
        {known !== null && known.next !== null ? (
          <p className={styles.more}>
            <Button small look="quiet" onPress={loadMore}>
              {t('customers.older')}
            </Button>
          </p>
        ) : null}
      </section>
    </>
  );
}
