import arabic from '../../locales/ar/exports.json' with { type: 'json' };
import arabicStates from '../../locales/ar/states.json' with { type: 'json' };
import english from '../../locales/en/exports.json' with { type: 'json' };
import englishStates from '../../locales/en/states.json' with { type: 'json' };
import simplifiedChinese from '../../locales/zh-Hans/exports.json' with { type: 'json' };
import simplifiedChineseStates from '../../locales/zh-Hans/states.json' with { type: 'json' };
import type { ExportKind, ExportLanguage } from './contract.ts';

/** Codes that a file can show in words. */
export type ValueGroup =
  | 'payment'
  | 'refund'
  | 'dispute'
  | 'application'
  | 'ticket'
  | 'refundReason'
  | 'fee'
  | 'verdict'
  | 'cause'
  | 'channel'
  | 'priority'
  | 'direction';

/** A heading's stable key, as the default first row has it. */
export type ColumnKey = keyof typeof english.column;

/** What an export says in one language. */
export type ExportWords = {
  readonly kind: Readonly<Record<ExportKind, string>>;
  /** Heading of a column. */
  column(key: ColumnKey, masked: boolean): string;
  /** Codes of a group that have words; the others stay as they are. */
  values(group: ValueGroup): Readonly<Record<string, string>>;
};

type Texts = typeof english;
type States = typeof englishStates;

const LANGUAGES: Readonly<Record<ExportLanguage, ExportWords>> = {
  en: wordsOf(english, englishStates),
  'zh-Hans': wordsOf(simplifiedChinese, simplifiedChineseStates),
  ar: wordsOf(arabic, arabicStates),
};

/** The words of a language. */
export function exportWords(language: ExportLanguage): ExportWords {
  return LANGUAGES[language];
}

function wordsOf({ kind, masked: maskedHeading, column, value }: Texts, states: States): ExportWords {
  const groups: Readonly<Record<ValueGroup, Readonly<Record<string, string>>>> = {
    payment: states.payment,
    refund: states.refund,
    application: states.application,
    ticket: states.ticket,
    dispute: { ...states.dispute, ...value.noDispute },
    refundReason: value.refundReason,
    fee: value.fee,
    verdict: value.verdict,
    cause: value.cause,
    channel: value.channel,
    priority: value.priority,
    direction: value.direction,
  };
  return {
    kind,
    column: (key, masked) => (masked ? maskedHeading.replace('{{column}}', column[key]) : column[key]),
    values: (group) => groups[group],
  };
}
