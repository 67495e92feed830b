import { Inbox } from 'lucide-react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { Staff } from '../../../shared/domains/staff/entity.ts';
import type { CallOutput } from '../../../shared/ipc/contract.ts';
import { errorText } from '../../lib/error-text.ts';
import { useDelayed } from '../../lib/use-delayed.ts';
import { useLiveQuery } from '../../lib/use-live-query.ts';
import { useScreenReady } from '../../lib/use-screen-ready.ts';
import type { RefundsView } from '../../stores/navigation.ts';
import { Empty, Skeleton } from '../../ui/empty.tsx';
import { Instant, Money } from '../../ui/facts.tsx';
import { useRovingRows } from '../../ui/use-roving-rows.ts';
import { RefundDetail } from './refund-detail.tsx';
import { RefundChips } from './refund-facts.tsx';
import styles from './refunds-page.module.css';

type Row = CallOutput<'refunds.list'>['refunds'][number];

const VIEWS: readonly RefundsView[] = ['review', 'open', 'mine', 'all'];
const SHOWN = 200;

type RefundsPageProps = {
  readonly staff: Staff;
  readonly view: RefundsView;
  readonly refundId: string | null;
  readonly onChange: (view: RefundsView, refundId: string | null) => void;
};

/** What waits for a decision and what became of it: a list, and the chosen refund beside it. */
export function RefundsPage({ staff, view, refundId, onChange }: RefundsPageProps) {
  const { t } = useTranslation();
  return (
    <Tabs
      className={styles.page ?? ''}
      selectedKey={view}
      onSelectionChange={(key) => {
        const chosen = VIEWS.find((each) => each === key);
        if (chosen !== undefined && chosen !== view) onChange(chosen, null);
      }}
    >
      <header className={styles.header}>
        <h1 className={styles.title}>{t('refunds.title')}</h1>
        <TabList className={styles.tabs ?? ''} aria-label={t('refunds.views')}>
          {VIEWS.map((each) => (
            <Tab key={each} id={each} className={styles.tab ?? ''}>
              {t(`refunds.view.${each}`)}
            </Tab>
          ))}
        </TabList>
      </header>
      <TabPanel key={view} id={view} className={styles.panel ?? ''}>
        <RefundSplit staff={staff} view={view} refundId={refundId} onChange={onChange} />
      </TabPanel>
    </Tabs>
  );
}

function RefundSplit({ staff, view, refundId, onChange }: RefundsPageProps) {
  const { t } = useTranslation();
  const { value, error, loading } = useLiveQuery('refunds.list', { view, limit: SHOWN });
  const waiting = useDelayed(loading);
  useScreenReady(value === null ? null : 'refunds');
  const rows = value?.refunds ?? [];
  const selected = rows.find((row) => row.view.refund.id === refundId) ?? rows[0] ?? null;

  if (value === null) {
    if (error !== null) return <Empty icon={Inbox} title={t('ui.notLoaded')} text={errorText(t, error)} />;
    return waiting ? <Skeleton rows={8} label={t('ui.loading')} /> : null;
  }
  if (selected === null) {
    return (
      <Empty icon={Inbox} title={t(`refunds.empty.${view}.title`)} text={t(`refunds.empty.${view}.text`)} />
    );
  }
  return (
    <div className={styles.split}>
      <RefundRows rows={rows} selectedId={selected.view.refund.id} onSelect={(id) => onChange(view, id)} />
      <RefundDetail key={selected.view.refund.id} row={selected} staff={staff} />
    </div>
  );
}

type RefundRowsProps = {
  readonly rows: readonly Row[];
  readonly selectedId: string;
  readonly onSelect: (id: string) => void;
};

function RefundRows({ rows, selectedId, onSelect }: RefundRowsProps) {
  const { t } = useTranslation();
  const { listProps, rowProps } = useRovingRows({
    keys: rows.map((row) => row.view.refund.id),
    activeKey: selectedId,
    onActiveChange: onSelect,
    onOpen: onSelect,
  });
  return (
    <div className={styles.rows} role="listbox" aria-label={t('refunds.title')} {...listProps}>
      {rows.map(({ view, customer, payment }) => (
        // biome-ignore lint/a11y/useFocusableInteractive: rowProps brings the tabIndex
        <div key={view.refund.id} className={styles.row} role="option" {...rowProps(view.refund.id)}>
          <span className={styles.line}>
            <span className={styles.who} dir="auto">
              {customer?.name ?? payment?.email ?? t('ui.unknown')}
            </span>
            <span className={styles.amount}>
              <Money minor={view.refund.amountMinor} currency={view.refund.currency} />
            </span>
          </span>
          <span className={styles.line}>
            <span className={styles.reason}>
              {t('refunds.rowLine', {
                reason: t(`refunds.reason.${view.refund.reason}`),
                name: view.requestedByName,
              })}
            </span>
            <span className={styles.when}>
              <Instant at={view.refund.requestedAt} />
            </span>
          </span>
          <span className={styles.line}>
            <RefundChips view={view} />
          </span>
        </div>
      ))}
    </div>
  );
}
