import type { TFunction } from 'i18next';
import { type IdentifierKind, identifierKinds } from '../../shared/domains/payments/identifier-kinds.ts';

/** Kinds that imports and the look-up use beside the identifiers of the exchange format. */
const OTHER_KINDS = ['name', 'id', 'payment-id', 'gateway-ref', 'idempotency-key', 'refund'] as const;
type NamedKind = IdentifierKind | (typeof OTHER_KINDS)[number];

const NAMED_KINDS: readonly NamedKind[] = [...identifierKinds, ...OTHER_KINDS];

/** Names of import columns for what the exchange format calls otherwise. */
const ALIASES: Readonly<Record<string, NamedKind>> = {
  'application-no': 'application',
  'order-ref': 'order',
};

/** What kind of reference something is, in words; a kind nobody has named yet is shown as it came. */
export function identifierName(kind: string, t: TFunction): string {
  const dashed = kind.replaceAll('_', '-');
  const named = ALIASES[dashed] ?? NAMED_KINDS.find((each) => each === dashed);
  return named === undefined ? kind : t(`identifiers.${named}`);
}
