import { foldCase } from '../../lib/fold.ts';
import type { Evidence } from './contract.ts';
import type { ChargeFacts } from './facts.ts';

/** Two charges in time order with what they have to do with each other. */
export type ChargePair = {
  /** Created earlier; of two created at once the one with the smaller id. */
  readonly first: ChargeFacts;
  readonly second: ChargeFacts;
  readonly gapMs: number;
  readonly application: 'same' | 'different' | 'missing';
  readonly applicant: 'same' | 'different' | 'unknown';
};

/** Orders two charges and relates them; the same for (a, b) and (b, a). */
export function chargePair(a: ChargeFacts, b: ChargeFacts): ChargePair {
  const [first, second] = isEarlier(b, a) ? [b, a] : [a, b];
  return {
    first,
    second,
    gapMs: second.createdAt - first.createdAt,
    application: applicationRelation(first, second),
    applicant: applicantRelation(first, second),
  };
}

/** Total order of charges in time. */
export function isEarlier(a: ChargeFacts, b: ChargeFacts): boolean {
  return a.createdAt === b.createdAt ? a.paymentId < b.paymentId : a.createdAt < b.createdAt;
}

/** What exports write where there is nothing. Taken for a value, it would join strangers. */
const placeholders: ReadonlySet<string> = new Set([
  '-',
  '--',
  'n/a',
  'na',
  'none',
  'null',
  'nil',
  'undefined',
  '0',
  '?',
]);

/** A value that can link two charges, without regard to case; null if there is none. */
export function linkValue(value: string | null): string | null {
  if (value === null) return null;
  const folded = value.trim().toLowerCase();
  return folded === '' || placeholders.has(folded) ? null : folded;
}

/** A link is a fact that puts two charges into the same block: only such charges are ever compared. */
export type LinkName =
  | 'gateway-charge'
  | 'application'
  | 'order-ref'
  | 'card-fingerprint'
  | 'payer-id'
  | 'email'
  | 'device';

export type Link = {
  readonly name: LinkName;
  readonly value: (charge: ChargeFacts) => string | null;
  /** Strong links hold few charges, however far apart; weak ones are shared by families, agencies and kiosks. */
  readonly strong: boolean;
};

/** Strong ones first. */
export const links: readonly Link[] = [
  { name: 'gateway-charge', value: gatewayCharge, strong: true },
  { name: 'application', value: ({ applicationNo }) => linkValue(applicationNo), strong: true },
  { name: 'order-ref', value: ({ orderRef }) => linkValue(orderRef), strong: true },
  { name: 'card-fingerprint', value: ({ cardFingerprint }) => linkExact(cardFingerprint), strong: false },
  { name: 'payer-id', value: ({ payerId }) => linkExact(payerId), strong: false },
  { name: 'email', value: ({ email }) => linkValue(email), strong: false },
  { name: 'device', value: ({ deviceId }) => linkExact(deviceId), strong: false },
];

/** Whether two charges share the value of a link. */
export function shares(pair: ChargePair, name: LinkName): boolean {
  const link = links.find((candidate) => candidate.name === name);
  const value = link?.value(pair.first) ?? null;
  return value !== null && value === link?.value(pair.second);
}

/** The first link that two charges share, or null: then nothing ties them together. */
export function strongestLink(pair: ChargePair): LinkName | null {
  return links.find(({ name }) => shares(pair, name))?.name ?? null;
}

/** One line of evidence. */
export function evidence(rule: string, text: string, values: Evidence['values'] = {}): Evidence {
  return { rule, text, values };
}

/** Case matters in tokens and fingerprints. */
function linkExact(value: string | null): string | null {
  return linkValue(value) === null ? null : value;
}

/** One charge at the gateway. References are only unique within a gateway. */
function gatewayCharge({ gateway, gatewayRef }: ChargeFacts): string | null {
  if (linkValue(gatewayRef) === null) return null;
  return `${gateway?.toLowerCase() ?? ''} ${gatewayRef}`;
}

function applicationRelation(first: ChargeFacts, second: ChargeFacts): ChargePair['application'] {
  const [one, other] = [linkValue(first.applicationNo), linkValue(second.applicationNo)];
  if (one === null || other === null) return 'missing';
  return one === other ? 'same' : 'different';
}

/** The travel document decides; where one is missing, the names do. */
function applicantRelation(first: ChargeFacts, second: ChargeFacts): ChargePair['applicant'] {
  const [doc, otherDoc] = [linkExact(first.applicantDoc), linkExact(second.applicantDoc)];
  if (doc !== null && otherDoc !== null) return doc === otherDoc ? 'same' : 'different';
  const [name, otherName] = [nameKey(first.applicantName), nameKey(second.applicantName)];
  if (name === null || otherName === null) return 'unknown';
  return name === otherName ? 'same' : 'different';
}

/** Given name and surname come in either order. */
function nameKey(name: string | null): string | null {
  if (linkValue(name) === null || name === null) return null;
  return foldCase(name)
    .split(/[\s,.'-]+/)
    .filter((part) => part !== '')
    .sort()
    .join(' ');
}
