import { ListFilter, X } from 'lucide-react';
import { Button as AriaButton, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { QueueFilter } from '../../../../shared/domains/tickets/contract.ts';
import { channelSchema } from '../../../../shared/domains/tickets/entity.ts';
import type { CallOutput } from '../../../../shared/ipc/contract.ts';
import { gatewayName } from '../../../lib/gateway-name.ts';
import { useFormat } from '../../../lib/i18n.ts';
import { NO_FILTER } from '../../../stores/queue-choice.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Popover } from '../../../ui/popover.tsx';
import { Tooltip } from '../../../ui/tooltip.tsx';
import { QUEUE_KEYS } from '../actions.ts';
import styles from './queue-filter.module.css';

type Overview = CallOutput<'tickets.overview'>;
type FilterName = keyof QueueFilter;
const FILTER_NAMES: readonly FilterName[] = ['channels', 'languages', 'countries', 'gateways', 'tags'];

/** How many values are chosen in all filters together. */
function chosenCount(filter: QueueFilter): number {
  return FILTER_NAMES.reduce((sum, name) => sum + filter[name].length, 0);
}

/** What a filter's values are called. */
function useValueName(): (name: FilterName, value: string) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (name, value) => {
    switch (name) {
      case 'channels': {
        const channel = channelSchema.safeParse(value).data;
        return channel === undefined ? value : t(`tickets.channel.${channel}`);
      }
      case 'languages':
        return format.languageName(value);
      case 'countries':
        return format.country(value);
      case 'gateways':
        return gatewayName(value);
      case 'tags':
        return value;
    }
  };
}

/** The filter with other values for one name; what is no channel cannot get into the channels. */
function withValues(filter: QueueFilter, name: FilterName, values: readonly string[]): QueueFilter {
  if (name === 'channels') {
    return { ...filter, channels: channelSchema.options.filter((channel) => values.includes(channel)) };
  }
  return { ...filter, [name]: [...values] };
}

type QueueFilterButtonProps = {
  readonly filter: QueueFilter;
  readonly overview: Overview | null;
  readonly onChange: (filter: QueueFilter) => void;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
};

/** Opens the filters; says how many are set. */
export function QueueFilterButton({
  filter,
  overview,
  onChange,
  isOpen,
  onOpenChange,
}: QueueFilterButtonProps) {
  const { t } = useTranslation();
  const valueName = useValueName();
  const count = chosenCount(filter);
  const choices: Readonly<Record<FilterName, readonly string[]>> = {
    channels: channelSchema.options,
    languages: overview?.languages ?? [],
    countries: overview?.countries ?? [],
    gateways: overview?.gateways ?? [],
    tags: overview?.tags ?? [],
  };
  const label = t('tickets.queueAction.filter');

  return (
    <Popover
      label={label}
      wide
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      trigger={
        <Tooltip text={label} keys={QUEUE_KEYS.filter}>
          <AriaButton
            className={styles.trigger ?? ''}
            aria-label={count === 0 ? label : t('tickets.filtersSet', { count })}
          >
            <Icon icon={ListFilter} size={14} />
            {count === 0 ? null : <span className={styles.count}>{count}</span>}
          </AriaButton>
        </Tooltip>
      }
    >
      {FILTER_NAMES.filter((name) => choices[name].length > 0).map((name) => (
        <section key={name} className={styles.group} aria-label={t(`tickets.filter.${name}`)}>
          <h3 className={styles.title}>{t(`tickets.filter.${name}`)}</h3>
          <ToggleButtonGroup
            className={styles.values ?? ''}
            aria-label={t(`tickets.filter.${name}`)}
            selectionMode="multiple"
            selectedKeys={filter[name]}
            onSelectionChange={(keys) => onChange(withValues(filter, name, [...keys].map(String)))}
          >
            {choices[name].map((value) => (
              <ToggleButton key={value} id={value} className={styles.value ?? ''}>
                {valueName(name, value)}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
        </section>
      ))}
      <footer className={styles.footer}>
        <Button small isDisabled={count === 0} onPress={() => onChange(NO_FILTER)}>
          {t('tickets.clearFilters')}
        </Button>
      </footer>
    </Popover>
  );
}

/** The filters that are set, each with a way to remove it; nothing while none is. */
export function QueueFilterChips({
  filter,
  onChange,
}: {
  readonly filter: QueueFilter;
  readonly onChange: (filter: QueueFilter) => void;
}) {
  const { t } = useTranslation();
  const valueName = useValueName();
  if (chosenCount(filter) === 0) return null;
  return (
    <ul className={styles.chips} aria-label={t('tickets.filtersShown')}>
      {FILTER_NAMES.flatMap((name) =>
        filter[name].map((value) => (
          <li key={`${name}:${value}`} className={styles.chip}>
            <span dir="auto">{valueName(name, value)}</span>
            <AriaButton
              className={styles.remove ?? ''}
              aria-label={t('tickets.removeFilter', { name: valueName(name, value) })}
              onPress={() =>
                onChange(
                  withValues(
                    filter,
                    name,
                    filter[name].filter((each) => each !== value),
                  ),
                )
              }
            >
              <Icon icon={X} size={12} />
            </AriaButton>
          </li>
        )),
      )}
    </ul>
  );
}
