import type { TFunction } from 'i18next';
import { type IdentifierKind, identifierKinds } from '../../shared/domains/payments/identifier-kinds.ts';

/** Kinds that the team database and the look-up use beside the identifiers of the exchange format. */
const OTHER_KINDS = ['name', 'id', 'payment-id', 'gateway-ref', 'idempotency-key', 'refund'] as const;
type NamedKind = IdentifierKind | (typeof OTHER_KINDS)[number];

const NAMED_KINDS: readonly NamedKind[] = [...identifierKinds, ...OTHER_KINDS];

/** What kind of reference something is, in words; a kind nobody has named yet is shown as it came. */
export function identifierName(kind: string, t: TFunction): string {
  const named = NAMED_KINDS.find((each) => each === kind);
  return named === undefined ? kind : t(`identifiers.${named}`);
}
