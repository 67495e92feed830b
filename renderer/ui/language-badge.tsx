import { useTranslation } from 'react-i18next';
import { useFormat } from '../lib/i18n.ts';
import styles from './language-badge.module.css';

/** The language somebody writes in, as two or three letters; its name on hover and for screen readers. */
export function LanguageBadge({ language }: { readonly language: string | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (language === null) return null;
  const [letters = ''] = language.split('-');
  const name = t('ui.language', { name: format.languageName(language) });
  return (
    <span className={styles.badge} title={name}>
      <span aria-hidden>{letters.toUpperCase()}</span>
      <span className="visually-hidden">{name}</span>
    </span>
  );
}
