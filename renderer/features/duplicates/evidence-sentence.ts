import type { TFunction } from 'i18next';
import { applicationStatusSchema } from '../../../shared/domains/applications/entity.ts';
import type { Evidence } from '../../../shared/domains/duplicates/contract.ts';
import { feeTypeSchema, paymentStatusSchema } from '../../../shared/domains/payments/entity.ts';
import type { Formatter } from '../../lib/format.ts';
import { gatewayName } from '../../lib/gateway-name.ts';

/** Sentences that exist; some rules have one per case. */
const SENTENCES = [
  'amounts-differ',
  'amounts-same',
  'batch',
  'different-applicants',
  'double-application',
  'failed-with-hold',
  'fee-types',
  'fee-types-unknown',
  'gate-different-purchase',
  'gate-dispute',
  'gate-failed-first',
  'gate-hold',
  'gate-not-charged-twice',
  'gate-outcome-unknown',
  'gate-reapplication',
  'gate-refunded',
  'gate-refunded-dispute',
  'gate-same-charge',
  'missing-applicant',
  'missing-application',
  'no-link',
  'return',
  'same-application',
  'score',
  'score-amount',
  'score-both-approved',
  'score-card',
  'score-device',
  'score-gap',
  'score-group',
  'score-lost-answer',
  'score-new-application',
  'score-order',
  'score-other-applicant',
  'score-payer',
] as const;
type Sentence = (typeof SENTENCES)[number];

type Words = {
  readonly t: TFunction;
  readonly format: Formatter;
  /** How to name a payment of the pair by its id. */
  readonly referenceOf: (paymentId: string) => string;
  readonly now: number;
};

/** One line of evidence in the agent's language; a rule without a sentence here keeps its English one. */
export function evidenceSentence(evidence: Evidence, words: Words): string {
  const name = sentenceName(evidence);
  const known = SENTENCES.find((each) => each === name);
  if (known === undefined) return evidence.text;
  return words.t(`duplicates.evidence.${known}`, valuesOf(evidence, words));
}

function sentenceName({ rule, values }: Evidence): Sentence | string {
  switch (rule) {
    case 'amounts': {
      const same = values.firstMinor === values.secondMinor && values.firstCurrency === values.secondCurrency;
      return same ? 'amounts-same' : 'amounts-differ';
    }
    case 'fee-types':
      return values.firstFee === null || values.secondFee === null ? 'fee-types-unknown' : 'fee-types';
    case 'gate-refunded':
      return values.dispute === 'lost' ? 'gate-refunded-dispute' : 'gate-refunded';
    default:
      return rule;
  }
}

function valuesOf({ rule, values }: Evidence, { t, format, referenceOf, now }: Words) {
  const text = (key: string) => {
    const value = values[key];
    return value === null || value === undefined ? t('ui.unknown') : String(value);
  };
  const payment = (key: string) => {
    const value = values[key];
    return typeof value === 'string' ? referenceOf(value) : t('ui.unknown');
  };
  const money = (amountKey: string, currencyKey: string) => {
    const [amount, currency] = [values[amountKey], values[currencyKey]];
    return typeof amount === 'number' && typeof currency === 'string' ? format.money(amount, currency) : '';
  };
  const state = (key: string) => {
    if (rule === 'double-application') {
      const application = applicationStatusSchema.safeParse(values[key]).data;
      return application === undefined ? text(key) : t(`states.application.${application}`);
    }
    const payment = paymentStatusSchema.safeParse(values[key]).data;
    return payment === undefined ? text(key) : t(`states.payment.${payment}`);
  };
  const fee = (key: string) => {
    const type = feeTypeSchema.safeParse(values[key]).data;
    return type === undefined ? text(key) : t(`payments.fee.${type}`);
  };
  const number = (key: string) => (typeof values[key] === 'number' ? values[key] : 0);
  const points = number('points');

  return {
    payment: payment('payment'),
    failed: payment('failed'),
    return: payment('return'),
    keep: payment('keep'),
    status: state('status'),
    firstStatus: state('firstStatus'),
    secondStatus: state('secondStatus'),
    code: text('code'),
    application: text('application'),
    firstApplication: text('firstApplication'),
    secondApplication: text('secondApplication'),
    group: text('group'),
    gateway: gatewayName(text('gateway')),
    firstFee: fee('firstFee'),
    secondFee: fee('secondFee'),
    gap: format.duration(number('gapMs')),
    firstAmount: money('firstMinor', 'firstCurrency'),
    secondAmount: money('secondMinor', 'secondCurrency'),
    refunded: money('refundedMinor', 'currency'),
    points: points > 0 ? `+${format.number(points)}` : format.number(points),
    score: format.number(number('score')),
    at: format.dayAndTime(number('at'), now),
  };
}
