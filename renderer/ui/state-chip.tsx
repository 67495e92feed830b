import { CopyCheck, Gavel } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { OutboxState } from '../../shared/domains/outbox/contract.ts';
import type { Payment, PaymentStatus } from '../../shared/domains/payments/entity.ts';
import type { RefundState } from '../../shared/domains/refunds/entity.ts';
import type { TicketStatus } from '../../shared/domains/tickets/entity.ts';
import { Chip } from './chip.tsx';
import { OUTBOX_LOOKS, PAYMENT_LOOKS, REFUND_LOOKS, TICKET_LOOKS } from './state-look.ts';

/** A payment's state in one word. */
export function PaymentChip({ status }: { readonly status: PaymentStatus }) {
  const { t } = useTranslation();
  return <Chip {...PAYMENT_LOOKS[status]}>{t(`states.payment.${status}`)}</Chip>;
}

/** A refund's state in the team's words. */
export function RefundChip({ state }: { readonly state: RefundState }) {
  const { t } = useTranslation();
  return <Chip {...REFUND_LOOKS[state]}>{t(`states.refund.${state}`)}</Chip>;
}

/** A ticket's state. */
export function TicketChip({ status }: { readonly status: TicketStatus }) {
  const { t } = useTranslation();
  return <Chip {...TICKET_LOOKS[status]}>{t(`states.ticket.${status}`)}</Chip>;
}

/** How far a command has come: "Saved here", "Sending". */
export function OutboxChip({ state }: { readonly state: OutboxState }) {
  const { t } = useTranslation();
  return <Chip {...OUTBOX_LOOKS[state]}>{t(`states.outbox.${state}`)}</Chip>;
}

/** Mark of a payment that was charged twice. */
export function DuplicateChip() {
  const { t } = useTranslation();
  return (
    <Chip tone="violet" icon={CopyCheck}>
      {t('states.duplicate')}
    </Chip>
  );
}

/** Mark of a disputed payment; nothing where there never was a dispute. */
export function DisputeChip({ dispute }: { readonly dispute: Payment['dispute'] }) {
  const { t } = useTranslation();
  if (dispute === 'none') return null;
  return (
    <Chip tone={dispute === 'open' || dispute === 'inquiry' ? 'amber' : 'neutral'} icon={Gavel}>
      {t(`states.dispute.${dispute}`)}
    </Chip>
  );
}
