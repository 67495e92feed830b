import type { TFunction } from 'i18next';
import { CreditCard } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '../../../shared/ipc/contract.ts';
import { errorText } from '../../lib/error-text.ts';
import { useFormat } from '../../lib/i18n.ts';
import { useDelayed } from '../../lib/use-delayed.ts';
import { useLiveQuery } from '../../lib/use-live-query.ts';
import { useScreenReady } from '../../lib/use-screen-ready.ts';
import { openPayment } from '../../stores/navigation.ts';
import { usePanels } from '../../stores/panels.ts';
import { Button } from '../../ui/button.tsx';
import { type Column, DataGrid } from '../../ui/data-grid.tsx';
import { Empty, Skeleton } from '../../ui/empty.tsx';
import { Instant, Money, Reference } from '../../ui/facts.tsx';
import { Page } from '../../ui/page.tsx';
import { DuplicateChip, PaymentChip } from '../../ui/state-chip.tsx';
import styles from './payment-list.module.css';
import { PaymentMethod } from './payment-method.tsx';

type Row = CallOutput<'payments.recent'>['payments'][number];

const SHOWN = 100;

/** The start screen: the newest payments. */
export function PaymentList() {
  const { t } = useTranslation();
  const format = useFormat();
  const { value, error, loading } = useLiveQuery('payments.recent', { limit: SHOWN });
  const waiting = useDelayed(loading);
  useScreenReady(value === null ? null : 'payments');
  const rows = value?.payments ?? [];

  return (
    <Page
      title={t('payments.title')}
      aside={
        value === null || rows.length === 0
          ? undefined
          : t('payments.newestOf', { shown: format.number(rows.length), total: format.number(value.total) })
      }
    >
      {waiting ? <Skeleton rows={12} label={t('ui.loading')} /> : null}
      {value === null && error !== null ? (
        <Empty icon={CreditCard} title={t('ui.notLoaded')} text={errorText(t, error)} />
      ) : null}
      {value !== null && rows.length === 0 ? <NoPayments /> : null}
      {rows.length === 0 ? null : (
        <DataGrid
          label={t('payments.title')}
          memory="payments"
          rows={rows}
          rowKey={(row) => row.payment.id}
          columns={columnsOf(t)}
          onOpen={(row) => openPayment(row.payment.id)}
        />
      )}
    </Page>
  );
}

function NoPayments() {
  const { t } = useTranslation();
  const setPalette = usePanels((state) => state.setPalette);
  return (
    <Empty
      icon={CreditCard}
      title={t('payments.emptyTitle')}
      text={t('payments.emptyText')}
      action={
        <Button keys="mod+k" onPress={() => setPalette(true)}>
          {t('lookup.title')}
        </Button>
      }
    />
  );
}

function columnsOf(t: TFunction): readonly Column<Row>[] {
  return [
    {
      id: 'amount',
      header: t('payments.amount'),
      align: 'end',
      width: '140px',
      cell: ({ payment }) => <Money minor={payment.amountMinor} currency={payment.currency} />,
    },
    {
      id: 'state',
      header: t('payments.state'),
      width: '250px',
      cell: ({ payment, duplicate }) => (
        <span className={styles.chips}>
          <PaymentChip status={payment.status} />
          {duplicate ? <DuplicateChip /> : null}
        </span>
      ),
    },
    {
      id: 'customer',
      header: t('payments.customer'),
      cell: ({ customerName, payment }) => (
        <span className={styles.customer}>{customerName ?? payment.email ?? t('ui.unknown')}</span>
      ),
    },
    {
      id: 'method',
      header: t('payments.method'),
      width: '216px',
      cell: ({ payment }) => <PaymentMethod payment={payment} />,
    },
    {
      id: 'reference',
      header: t('payments.reference'),
      width: '180px',
      cell: ({ payment }) => <Reference value={payment.gatewayRef} />,
    },
    {
      id: 'created',
      header: t('payments.paidAt'),
      align: 'end',
      width: '160px',
      cell: ({ payment }) => (
        <span className={styles.when}>
          <Instant at={payment.createdAt} />
        </span>
      ),
    },
  ];
}
