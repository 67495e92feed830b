import { currencyDecimals, unknownCurrencyReason } from '../../lib/currencies.ts';
import { applicationStatusSchema } from '../applications/entity.ts';
import { disputeSchema, feeTypeSchema, paymentStatusSchema } from './entity.ts';
import { holdsCardNumber } from './free-text.ts';
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
  wordCell,
} from './import-cells.ts';
import { normaliseRecord } from './import-headers.ts';
import type { ImportRow, ImportRowResult } from './import-row.ts';

/** Reads one record of the neutral payments CSV (docs/formats.md). Column names in any case; unknown ones ignored. */
export function neutralRecordToRow(record: Readonly<Record<string, string>>): ImportRowResult {
  return readCells((): ImportRowResult => {
    const cells = normaliseRecord(record);
    const identifier = (column: string) => identifierCell(column, cells[column]);
    const text = (column: string) => freeText(cells[column]);
    const country = (column: string) => countryCell(column, cells[column]);
    const instant = (column: string) => instantCell(column, cells[column]);
    const row: ImportRow = {
      payment_id: requiredCell('payment_id', cells.payment_id),
      gateway: identifier('gateway')?.toLowerCase() ?? null,
      gateway_ref: identifier('gateway_ref'),
      order_ref: identifier('order_ref'),
      application_no: identifier('application_no'),
      applicant_name: text('applicant_name'),
      applicant_doc: identifier('applicant_doc'),
      nationality: country('nationality'),
      destination: country('destination'),
      visa_type: text('visa_type'),
      application_status: wordCell(
        'application_status',
        cells.application_status,
        applicationStatusSchema.options,
      ),
      fee_type: wordCell('fee_type', cells.fee_type, feeTypeSchema.options),
      customer_id: identifier('customer_id'),
      email: identifier('email'),
      payer_id: identifier('payer_id'),
      card_fingerprint: identifier('card_fingerprint'),
      card_brand: text('card_brand'),
      card_last4: last4Cell('card_last4', cells.card_last4),
      issuer_country: country('issuer_country'),
      method: text('method')?.toLowerCase() ?? null,
      device_id: identifier('device_id'),
      ip_country: country('ip_country'),
      region: text('region'),
      amount_minor: minorCell('amount_minor', cells.amount_minor) ?? missing('amount_minor'),
      currency: currencyCell(cells.currency),
      status:
        wordCell('status', cells.status, paymentStatusSchema.options, 'bad-status') ?? missing('status'),
      raw_code: text('raw_code'),
      created_at: instant('created_at') ?? missing('created_at'),
      captured_at: instant('captured_at'),
      refunded_minor: minorCell('refunded_minor', cells.refunded_minor),
      dispute: wordCell('dispute', cells.dispute, disputeSchema.options),
      group_ref: identifier('group_ref'),
      idempotency_key: identifier('idempotency_key'),
      identifiers: [],
      description: null,
      customer_name: null,
    };
    refuseExcessRefund(row);
    return { ok: true, row };
  });
}

/** ISO 4217 code in upper case; shared by the readers of all files. */
export function currencyCell(cell: string | undefined): string {
  const currency = cleanCell(cell).toUpperCase();
  if (currency === '') return missing('currency');
  if (holdsCardNumber(currency))
    return refuse('card-number', 'currency looks like a card number; it was not kept');
  if (currencyDecimals(currency) === null) return refuse('bad-currency', unknownCurrencyReason(currency));
  return currency;
}

/** More given back than was taken cannot be right, and would hide what may still be refunded. */
export function refuseExcessRefund(row: ImportRow): void {
  if (row.refunded_minor !== null && row.refunded_minor > row.amount_minor) {
    refuse(
      'bad-amount',
      `refunded ${row.refunded_minor} is more than the amount ${row.amount_minor} (minor units)`,
    );
  }
}

function minorCell(column: string, cell: string | undefined): number | null {
  const text = amountText(column, cell);
  if (text === '') return null;
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  return refuse(
    'bad-amount',
    `${column} ${quoted(text)} is not a whole number of minor units (cents, yen, fils)`,
  );
}

function missing(column: string): never {
  return refuse('missing-value', `${column} is empty`);
}
