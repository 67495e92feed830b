import { useTranslation } from 'react-i18next';
import type { Staff } from '../../shared/domains/staff/entity.ts';
import { DuplicateBanners } from '../features/duplicates/duplicate-banner.tsx';
import { DuplicateList } from '../features/duplicates/duplicate-list.tsx';
import { PaymentList } from '../features/payments/payment-list.tsx';
import { PaymentPage } from '../features/payments/payment-page.tsx';
import { arrivalSentence } from '../features/refunds/arrival-sentence.ts';
import { RefundList } from '../features/refunds/refund-list.tsx';
import { RefundsPage } from '../features/refunds/refunds-page.tsx';
import { useFormat } from '../lib/i18n.ts';
import { useNow } from '../lib/use-now.ts';
import { type RefundsView, type Screen, useNavigation, useScreen } from '../stores/navigation.ts';
import { CaseScreen } from './case-screen.tsx';

type ScreenViewProps = {
  readonly staff: Staff;
  /** The name that the command line gave the start screen, where it is not the screen's own. */
  readonly readyAs: string | null;
};

/** The present screen; here the features meet that do not know each other. */
export function ScreenView({ staff, readyAs }: ScreenViewProps) {
  const screen = useScreen();
  const replace = useNavigation((state) => state.replace);

  switch (screen.name) {
    case 'tickets':
      return <CaseScreen staff={staff} ticketId={screen.ticketId} readyAs={readyAs} />;
    case 'payments':
      return <PaymentList />;
    case 'payment':
      return <PaymentScreen key={screen.id} screen={screen} staff={staff} readyAs={readyAs} />;
    case 'duplicates':
      return <DuplicateList />;
    case 'refunds':
      return (
        <RefundsPage
          staff={staff}
          view={screen.view ?? firstRefundsView(staff)}
          refundId={screen.refundId}
          onChange={(view, refundId) => replace({ name: 'refunds', view, refundId })}
        />
      );
  }
}

/** Supervisors come to decide, everybody else to see what became of their own. */
function firstRefundsView(staff: Staff): RefundsView {
  return staff.role === 'supervisor' ? 'review' : 'mine';
}

type PaymentScreenProps = ScreenViewProps & { readonly screen: Extract<Screen, { name: 'payment' }> };

function PaymentScreen({ screen, staff, readyAs }: PaymentScreenProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  return (
    <PaymentPage
      id={screen.id}
      readyAs={readyAs ?? `payment:${screen.id}`}
      duplicates={(page) => <DuplicateBanners page={page} isTarget={screen.atDuplicate} />}
      refunds={(page) => <RefundList page={page} staff={staff} />}
      arrivalOf={(view, payment) => arrivalSentence(view.refund, payment.method, { now, format, t })}
    />
  );
}
