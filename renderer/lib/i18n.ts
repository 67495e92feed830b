import i18next from 'i18next';
import { useMemo } from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';
import { ar } from '../locales/ar/index.ts';
import { en } from '../locales/en/index.ts';
import { zhHans } from '../locales/zh-Hans/index.ts';
import { createFormatter, type Formatter, type Language } from './format.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
    returnNull: false;
  }
}

/** Languages of the window, each under its own name. */
export const LANGUAGES: Readonly<Record<Language, string>> = {
  en: 'English',
  'zh-Hans': '简体中文',
  ar: 'العربية',
};

/** Languages that are read from right to left: the whole window is mirrored. */
const RIGHT_TO_LEFT: ReadonlySet<Language> = new Set(['ar']);

/** The window's language for a list of preferred tags: the first that it has, else English. */
export function matchLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const { language } = new Intl.Locale(tag);
    if (language === 'zh') return 'zh-Hans';
    if (language === 'en' || language === 'ar') return language;
  }
  return 'en';
}

/** Whether a text names a language of the window. */
export function isLanguage(text: string): text is Language {
  return text in LANGUAGES;
}

/** Starts i18next with all texts at hand (they are small), so no screen ever shows a key. */
export async function startTranslations(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    load: 'currentOnly',
    resources: { en: { translation: en }, 'zh-Hans': { translation: zhHans }, ar: { translation: ar } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}

/** Changes the window's language, and what fonts and hyphenation go by. */
export async function changeLanguage(language: Language): Promise<void> {
  document.documentElement.lang = language;
  document.documentElement.dir = RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr';
  if (i18next.language !== language) await i18next.changeLanguage(language);
}

const formatters = new Map<Language, Formatter>();

/** The formatter of a language in the computer's time zone, made once. */
export function formatterFor(language: Language): Formatter {
  let formatter = formatters.get(language);
  if (formatter === undefined) {
    formatter = createFormatter(language);
    formatters.set(language, formatter);
  }
  return formatter;
}

/** Words for amounts, times and countries in the window's language. */
export function useFormat(): Formatter {
  const { i18n } = useTranslation();
  return useMemo(() => formatterFor(isLanguage(i18n.language) ? i18n.language : 'en'), [i18n.language]);
}
