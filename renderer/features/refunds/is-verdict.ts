import { type Verdict, verdictSchema } from '../../../shared/domains/duplicates/contract.ts';

/** Whether a verdict kept with a refund is one that this version has words for. */
export function isVerdict(text: string): text is Verdict {
  return verdictSchema.safeParse(text).success;
}
