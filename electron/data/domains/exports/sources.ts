import type { ExportKind } from '../../../../shared/domains/exports/contract.ts';
import type { ExportSource } from './columns.ts';
import { duplicateSource } from './duplicate-source.ts';
import { paymentSource } from './payment-source.ts';
import { refundSource } from './refund-source.ts';
import { ticketSource } from './ticket-source.ts';

/** What is exported of each kind. */
export const EXPORT_SOURCES: Readonly<Record<ExportKind, ExportSource>> = {
  payments: paymentSource,
  refunds: refundSource,
  tickets: ticketSource,
  duplicates: duplicateSource,
};
