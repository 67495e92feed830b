import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import styles from './copy-reference.module.css';
import { Reference } from './facts.tsx';
import { Icon } from './icon.tsx';

const SHOWN_MS = 1500;

type CopyReferenceProps = {
  readonly value: string;
  /** What it is, for the button's name. */
  readonly name: string;
  /** Words rather than a code: an e-mail address or a phone number is shown whole. */
  readonly isText?: boolean;
};

/** A reference with a button that copies all of it. */
export function CopyReference({ value, name, isText = false }: CopyReferenceProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  return (
    <span className={styles.pair}>
      {isText ? (
        <span className={styles.text} title={value}>
          {value}
        </span>
      ) : (
        <Reference value={value} />
      )}
      <AriaButton
        className={styles.copy ?? ''}
        aria-label={t('ui.copy', { name })}
        onPress={() => {
          void navigator.clipboard.writeText(value).then(() => setCopied(true));
        }}
      >
        <Icon icon={copied ? Check : Copy} size={14} />
      </AriaButton>
      <span role="status" className="visually-hidden">
        {copied ? t('ui.copied', { name }) : ''}
      </span>
    </span>
  );
}
