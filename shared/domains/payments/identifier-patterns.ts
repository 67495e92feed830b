import type { IdentifierKind } from './identifier-kinds.ts';

/** How one kind of identifier looks in folded text, after the gateways' documentation and samples. */
export type IdentifierPattern = {
  readonly kind: IdentifierKind;
  readonly how: 'prefix' | 'label' | 'shape';
  /** Global; matches end with the identifier, which is the group `value` where a label comes first. */
  readonly expression: RegExp;
  /** 8 own prefix, 7 label, 6 a shape that nothing else has, 4 and less shapes shared by several kinds. */
  readonly certainty: number;
  /** One more if the last digit is a Luhn check digit (advisory: some acquirers do not compute it). */
  readonly luhn?: true;
  readonly check?: (value: string) => boolean;
};

/** Not the middle of a longer word or number. */
const before = '(?<![A-Za-z0-9_])';
const after = '(?![A-Za-z0-9])';

function prefixed(kind: IdentifierKind, value: string): IdentifierPattern {
  return { kind, how: 'prefix', expression: new RegExp(before + value + after, 'g'), certainty: 8 };
}

function shaped(
  kind: IdentifierKind,
  value: string,
  certainty: number,
  extra: Pick<IdentifierPattern, 'luhn' | 'check'> = {},
): IdentifierPattern {
  return { kind, how: 'shape', expression: new RegExp(before + value + after, 'g'), certainty, ...extra };
}

/** `label`, then optionally "no.", "number", "id", "ref", "is", a colon, and the value. */
function labelled(kind: IdentifierKind, label: string, value: string): IdentifierPattern {
  const filler =
    '(?:[ _]?(?:no|nr|number|id|ref|reference|code))?\\.?\\s{0,3}(?:is\\s{1,3})?[:#=]?\\s{0,3}#?';
  const expression = new RegExp(
    `(?<![A-Za-z])(?:${label})${filler}${before}(?<value>${value})${after}`,
    'gi',
  );
  return { kind, how: 'label', expression, certainty: 7, check: hasDigit };
}

const hasDigit = (value: string): boolean => /\d/.test(value);
const hasLetterAndDigit = (value: string): boolean => /[A-Za-z]/.test(value) && hasDigit(value);
const startsWithDate = (value: string): boolean => {
  const month = Number(value.slice(4, 6));
  const day = Number(value.slice(6, 8));
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
};

/** The table. A new gateway or country is a line here. */
export const identifierPatterns: readonly IdentifierPattern[] = [
  prefixed('stripe', '(?:pi|ch|py|re|pyr|txn|dp|du|evt|pm|cus|in|seti|req)_[A-Za-z0-9]{14,}'),
  prefixed('stripe', 'cs_(?:test|live)_[A-Za-z0-9]{14,}'),
  prefixed('razorpay', '(?:pay|rfnd|order|down)_[A-Za-z0-9]{14}'),
  prefixed('paypal', '(?:I-[0-9A-Z]{12}|B-[0-9A-Z]{17}|P-[0-9A-Z]{24})'),
  {
    kind: 'email',
    how: 'shape',
    expression: /(?<![\w.%+-])[\w.%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-])/g,
    certainty: 8,
  },
  labelled('adyen', 'psp\\s?ref(?:erence)?|adyen', '[A-Z0-9]{16}'),
  labelled('paypal', 'paypal(?: transaction)?', '[0-9A-Z]{17}'),
  labelled('braintree', 'braintree(?: transaction)?', '[a-z0-9]{6,8}'),
  labelled('worldpay', 'worldpay(?: transaction)?', '[\\w.+/-]{6,64}'),
  labelled('arn', 'arn|acquirer reference', '\\d{23}'),
  labelled('rrn', 'rrn|utr|upi|retrieval reference', '\\d{12}'),
  labelled('utr', 'utr|neft|rtgs', '(?:[A-Z0-9]{22}|[A-Z0-9]{16})'),
  labelled('auth-code', 'auth(?:ori[sz]ation)?|approval|授权码', '[A-Z0-9]{6}'),
  labelled('network-id', 'network(?: transaction)?|trace', '(?:\\d{15}|[A-Z0-9]{9,13})'),
  labelled('application', 'application|appl|e-?visa|申请号?|签证号', '[A-Z0-9][A-Z0-9/-]{3,31}'),
  labelled('order', 'order|out_trade|merchant order|订单号?|商户单号', '[\\w-]{4,64}'),
  labelled('ticket', 'ticket|case|工单号?', '[A-Z]{0,5}-?\\d{1,12}'),
  shaped('alipay', '20\\d{26}', 6, { check: startsWithDate }),
  shaped('wechat', '4\\d{27}', 6),
  shaped('arn', '[27]\\d{22}', 5, { luhn: true }),
  shaped('application', 'GWF\\d{9}', 6),
  shaped('application', '[VJ]\\d{9}', 5),
  shaped('paypal', '[0-9A-Z]{17}', 4, { check: hasLetterAndDigit }),
  shaped('adyen', '[0-9A-Z]{16}', 4, { check: hasDigit }),
  shaped('utr', '[A-Z]{4}[0-9A-Z]{18}', 4, { check: hasDigit }),
  shaped('utr', '[A-Z]{4}[0-9A-Z]{12}', 3, { check: hasDigit }),
  shaped('rrn', '\\d{12}', 3),
  shaped('network-id', '\\d{15}', 2),
  {
    kind: 'phone',
    how: 'shape',
    expression: /(?<![\w+])\+\d(?:[ ().-]{0,2}\d){6,14}(?!\d)/g,
    certainty: 5,
  },
];
