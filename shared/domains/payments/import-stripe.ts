import { parseMajorAmount } from '../../lib/money.ts';
import type { PaymentStatus } from './entity.ts';
import {
  amountText,
  cleanCell,
  countryCell,
  freeText,
  identifierCell,
  instantCell,
  last4Cell,
  quoted,
  readCells,
  refuse,
  requiredCell,
} from './import-cells.ts';
import { normaliseRecord } from './import-headers.ts';
import { currencyCell, refuseExcessRefund } from './import-neutral.ts';
import type { ImportIdentifier, ImportRow, ImportRowResult } from './import-row.ts';

type Cells = Readonly<Record<string, string>>;

/**
 * Reads one record of a payments export of the Stripe Dashboard: any column order, names in any case, amounts in
 * major units of the row's currency (decimal comma included), times in UTC. Of the metadata only order and
 * application numbers are taken; the rest may be personal and is dropped.
 */
export function stripeRecordToRow(record: Readonly<Record<string, string>>): ImportRowResult {
  return readCells((): ImportRowResult => {
    const cells = normaliseRecord(record);
    const id = requiredCell('id', cells.id);
    const currency = currencyCell(cells.currency);
    const amount = amountCell('Amount', cells.amount, currency);
    if (amount === null) return refuse('missing-value', 'Amount is empty');
    const status = statusOf(cells);
    const numbers = orderAndApplicationNumbers(cells);
    const customerId = identifierCell('Customer ID', cells.customerid);
    const cardFingerprint = identifierCell('Card Fingerprint', cells.cardfingerprint);
    const cardLast4 = last4Cell('Card Last4', cells.cardlast4);
    const row: ImportRow = {
      payment_id: id,
      gateway: 'stripe',
      gateway_ref: id,
      order_ref: numbers.order[0] ?? null,
      application_no: numbers.application[0] ?? null,
      applicant_name: null,
      applicant_doc: null,
      nationality: null,
      destination: null,
      visa_type: null,
      application_status: null,
      fee_type: null,
      customer_id: customerId,
      email: identifierCell('Customer Email', cells.customeremail),
      payer_id: null,
      card_fingerprint: cardFingerprint,
      card_brand: freeText(cells.cardbrand),
      card_last4: cardLast4,
      issuer_country: countryCell('Card Issue Country', cells.cardissuecountry),
      method: freeText(cells.paymentsourcetype) ?? ((cardFingerprint ?? cardLast4) ? 'card' : null),
      device_id: null,
      ip_country: null,
      region: null,
      amount_minor: amount,
      currency,
      status,
      raw_code: freeText(cells.declinereason),
      created_at:
        instantCell('Created date (UTC)', cells['createddate(utc)'], true) ??
        refuse('missing-value', 'Created date (UTC) is empty'),
      captured_at: null,
      refunded_minor: refundedMinor(cells, amount, currency, status),
      dispute: disputeOf(cells),
      group_ref: null,
      idempotency_key: null,
      identifiers: otherIdentifiers(customerId, numbers, cells),
      description: freeText(cells.description),
      customer_name: freeText(cells.customername) ?? freeText(cells.cardname),
    };
    refuseExcessRefund(row);
    return { ok: true, row };
  });
}

/** What the Dashboard calls a payment, without spaces and underscores, by our names. */
const statuses: Readonly<Record<string, PaymentStatus>> = {
  paid: 'captured',
  succeeded: 'captured',
  complete: 'captured',
  refunded: 'captured',
  partialrefund: 'captured',
  partiallyrefunded: 'captured',
  disputed: 'captured',
  uncaptured: 'authorised',
  requirescapture: 'authorised',
  pending: 'processing',
  processing: 'processing',
  requiresaction: 'requires_action',
  requiressourceaction: 'requires_action',
  requiresconfirmation: 'created',
  requirespaymentmethod: 'created',
  requiressource: 'created',
  incomplete: 'created',
  failed: 'failed',
  blocked: 'failed',
  canceled: 'cancelled',
  cancelled: 'cancelled',
  expired: 'expired',
};

function statusOf(cells: Cells): PaymentStatus {
  const text = cleanCell(cells.status);
  if (text === '') return refuse('missing-value', 'Status is empty');
  const name = text.toLowerCase().replace(/[\s_-]/g, '');
  const status = Object.hasOwn(statuses, name) ? statuses[name] : undefined;
  if (status === undefined) {
    return refuse('bad-status', `Status ${quoted(text)} is not one of: ${Object.keys(statuses).join(', ')}`);
  }
  const isUncaptured = cleanCell(cells.captured).toLowerCase() === 'false';
  if (status === 'captured' && isUncaptured) return name === 'refunded' ? 'cancelled' : 'authorised';
  if (status === 'created' && cleanCell(cells.declinereason) !== '') return 'failed';
  return status;
}

/**
 * Stripe shows a released hold as refunded although no money had moved. An export without the column says nothing:
 * it must not take back what another one has told.
 */
function refundedMinor(cells: Cells, amount: number, currency: string, status: PaymentStatus): number | null {
  if (status !== 'captured') return 0;
  const refunded = amountCell('Amount Refunded', cells.amountrefunded, currency);
  if (refunded !== null) return refunded;
  if (cleanCell(cells.status).toLowerCase() === 'refunded') return amount;
  return cells.amountrefunded === undefined ? null : 0;
}

/** Accounts in countries with a decimal comma get one in their exports; yen come with and without empty cents. */
const amountsOfStripe = { allowDecimalComma: true, allowEmptyCents: true } as const;

function amountCell(column: string, cell: string | undefined, currency: string): number | null {
  const text = amountText(column, cell);
  if (text === '') return null;
  const amount = parseMajorAmount(text, currency, amountsOfStripe);
  return amount.ok ? amount.minor : refuse('bad-amount', `${column}: ${amount.reason}`);
}

const disputes: Readonly<Record<string, NonNullable<ImportRow['dispute']>>> = {
  needs_response: 'open',
  under_review: 'open',
  warning_needs_response: 'inquiry',
  warning_under_review: 'inquiry',
  won: 'won',
  lost: 'lost',
};

/** A closed inquiry and a dispute ended by a refund bind nobody any more. Null: an export without the column. */
function disputeOf(cells: Cells): ImportRow['dispute'] {
  const name = cleanCell(cells.disputestatus).toLowerCase().replace(/\s/g, '_');
  if (Object.hasOwn(disputes, name)) return disputes[name] ?? 'none';
  if (cleanCell(cells.status).toLowerCase() === 'disputed') return 'open';
  return cells.disputestatus === undefined ? null : 'none';
}

type Numbers = { readonly order: readonly string[]; readonly application: readonly string[] };

/** Metadata that names the order or the visa application, best name first. */
function orderAndApplicationNumbers(cells: Cells): Numbers {
  const named = (names: readonly string[]): string[] =>
    names.flatMap((name) => identifierCell(`${name} (metadata)`, cells[`${name}(metadata)`]) ?? []);
  return {
    order: named(['order_ref', 'order_id']),
    application: named(['application_no', 'application_number']),
  };
}

/** What has no column of its own. */
function otherIdentifiers(customerId: string | null, numbers: Numbers, cells: Cells): ImportIdentifier[] {
  const of = (kind: ImportIdentifier['kind'], values: readonly (string | null)[]): ImportIdentifier[] =>
    [...new Set(values)].flatMap((value) => (value === null ? [] : [{ kind, value }]));
  return [
    ...of('stripe', [identifierCell('PaymentIntent ID', cells.paymentintentid), customerId]),
    ...of('order', numbers.order.slice(1)),
    ...of('application', numbers.application.slice(1)),
    ...of('phone', [identifierCell('Customer Phone', cells.customerphone)]),
  ];
}
