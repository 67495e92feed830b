/** What an agent may paste, by the names of the exchange format. A 12-digit UPI UTR is an `rrn`. */
export const identifierKinds = [
  'stripe',
  'adyen',
  'paypal',
  'alipay',
  'wechat',
  'razorpay',
  'braintree',
  'worldpay',
  'arn',
  'rrn',
  'utr',
  'auth-code',
  'network-id',
  'email',
  'phone',
  'application',
  'order',
  'ticket',
] as const;
export type IdentifierKind = (typeof identifierKinds)[number];
