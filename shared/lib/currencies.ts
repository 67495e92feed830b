/**
 * Currencies by the number of decimals that their minor unit has (ISO 4217 list one, 2026). All payment currencies
 * not named under 0, 3 or 4 have two. Funds and metals (XAU, XDR, …) are left out: nobody pays a visa in them.
 * The last line of `twoDecimals` holds currencies withdrawn since 2021; old payments still carry them.
 */
const zeroDecimals = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF';
const threeDecimals = 'BHD IQD JOD KWD LYD OMR TND';
const fourDecimals = 'CLF UYW';
const twoDecimals =
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW ' +
  'CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF ' +
  'IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK ' +
  'MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP ' +
  'SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ' +
  'ZAR ZMW ZWG ' +
  'ANG BGN CUC HRK SLL ZWL';

const decimalsByCurrency: ReadonlyMap<string, number> = new Map(
  (
    [
      [zeroDecimals, 0],
      [twoDecimals, 2],
      [threeDecimals, 3],
      [fourDecimals, 4],
    ] as const
  ).flatMap(([codes, decimals]) => codes.split(' ').map((code) => [code, decimals] as const)),
);

/** Every currency code that an amount may have, sorted. */
export const currencyCodes: readonly string[] = [...decimalsByCurrency.keys()].sort();

/** Decimals of the minor unit (JPY 0, USD 2, KWD 3), or null for a code that is not a payment currency. */
export function currencyDecimals(currency: string): number | null {
  return decimalsByCurrency.get(currency) ?? null;
}

/** Currencies with decimals in ISO 4217 that nobody prints: prices in rupiah are whole. */
const printedWhole: ReadonlySet<string> = new Set(['IDR']);

/** Decimals to print for a whole amount: those of the minor unit, except where nobody writes them. */
export function printedDecimals(currency: string, amountMinor: number): number | null {
  const decimals = currencyDecimals(currency);
  if (decimals === null || !printedWhole.has(currency)) return decimals;
  return amountMinor % 10 ** decimals === 0 ? 0 : decimals;
}

/** The sentence for an unknown code; it lists the valid ones. */
export function unknownCurrencyReason(currency: string): string {
  return `'${currency.slice(0, 12)}' is not an ISO 4217 currency code; valid codes: ${currencyCodes.join(' ')}`;
}
