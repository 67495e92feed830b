import { useEffect, useState } from 'react';
import { startPaymentId, startScreenOf } from '../../shared/domains/health/start-screens.ts';
import { useLiveQuery } from '../lib/use-live-query.ts';
import { type DossierTab, useLayout } from '../stores/layout.ts';
import { openPayment, openTicket, type Screen, useNavigation } from '../stores/navigation.ts';
import { usePanels } from '../stores/panels.ts';
import { useQueueChoice } from '../stores/queue-choice.ts';

/** What the command line may ask to see first. Names with data behind them wait until there is some. */
export type StartWish =
  | { readonly kind: 'screen'; readonly name: 'tickets' | 'payments' | 'duplicates' | 'refunds' }
  | { readonly kind: 'layer'; readonly name: 'lookup' | 'outbox' | 'new-ticket' }
  | { readonly kind: 'first-ticket'; readonly tab: DossierTab }
  | { readonly kind: 'payment'; readonly id: string }
  | { readonly kind: 'first-payment' }
  | { readonly kind: 'duplicate-payment' }
  | { readonly kind: 'refund-form' };

/** Reads `--screen`; null for a name that does not exist (main has refused it before). */
export function parseStartWish(name: string): StartWish | null {
  const screen = startScreenOf(name);
  switch (screen) {
    case 'tickets':
    case 'payments':
    case 'duplicates':
    case 'refunds':
      return { kind: 'screen', name: screen };
    case 'ticket:first':
      return { kind: 'first-ticket', tab: 'overview' };
    case 'ticket:history':
      return { kind: 'first-ticket', tab: 'timeline' };
    case 'lookup':
    case 'outbox':
    case 'new-ticket':
      return { kind: 'layer', name: screen };
    case 'payment:first':
      return { kind: 'first-payment' };
    case 'payment:duplicate':
      return { kind: 'duplicate-payment' };
    case 'refund-form':
      return { kind: 'refund-form' };
    case null: {
      const id = startPaymentId(name);
      return id === null ? null : { kind: 'payment', id };
    }
  }
}

/**
 * Goes once to the screen that the command line asked for. The answer is the name to report it by as long as it is
 * on show, where that differs from the screen's own.
 */
export function useStartScreen(wishName: string | null): string | null {
  const [wish] = useState(() => (wishName === null ? null : parseStartWish(wishName)));
  const [isDone, setDone] = useState(wish === null);
  const isFirst = useNavigation((state) => state.index <= 1);
  const needsPayments = !isDone && wish?.kind === 'first-payment';
  const needsTicket = !isDone && wish?.kind === 'first-ticket';
  const needsPair = !isDone && (wish?.kind === 'duplicate-payment' || wish?.kind === 'refund-form');
  const payments = useLiveQuery('payments.recent', needsPayments ? { limit: 1 } : null);
  const queue = useLiveQuery('tickets.queue', needsTicket ? { view: 'open', limit: 1 } : null);
  const pairs = useLiveQuery('duplicates.open', needsPair ? { limit: 1 } : null);
  const firstPayment = payments.value?.payments[0]?.payment.id ?? null;
  const firstTicket = queue.value?.rows[0]?.ticket.id ?? null;
  const firstPair = pairs.value?.pairs[0]?.pair ?? null;

  useEffect(() => {
    if (isDone || wish === null) return;
    const { go } = useNavigation.getState();
    const { setPalette, setOutbox, setNewTicket, openRefundForm } = usePanels.getState();
    switch (wish.kind) {
      case 'screen':
        go(placeOf(wish.name));
        break;
      case 'layer':
        if (wish.name === 'lookup') setPalette(true);
        else if (wish.name === 'new-ticket') setNewTicket(true);
        else setOutbox(true);
        break;
      case 'first-ticket':
        if (firstTicket === null) return;
        useQueueChoice.getState().setView('open');
        useLayout.getState().setDossierTab(wish.tab);
        openTicket(firstTicket);
        break;
      case 'payment':
        openPayment(wish.id);
        break;
      case 'first-payment':
        if (firstPayment === null) return;
        openPayment(firstPayment);
        break;
      case 'duplicate-payment':
      case 'refund-form': {
        if (firstPair === null) return;
        const refund = firstPair.refund ?? firstPair.b;
        openPayment(refund, true);
        if (wish.kind === 'refund-form') {
          const duplicateOf = refund === firstPair.a ? firstPair.b : firstPair.a;
          openRefundForm({ paymentId: refund, duplicateOf, verdict: firstPair.verdict });
        }
        break;
      }
    }
    setDone(true);
  }, [isDone, wish, firstPayment, firstTicket, firstPair]);

  const isNamed =
    wish?.kind === 'first-payment' || wish?.kind === 'duplicate-payment' || wish?.kind === 'first-ticket';
  return isNamed && isDone && isFirst ? wishName : null;
}

function placeOf(name: 'tickets' | 'payments' | 'duplicates' | 'refunds'): Screen {
  switch (name) {
    case 'tickets':
      return { name, ticketId: null };
    case 'refunds':
      return { name, view: null, refundId: null };
    default:
      return { name };
  }
}
