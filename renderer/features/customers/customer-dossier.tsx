import { UserRoundX } from 'lucide-react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../lib/error-text.ts';
import { useDelayed } from '../../lib/use-delayed.ts';
import { useLiveQuery } from '../../lib/use-live-query.ts';
import { useScreenCommands } from '../../lib/use-screen-commands.ts';
import { useLayout } from '../../stores/layout.ts';
import { Empty, Skeleton } from '../../ui/empty.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { CustomerCard } from './customer-card.tsx';
import styles from './customer-dossier.module.css';
import { ApplicationSection, PaymentSection, RefundSection, TicketSection } from './sections.tsx';
import { CustomerTimeline } from './timeline.tsx';

/** Key between the two sides of the dossier; the words are `customers.toggleTimeline`. */
export const TIMELINE_KEY = 'h';

type CustomerDossierProps = {
  /** Null: nobody knows yet whose ticket it is. */
  readonly customerId: string | null;
  /** What the open case is about: marked in the lists. */
  readonly ticketId: string;
  readonly paymentId: string | null;
};

/** Everything about the customer of the open case. Give it the customer's id as `key`. */
export function CustomerDossier({ customerId, ticketId, paymentId }: CustomerDossierProps) {
  const { t } = useTranslation();
  const {
    value: page,
    error,
    loading,
  } = useLiveQuery('customers.page', customerId === null ? null : { id: customerId });
  const isLate = useDelayed(loading);
  const tab = useLayout((state) => state.dossierTab);
  const setTab = useLayout((state) => state.setDossierTab);
  const setOpen = useLayout((state) => state.setOpen);
  useScreenCommands([
    {
      id: 'customer-timeline',
      name: t('customers.toggleTimeline'),
      keys: TIMELINE_KEY,
      run: () => {
        setOpen('dossier', true);
        setTab(tab === 'timeline' ? 'overview' : 'timeline');
      },
    },
  ]);

  if (customerId === null) {
    return <Empty icon={UserRoundX} title={t('customers.none')} text={t('customers.noneText')} />;
  }
  if (page === null) {
    if (isLate) return <Skeleton rows={8} label={t('ui.loading')} />;
    return error === null ? null : (
      <Empty icon={UserRoundX} title={t('customers.notHere')} text={errorText(t, error)} />
    );
  }
  return (
    <Tabs
      className={styles.dossier ?? ''}
      selectedKey={tab}
      onSelectionChange={(key) => setTab(key === 'timeline' ? 'timeline' : 'overview')}
    >
      <TabList className={styles.tabs ?? ''} aria-label={t('customers.dossier')}>
        <Tab id="overview" className={styles.tab ?? ''}>
          {t('customers.overview')}
        </Tab>
        <Tab id="timeline" className={styles.tab ?? ''}>
          {t('customers.timeline')}
          <Kbd keys={TIMELINE_KEY} quiet />
        </Tab>
      </TabList>
      <TabPanel id="overview" className={styles.panel ?? ''}>
        <CustomerCard customer={page.customer} />
        <PaymentSection page={page} paymentId={paymentId} />
        <ApplicationSection page={page} />
        <RefundSection page={page} />
        <TicketSection page={page} ticketId={ticketId} />
      </TabPanel>
      <TabPanel id="timeline" className={styles.timeline ?? ''}>
        <CustomerTimeline customerId={page.customer.id} ticketId={ticketId} />
      </TabPanel>
    </Tabs>
  );
}
