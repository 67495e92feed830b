/** Brands as gateways write them, by their letters alone. */
const BRANDS: Readonly<Record<string, string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  mc: 'Mastercard',
  amex: 'Amex',
  americanexpress: 'Amex',
  unionpay: 'UnionPay',
  cup: 'UnionPay',
  jcb: 'JCB',
  discover: 'Discover',
  diners: 'Diners Club',
  dinersclub: 'Diners Club',
  maestro: 'Maestro',
  rupay: 'RuPay',
  elo: 'Elo',
  mir: 'Mir',
};

/** A card brand's own name; a proper noun, the same in every language. An unknown brand is shown as it came. */
export function cardBrandName(brand: string): string {
  return BRANDS[brand.toLowerCase().replace(/[^a-z]/g, '')] ?? brand;
}
