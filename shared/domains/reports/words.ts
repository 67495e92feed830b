import arabic from '../../locales/ar/reports.json' with { type: 'json' };
import english from '../../locales/en/reports.json' with { type: 'json' };
import simplifiedChinese from '../../locales/zh-Hans/reports.json' with { type: 'json' };
import type { ExportLanguage } from '../exports/contract.ts';

/** A column's stable key, as the default first row of a file has it. */
export type ReportColumnKey = keyof typeof english.column;
/** What rows of a file are about. */
export type ReportSection = keyof typeof english.section;

/** What a report's file says in one language. */
export type ReportWords = typeof english;

const LANGUAGES: Readonly<Record<ExportLanguage, ReportWords>> = {
  en: english,
  'zh-Hans': simplifiedChinese,
  ar: arabic,
};

/** The words of a language. */
export function reportWords(language: ExportLanguage): ReportWords {
  return LANGUAGES[language];
}
