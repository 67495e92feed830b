import type { ApplicationStatus, FeeComponent } from '../applications/entity.ts';
import type { RefundReason } from './entity.ts';

/** What the policy looks at: the reason, how far the application is, and which parts of the fee come back. */
type PolicyFacts = {
  readonly reason: RefundReason;
  readonly amountMinor: number;
  readonly currency: string;
  readonly applicationStatus: ApplicationStatus | null;
  /** Empty = the parts of the fee are not known. */
  readonly feeComponents: readonly Pick<FeeComponent, 'amountMinor' | 'currency' | 'refundable'>[];
};

export type PolicyFinding = { readonly code: string; readonly reason: string; readonly blocking: boolean };

/** The customer changed his mind or made a mistake: only the refundable parts come back, and none once work began. */
const customerReasons: readonly RefundReason[] = ['trip_cancelled', 'name_error'];

/** From here on the authority has done its work, and the fee is spent (common to the e-visa countries known). */
const workedOn: readonly ApplicationStatus[] = ['processing', 'approved', 'refused'];

/**
 * Guard G4: which parts of a fee may go back for which reason. Money taken in error (duplicate, overcharge, service
 * not given) and goodwill are not bound to the parts. null = allowed. A warning where the data don't decide.
 */
export function componentPolicy(facts: PolicyFacts): PolicyFinding | null {
  if (!customerReasons.includes(facts.reason)) return null;
  if (facts.feeComponents.length === 0) {
    return isWorkedOn(facts)
      ? {
          code: 'policy-unclear',
          reason: 'The application is in work and the parts of the fee are not known.',
          blocking: false,
        }
      : null;
  }
  const refundable = facts.feeComponents
    .filter((component) => component.refundable && component.currency === facts.currency)
    .reduce((total, component) => total + component.amountMinor, 0);
  if (facts.amountMinor <= refundable) return null;
  return isWorkedOn(facts)
    ? {
        code: 'policy-refuses',
        reason: `Of this fee only ${refundable} minor units are refundable.`,
        blocking: true,
      }
    : {
        code: 'policy-unclear',
        reason: `Of this fee only ${refundable} minor units are marked refundable.`,
        blocking: false,
      };
}

function isWorkedOn({ applicationStatus }: PolicyFacts): boolean {
  return applicationStatus !== null && workedOn.includes(applicationStatus);
}
