/** Names that people know; a gateway nobody has named yet is shown as it came. */
const NAMES: Readonly<Record<string, string>> = {
  stripe: 'Stripe',
  adyen: 'Adyen',
  paypal: 'PayPal',
  alipay: 'Alipay',
  wechat: 'WeChat Pay',
  razorpay: 'Razorpay',
  braintree: 'Braintree',
  worldpay: 'Worldpay',
};

/** A gateway's name; a proper noun, the same in every language. */
export function gatewayName(gateway: string): string {
  return NAMES[gateway.toLowerCase()] ?? gateway;
}
