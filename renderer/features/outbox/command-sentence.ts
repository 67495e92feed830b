import type { TFunction } from 'i18next';
import type { OutboxEntry } from '../../../shared/domains/outbox/contract.ts';
import { type RefundCommandKind, refundCommandSchemas } from '../../../shared/domains/refunds/commands.ts';
import { type TicketCommandKind, ticketCommandSchemas } from '../../../shared/domains/tickets/commands.ts';
import { errorText } from '../../lib/error-text.ts';
import type { Formatter } from '../../lib/format.ts';
import { middleTruncated } from '../../ui/facts.tsx';

function isRefundCommand(kind: string): kind is RefundCommandKind {
  return kind in refundCommandSchemas;
}

function isTicketCommand(kind: string): kind is TicketCommandKind {
  return kind in ticketCommandSchemas;
}

/** What a queued command does, in the agent's words: "Refund USD 25.00 of ch_3Pgaf…sAJo3x". */
export function commandSentence(entry: OutboxEntry, format: Formatter, t: TFunction): string {
  const { amountMinor, currency, gatewayRef } = entry.subject;
  const amount =
    typeof amountMinor === 'number' && typeof currency === 'string'
      ? format.money(amountMinor, currency)
      : t('outbox.someAmount');
  const reference = typeof gatewayRef === 'string' ? middleTruncated(gatewayRef) : t('outbox.somePayment');
  if (isRefundCommand(entry.kind)) return t(`outbox.command.${entry.kind}`, { amount, reference });
  if (isTicketCommand(entry.kind)) return t(`outbox.command.${entry.kind}`, { ticket: ticketName(entry, t) });
  return t('outbox.command.other');
}

function ticketName({ subject: { ticketNumber, customerName, subject } }: OutboxEntry, t: TFunction): string {
  if (typeof ticketNumber === 'number' && ticketNumber > 0) {
    const name = typeof customerName === 'string' ? customerName : t('tickets.noCustomer');
    return t('outbox.ticketNumber', { number: ticketNumber, name });
  }
  return typeof subject === 'string' ? t('outbox.someTicket', { subject }) : t('outbox.anyTicket');
}

/** States in which a reason changes what the agent has to know. */
const REASONED = ['queued', 'rejected', 'held', 'needs_review'] as const;

/** What its state means for the agent, with the reason of a refusal. */
export function stateSentence(entry: OutboxEntry, t: TFunction): string {
  const state = REASONED.find((each) => each === entry.state);
  if (state === undefined || entry.reason === null) return t(`outbox.explain.${entry.state}`);
  return t(`outbox.because.${state}`, { reason: errorText(t, { code: entry.reason }) });
}
