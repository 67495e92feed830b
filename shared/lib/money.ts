import { currencyDecimals, unknownCurrencyReason } from './currencies.ts';

/** An amount: safe-integer minor units of an ISO 4217 currency (cents, yen, fils). */
export type Money = { readonly amountMinor: number; readonly currency: string };

/** Why an amount or a sum was refused. */
export type MoneyProblem =
  | 'unknown-currency'
  | 'empty'
  | 'not-a-number'
  | 'negative'
  | 'too-many-decimals'
  | 'ambiguous'
  | 'too-large'
  | 'mixed-currencies';

export type MoneyFailure = { readonly ok: false; readonly code: MoneyProblem; readonly reason: string };
export type ParsedAmount = { readonly ok: true; readonly minor: number } | MoneyFailure;
export type MoneySum = { readonly ok: true; readonly total: Money } | MoneyFailure;

/** What `parseMajorAmount` accepts besides plain digits, `.` as decimal point and `,` between thousands. */
export type AmountOptions = {
  /** Take `-12.00`; without it a minus sign is refused. */
  readonly allowNegative?: boolean;
  /** Take `399,00` and `1.399,00` as well, where no other reading is possible. */
  readonly allowDecimalComma?: boolean;
  /** Take `1500.00` in a currency without decimals, as writers with a fixed format put it. */
  readonly allowEmptyCents?: boolean;
};

const pointAmount = /^(-?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/;
const commaAmount = /^(-?)(\d+|\d{1,3}(?:\.\d{3})+)(?:,(\d+))?$/;

/** `12,500` is twelve and a half or twelve thousand five hundred. */
const eitherReading = /^-?\d{1,3}[.,]\d{3}$/;

const largestMinor = BigInt(Number.MAX_SAFE_INTEGER);

/** Reads an amount in major units (`1,234.50`) as minor units of the currency. Exact: no floating point. */
export function parseMajorAmount(text: string, currency: string, options: AmountOptions = {}): ParsedAmount {
  const decimals = currencyDecimals(currency);
  if (decimals === null) return failure('unknown-currency', unknownCurrencyReason(currency));
  const trimmed = text.trim();
  if (trimmed === '') return failure('empty', 'the amount is empty');
  const commaIsDecimal = options.allowDecimalComma === true && isDecimalComma(trimmed);
  if (
    options.allowDecimalComma === true &&
    decimals === 3 &&
    eitherReading.test(trimmed) &&
    trimmed.includes(',')
  ) {
    return failure(
      'ambiguous',
      `'${trimmed}' can be read with the comma as decimal sign or between thousands`,
    );
  }
  const match = (commaIsDecimal ? commaAmount : pointAmount).exec(trimmed);
  if (match === null) {
    return failure(
      'not-a-number',
      `'${trimmed.slice(0, 40)}' is not a decimal amount such as 1234.50 or 1,234.50`,
    );
  }
  const [, sign = '', whole = '', decimalPart = ''] = match;
  const fraction =
    options.allowEmptyCents === true && decimals === 0 && decimalPart === '00' ? '' : decimalPart;
  if (sign !== '' && options.allowNegative !== true) return failure('negative', 'the amount is negative');
  if (fraction.length > decimals) {
    return failure(
      'too-many-decimals',
      `${currency} has ${decimals} decimals, '${trimmed.slice(0, 40)}' has more`,
    );
  }
  const minor = BigInt(whole.replace(/[.,]/g, '') + fraction.padEnd(decimals, '0'));
  if (minor > largestMinor)
    return failure('too-large', `'${trimmed.slice(0, 40)}' is too large to be kept exactly`);
  const value = Number(minor);
  return { ok: true, minor: sign === '' || value === 0 ? value : -value };
}

/** Minor units as a plain decimal in major units: `-12.34`, `1500` (JPY), `0.005` (KWD). No grouping, no symbol. */
export function minorToMajorText(minor: number, currency: string): string {
  const decimals = currencyDecimals(currency);
  if (decimals === null) throw new RangeError(unknownCurrencyReason(currency));
  if (!Number.isSafeInteger(minor)) throw new RangeError('an amount must be a safe integer of minor units');
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0');
  const sign = minor < 0 ? '-' : '';
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Adds amounts of one currency; refuses different currencies, an empty list and a sum beyond safe integers. */
export function sumMoney(amounts: readonly Money[]): MoneySum {
  const first = amounts[0];
  if (first === undefined) return failure('empty', 'there is nothing to add');
  let total = 0n;
  for (const { amountMinor, currency } of amounts) {
    if (currency !== first.currency) {
      return failure('mixed-currencies', `amounts in ${first.currency} and ${currency} cannot be added`);
    }
    total += BigInt(amountMinor);
  }
  if (total > largestMinor || total < -largestMinor) {
    return failure('too-large', 'the sum is too large to be kept exactly');
  }
  return { ok: true, total: { amountMinor: Number(total), currency: first.currency } };
}

/** A comma is the decimal sign if it comes last and what follows is no group of three (`399,00`, `1.399,5`). */
function isDecimalComma(text: string): boolean {
  const comma = text.lastIndexOf(',');
  if (comma === -1 || text.indexOf(',') !== comma || comma < text.lastIndexOf('.')) return false;
  return text.length - comma - 1 !== 3 || text.includes('.');
}

function failure(code: MoneyProblem, reason: string): MoneyFailure {
  return { ok: false, code, reason };
}
