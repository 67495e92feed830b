import i18next, { type TFunction } from 'i18next';
import type { Language } from '../../../renderer/lib/format.ts';
import { startTranslations } from '../../../renderer/lib/i18n.ts';

await startTranslations('en');

/** The texts of a language, without a window. */
export function translatorFor(language: Language): TFunction {
  return i18next.getFixedT(language);
}
