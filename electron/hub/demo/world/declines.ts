import type { Random, Weighted } from '../seeded.ts';

/** Gateways of the demo world. */
export type WorldGateway = 'stripe' | 'adyen' | 'paypal' | 'worldpay';

/** How often each is used. */
export const usualGateways: Weighted<{ readonly gateway: WorldGateway }> = [
  { gateway: 'stripe', weight: 42 },
  { gateway: 'adyen', weight: 28 },
  { gateway: 'paypal', weight: 15 },
  { gateway: 'worldpay', weight: 15 },
];

/** Where a backup link leads. */
export function otherGateway(gateway: WorldGateway, random: Random): WorldGateway {
  const usual = random.choice<WorldGateway>(['stripe', 'adyen']);
  return usual === gateway ? 'paypal' : usual;
}

/** Why a payment fails. */
export type DeclineCause =
  | 'blocked-abroad'
  | 'funds'
  | 'card-data'
  | 'bank-refuses'
  | 'security-check'
  | 'bank-unavailable'
  | 'page-error';

type Codes = readonly [string, ...string[]];

/**
 * What each gateway answers for a cause, as it writes it. Stripe: docs.stripe.com/declines/codes; Adyen: refusal
 * reasons by number; PayPal: its issue names; Worldpay passes the ISO 8583 response codes on. PayPal tells few causes.
 */
const codes: Readonly<Record<DeclineCause, Readonly<Record<WorldGateway, Codes>>>> = {
  'blocked-abroad': {
    stripe: ['transaction_not_allowed', 'transaction_not_allowed', 'service_not_allowed'],
    adyen: ['23', '25'],
    paypal: ['INSTRUMENT_DECLINED'],
    worldpay: ['57', '62'],
  },
  funds: {
    stripe: ['insufficient_funds', 'insufficient_funds', 'card_velocity_exceeded'],
    adyen: ['12', '12', '28', '29'],
    paypal: ['INSTRUMENT_DECLINED'],
    worldpay: ['51', '51', '61'],
  },
  'card-data': {
    stripe: ['incorrect_cvc', 'expired_card', 'incorrect_number', 'incorrect_zip'],
    adyen: ['24', '6', '8'],
    paypal: ['CARD_EXPIRED'],
    worldpay: ['54', '14'],
  },
  'bank-refuses': {
    stripe: ['do_not_honor', 'generic_decline', 'call_issuer'],
    adyen: ['2', '27'],
    paypal: ['INSTRUMENT_DECLINED'],
    worldpay: ['05', '01'],
  },
  'security-check': {
    stripe: ['authentication_required', 'payment_intent_authentication_failure'],
    adyen: ['38', '11'],
    paypal: ['ORDER_NOT_APPROVED'],
    worldpay: ['1A'],
  },
  'bank-unavailable': {
    stripe: ['issuer_not_available', 'try_again_later'],
    adyen: ['9'],
    paypal: ['INSTRUMENT_DECLINED'],
    worldpay: ['91', '96'],
  },
  'page-error': {
    stripe: ['processing_error'],
    adyen: ['4'],
    paypal: ['ORDER_NOT_APPROVED'],
    worldpay: ['96'],
  },
};

/** The codes that a gateway gives for a cause. */
export function declineCodes(cause: DeclineCause, gateway: WorldGateway): Codes {
  return codes[cause][gateway];
}

/** How often payments fail for what, in an ordinary month. */
export const declineCauses: Weighted<{ readonly cause: DeclineCause }> = [
  { cause: 'blocked-abroad', weight: 22 },
  { cause: 'funds', weight: 18 },
  { cause: 'card-data', weight: 16 },
  { cause: 'bank-refuses', weight: 18 },
  { cause: 'security-check', weight: 16 },
  { cause: 'bank-unavailable', weight: 4 },
  { cause: 'page-error', weight: 6 },
];
