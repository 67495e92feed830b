import { useMemo, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { beginningOf, bodyParts } from './body-parts.ts';
import styles from './message-body.module.css';

type MessageBodyProps = {
  readonly body: string;
  /** BCP 47; null = not known. */
  readonly language: string | null;
};

/** A message in its own direction and language; what is repeated from earlier, and what is very long, is folded. */
export function MessageBody({ body, language }: MessageBodyProps) {
  const { t } = useTranslation();
  const parts = useMemo(() => bodyParts(body), [body]);
  return (
    <div className={styles.body} dir="auto" {...(language === null ? {} : { lang: language })}>
      {parts.map((part, index) =>
        part.kind === 'own' ? (
          <OwnWords key={index} text={part.text} />
        ) : (
          <Folded key={index} text={part.text} label={t('tickets.showQuoted')} />
        ),
      )}
    </div>
  );
}

function OwnWords({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  const [isWhole, setWhole] = useState(false);
  const beginning = useMemo(() => beginningOf(text), [text]);
  if (text.trim() === '') return null;
  if (beginning === null || isWhole) return <p className={styles.text}>{text.trim()}</p>;
  return (
    <>
      <p className={styles.text}>{beginning}…</p>
      <AriaButton className={styles.more ?? ''} onPress={() => setWhole(true)}>
        {t('tickets.showAll')}
      </AriaButton>
    </>
  );
}

function Folded({ text, label }: { readonly text: string; readonly label: string }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={styles.quote}>
      <AriaButton className={styles.more ?? ''} aria-expanded={isOpen} onPress={() => setOpen(!isOpen)}>
        {isOpen ? t('tickets.hideQuoted') : label}
      </AriaButton>
      {isOpen ? <p className={styles.quoted}>{text}</p> : null}
    </div>
  );
}
