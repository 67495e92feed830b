import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ticket } from '../../../../shared/domains/tickets/entity.ts';
import styles from './subject-line.module.css';

type SubjectLineProps = {
  readonly ticket: Ticket;
  readonly isEditing: boolean;
  readonly onEditing: (isEditing: boolean) => void;
  readonly onRename: (subject: string) => void;
};

/** What a ticket is about; a click or F2 edits it in place. */
export function SubjectLine({ ticket, isEditing, onEditing, onRename }: SubjectLineProps) {
  const { t } = useTranslation();
  const language = ticket.language === null ? {} : { lang: ticket.language };
  if (isEditing) return <SubjectField ticket={ticket} onEditing={onEditing} onRename={onRename} />;
  return (
    <h1 className={styles.subject} dir="auto" {...language} title={ticket.subject}>
      <button
        type="button"
        className={styles.button}
        disabled={ticket.status === 'closed'}
        aria-description={t('tickets.action.subject')}
        onClick={() => onEditing(true)}
      >
        {ticket.subject}
      </button>
    </h1>
  );
}

function SubjectField({ ticket, onEditing, onRename }: Omit<SubjectLineProps, 'isEditing'>) {
  const { t } = useTranslation();
  const [text, setText] = useState(ticket.subject);

  function save(): void {
    const subject = text.trim();
    if (subject !== '') onRename(subject);
    onEditing(false);
  }

  return (
    <input
      className={styles.field}
      aria-label={t('tickets.action.subject')}
      // It appears because somebody asked to type here.
      // biome-ignore lint/a11y/noAutofocus: see above
      autoFocus
      dir="auto"
      maxLength={300}
      value={text}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setText(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') save();
        if (event.key === 'Escape') onEditing(false);
      }}
    />
  );
}
