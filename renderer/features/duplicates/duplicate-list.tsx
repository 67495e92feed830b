import { CopyCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CallOutput } from '../../../shared/ipc/contract.ts';
import { errorText } from '../../lib/error-text.ts';
import { useFormat } from '../../lib/i18n.ts';
import { useDelayed } from '../../lib/use-delayed.ts';
import { useLiveQuery } from '../../lib/use-live-query.ts';
import { useScreenReady } from '../../lib/use-screen-ready.ts';
import { openPayment } from '../../stores/navigation.ts';
import { type Column, DataGrid } from '../../ui/data-grid.tsx';
import { Empty, Skeleton } from '../../ui/empty.tsx';
import { Instant, Money, Reference } from '../../ui/facts.tsx';
import { Page } from '../../ui/page.tsx';

type Row = CallOutput<'duplicates.open'>['pairs'][number];

const SHOWN = 200;

/** Pairs with money to return and no refund under way. */
export function DuplicateList() {
  const { t } = useTranslation();
  const format = useFormat();
  const { value, error, loading } = useLiveQuery('duplicates.open', { limit: SHOWN });
  const waiting = useDelayed(loading);
  useScreenReady(value === null ? null : 'duplicates');
  const rows = value?.pairs ?? [];

  const columns: readonly Column<Row>[] = [
    {
      id: 'amount',
      header: t('duplicates.toReturnAmount'),
      align: 'end',
      width: '140px',
      cell: ({ pair, first, second }) => {
        const refund = pair.refund === first.id ? first : second;
        return <Money minor={refund.capturedMinor} currency={refund.currency} />;
      },
    },
    {
      id: 'verdict',
      header: t('duplicates.finding'),
      width: '300px',
      cell: ({ pair }) => t(`duplicates.verdict.${pair.verdict}.title`),
    },
    { id: 'payer', header: t('duplicates.payer'), cell: ({ second }) => second.email ?? t('ui.unknown') },
    {
      id: 'gap',
      header: t('duplicates.gap'),
      align: 'end',
      width: '130px',
      cell: ({ first, second }) => format.durationShort(second.createdAt - first.createdAt),
    },
    {
      id: 'reference',
      header: t('duplicates.secondCharge'),
      width: '190px',
      cell: ({ second }) => <Reference value={second.gatewayRef} />,
    },
    {
      id: 'when',
      header: t('payments.paidAt'),
      align: 'end',
      width: '170px',
      cell: ({ second }) => <Instant at={second.createdAt} />,
    },
  ];

  return (
    <Page
      title={t('duplicates.title')}
      aside={
        value === null || rows.length === 0 ? undefined : t('duplicates.openCount', { count: value.total })
      }
    >
      {waiting ? <Skeleton rows={8} label={t('ui.loading')} /> : null}
      {value === null && error !== null ? (
        <Empty icon={CopyCheck} title={t('ui.notLoaded')} text={errorText(t, error)} />
      ) : null}
      {value !== null && rows.length === 0 ? (
        <Empty icon={CopyCheck} title={t('duplicates.emptyTitle')} text={t('duplicates.emptyText')} />
      ) : null}
      {rows.length === 0 ? null : (
        <DataGrid
          label={t('duplicates.title')}
          memory="duplicates"
          rows={rows}
          rowKey={({ pair }) => `${pair.a}:${pair.b}`}
          columns={columns}
          onOpen={({ pair }) => openPayment(pair.refund ?? pair.b, true)}
        />
      )}
    </Page>
  );
}
