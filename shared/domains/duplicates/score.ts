import { answerWasLost, causeOfDoubleCharge } from './cause.ts';
import type { Evidence } from './contract.ts';
import type { Ruling } from './gates.ts';
import type { ChargePair } from './pair.ts';
import { evidence, linkValue, shares } from './pair.ts';

/** What the rules may know beyond the two charges. */
export type DuplicateContext = {
  /** Share (0 to 1) of all traffic with this amount and currency; unknown counts as small. */
  readonly standardFeeShare?: number;
};

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A fee that more than this share of payers pay says nothing about two payments being one. */
const standardFeeLimit = 0.5;

/** With fewer charges than this, "the fee that most people pay" has no meaning. */
export const LEAST_TRAFFIC = 30;

const likelyFrom = 8;
const reviewFrom = 4;

type Term = {
  readonly rule: string;
  readonly text: string;
  /** Points for the pair; 0 = does not apply. */
  readonly points: (pair: ChargePair, context: DuplicateContext) => number;
};

/** Starting weights, set by judgement; to be calibrated on closed cases. */
const terms: readonly Term[] = [
  { rule: 'score-card', text: 'Same card.', points: (pair) => (shares(pair, 'card-fingerprint') ? 3 : 0) },
  {
    rule: 'score-payer',
    text: 'Same payer or e-mail address.',
    points: (pair) => (shares(pair, 'payer-id') || shares(pair, 'email') ? 2 : 0),
  },
  {
    rule: 'score-order',
    text: 'Same order reference.',
    points: (pair) => (shares(pair, 'order-ref') ? 5 : 0),
  },
  { rule: 'score-amount', text: 'Same amount and currency.', points: amountPoints },
  { rule: 'score-gap', text: 'Time between the charges.', points: (pair) => gapPoints(pair.gapMs) },
  { rule: 'score-device', text: 'Same device.', points: (pair) => (shares(pair, 'device') ? 2 : 0) },
  {
    rule: 'score-lost-answer',
    text: 'The answer to the first attempt was lost or late.',
    points: (pair) => (answerWasLost(pair) ? 3 : 0),
  },
  {
    rule: 'score-other-applicant',
    text: 'Different applicants.',
    points: (pair) => (pair.applicant === 'different' ? -4 : 0),
  },
  {
    rule: 'score-new-application',
    text: 'The second charge belongs to another application.',
    points: (pair) => (pair.application === 'different' ? -4 : 0),
  },
  { rule: 'score-both-approved', text: 'Both applications were approved.', points: bothApprovedPoints },
  {
    rule: 'score-group',
    text: 'Paid as part of a group.',
    points: ({ first, second }) => (first.groupRef !== null && second.groupRef !== null ? -5 : 0),
  },
];

/**
 * Step 3 of the duplicate rules: points for likeness where the applications don't decide. Two known applications are
 * never a likely duplicate, however alike the charges: each may have bought its own visa, so a person has to look.
 */
export function decideByScore(pair: ChargePair, context: DuplicateContext): Ruling {
  const score = terms.reduce((sum, term) => sum + term.points(pair, context), 0);
  const isLikely = score >= likelyFrom && pair.application !== 'different';
  const verdict = isLikely ? 'LIKELY_DUPLICATE' : score >= reviewFrom ? 'REVIEW' : 'SEPARATE';
  return {
    verdict,
    cause: verdict === 'SEPARATE' ? null : causeOfDoubleCharge(pair),
    evidence: [
      ...terms.flatMap((term) => termEvidence(term, pair, context)),
      evidence('score', 'Sum of the points; 8 and more is likely, 4 to 8 needs a look, less is separate.', {
        score,
      }),
      ...missingFacts(pair),
    ],
  };
}

function amountPoints({ first, second }: ChargePair, { standardFeeShare = 0 }: DuplicateContext): number {
  if (first.amountMinor !== second.amountMinor || first.currency !== second.currency) return 0;
  return standardFeeShare > standardFeeLimit ? 0 : 2;
}

function gapPoints(gapMs: number): number {
  if (gapMs <= 30 * second) return 4;
  if (gapMs <= 5 * minute) return 3;
  if (gapMs <= hour) return 1.5;
  if (gapMs <= day) return 0.5;
  return gapMs > 7 * day ? -3 : 0;
}

function bothApprovedPoints(pair: ChargePair): number {
  const { first, second } = pair;
  const bothApproved = first.applicationStatus === 'approved' && second.applicationStatus === 'approved';
  return pair.application === 'different' && bothApproved ? -6 : 0;
}

function termEvidence(term: Term, pair: ChargePair, context: DuplicateContext): Evidence[] {
  const points = term.points(pair, context);
  if (points === 0) return [];
  const values = term.rule === 'score-gap' ? { points, gapMs: pair.gapMs } : { points };
  return [evidence(term.rule, term.text, values)];
}

/** What would make the verdict firmer. */
function missingFacts({ first, second, applicant }: ChargePair): Evidence[] {
  const withoutApplication = [first, second].filter(({ applicationNo }) => linkValue(applicationNo) === null);
  return [
    ...withoutApplication.map(({ paymentId }) =>
      evidence('missing-application', 'It is not known which application a charge belongs to.', {
        payment: paymentId,
      }),
    ),
    ...(applicant === 'unknown'
      ? [evidence('missing-applicant', 'It is not known whether both charges are for the same person.')]
      : []),
  ];
}
