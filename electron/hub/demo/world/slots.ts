import { minorToMajorText } from '../../../../shared/lib/money.ts';
import type { Conversation } from './conversations.ts';

/** What a conversation's texts can ask for; null = this ticket has no such thing. */
export type Slots = {
  readonly name: string;
  readonly firstName: string;
  readonly amount: string;
  readonly destination: string;
  readonly paymentId: string;
  readonly application: string;
  readonly date: string;
  readonly last4: string | null;
  readonly gateway: string;
  readonly agent: string;
  /** Whole days, at least two: every language counts them alike from there on. */
  readonly days: string | null;
  readonly newName: string | null;
};

const SLOT = /\{(\w+)\}/g;

/** The conversation with its slots filled; null if one of them has no value. */
export function filledConversation(conversation: Conversation, slots: Slots): Conversation | null {
  let isWhole = true;
  const filled = (text: string): string =>
    text.replace(SLOT, (_, name: string) => {
      const value = Object.hasOwn(slots, name) ? slots[name as keyof Slots] : null;
      isWhole &&= value !== null;
      return value ?? '';
    });
  const subject = filled(conversation.subject);
  const turns = conversation.turns.map(({ who, text }) => ({ who, text: filled(text) }));
  return isWhole ? { ...conversation, subject, turns } : null;
}

const gatewayNames: Readonly<Record<string, string>> = {
  stripe: 'Stripe',
  adyen: 'Adyen',
  paypal: 'PayPal',
  worldpay: 'Worldpay',
};

/** A gateway as people write it. */
export function gatewayName(gateway: string): string {
  return gatewayNames[gateway] ?? gateway;
}

/** How one language writes countries, amounts and days. */
export type Writing = {
  country(code: string): string;
  /** Minor units. */
  amount(minor: number, currency: string): string;
  /** Milliseconds UTC. */
  day(at: number): string;
};

const writings = new Map<string, Writing>();

/** How `language` writes; made once, because Intl's formats are dear. */
export function writingOf(language: string): Writing {
  const known = writings.get(language) ?? makeWriting(language);
  writings.set(language, known);
  return known;
}

function makeWriting(language: string): Writing {
  const countries = new Intl.DisplayNames(language, { type: 'region' });
  const days = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
  const amounts = new Map<string, Intl.NumberFormat>();
  const amountsIn = (currency: string): Intl.NumberFormat => {
    const known =
      amounts.get(currency) ??
      // Nobody writes the rupiah's sen, though ISO 4217 has them.
      new Intl.NumberFormat(language, {
        style: 'currency',
        currency,
        ...(currency === 'IDR' ? { maximumFractionDigits: 0 } : {}),
      });
    amounts.set(currency, known);
    return known;
  };
  return {
    country: (code) => countries.of(code) ?? code,
    // As a text: a formatter takes decimals exactly.
    amount: (minor, currency) => amountsIn(currency).format(minorToMajorText(minor, currency) as `${number}`),
    day: (at) => days.format(at),
  };
}
