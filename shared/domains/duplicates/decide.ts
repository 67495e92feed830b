import { causeOfDoubleCharge } from './cause.ts';
import type { Evidence } from './contract.ts';
import type { ChargeFacts } from './facts.ts';
import type { Ruling } from './gates.ts';
import type { ChargePair } from './pair.ts';
import { evidence } from './pair.ts';

/** Two applications by one person further apart than this are two journeys. */
const doubleApplicationMs = 72 * 60 * 60 * 1000;

/**
 * Step 2 of the duplicate rules for two captured charges: what the applications say. null = they say nothing that
 * decides, so the score does (step 3).
 */
export function decideByApplication(pair: ChargePair): Ruling | null {
  if (pair.application === 'same') return sameApplication(pair);
  if (pair.application === 'missing') return null;
  if (pair.applicant === 'different') return groupPurchase(pair);
  return doubleApplication(pair);
}

function sameApplication(pair: ChargePair): Ruling {
  const { first, second } = pair;
  const facts = [
    evidence('same-application', 'Both charges were captured for one application.', {
      application: first.applicationNo,
      gapMs: pair.gapMs,
    }),
    amountEvidence(pair),
  ];
  if (haveDifferentFees(pair)) {
    return {
      verdict: 'SEPARATE',
      cause: null,
      evidence: [...facts, feeTypes(pair, 'The charges are different fees.')],
    };
  }
  const feeTypeUnknown = first.feeType === null || second.feeType === null;
  if (feeTypeUnknown && first.currency === second.currency && first.amountMinor !== second.amountMinor) {
    const doubt = 'The amounts differ and a fee type is missing: one may be an expedite or amendment fee.';
    return {
      verdict: 'REVIEW',
      cause: causeOfDoubleCharge(pair),
      evidence: [...facts, feeTypes(pair, doubt)],
    };
  }
  return { verdict: 'CONFIRMED_DUPLICATE', cause: causeOfDoubleCharge(pair), evidence: facts };
}

function groupPurchase(pair: ChargePair): Ruling {
  return {
    verdict: 'GROUP_PURCHASE',
    cause: 'family',
    evidence: [
      evidence(
        'different-applicants',
        'Two applications of two people, paid by one payer: not a duplicate.',
        {
          firstApplication: pair.first.applicationNo,
          secondApplication: pair.second.applicationNo,
          group: pair.first.groupRef ?? pair.second.groupRef,
        },
      ),
    ],
  };
}

/** One person, the same visa, two applications within three days, of which at most one was decided. */
function doubleApplication(pair: ChargePair): Ruling | null {
  const { first, second } = pair;
  const samePassport = first.applicantDoc !== null && first.applicantDoc === second.applicantDoc;
  const sameVisa = first.nationality === second.nationality && first.visaType === second.visaType;
  if (!samePassport || !sameVisa || haveDifferentFees(pair) || pair.gapMs > doubleApplicationMs) return null;
  if (isDecided(first) && isDecided(second)) return null;
  return {
    verdict: 'DOUBLE_APPLICATION',
    cause: 'two-applications',
    evidence: [
      evidence('double-application', 'One person paid two applications for the same visa within 72 hours.', {
        firstApplication: first.applicationNo,
        firstStatus: first.applicationStatus,
        secondApplication: second.applicationNo,
        secondStatus: second.applicationStatus,
        gapMs: pair.gapMs,
      }),
    ],
  };
}

function haveDifferentFees({ first, second }: ChargePair): boolean {
  return first.feeType !== null && second.feeType !== null && first.feeType !== second.feeType;
}

/** Whether the authority has ruled on the application: then its fee bought a decision. */
export function isDecided({ applicationStatus }: ChargeFacts): boolean {
  return applicationStatus === 'approved' || applicationStatus === 'refused';
}

/** The amounts side by side. */
export function amountEvidence({ first, second }: ChargePair): Evidence {
  const same = first.amountMinor === second.amountMinor && first.currency === second.currency;
  return evidence('amounts', same ? 'Amount and currency are the same.' : 'Amount or currency differ.', {
    firstMinor: first.amountMinor,
    firstCurrency: first.currency,
    secondMinor: second.amountMinor,
    secondCurrency: second.currency,
  });
}

function feeTypes({ first, second }: ChargePair, text: string): Evidence {
  return evidence('fee-types', text, { firstFee: first.feeType, secondFee: second.feeType });
}
