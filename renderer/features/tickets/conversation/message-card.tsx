import {
  ArrowDownLeft,
  ArrowUpRight,
  FileText,
  Image,
  Lock,
  type LucideIcon,
  Phone,
  PhoneIncoming,
  PhoneOutgoing,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ThreadEntry } from '../../../../shared/domains/tickets/contract.ts';
import type { Attachment, Message } from '../../../../shared/domains/tickets/entity.ts';
import { classNames } from '../../../lib/class-names.ts';
import { useFormat } from '../../../lib/i18n.ts';
import { Instant } from '../../../ui/facts.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { LanguageBadge } from '../../../ui/language-badge.tsx';
import { MessageBody } from './message-body.tsx';
import styles from './message-card.module.css';
import { MessageState } from './message-state.tsx';

/** What a message is to the reader: the four must be told apart at a glance. */
type Look = 'incoming' | 'outgoing' | 'note' | 'call';

function lookOf({ direction, kind }: Message): Look {
  if (kind === 'call') return 'call';
  if (direction === 'note') return 'note';
  return direction === 'in' ? 'incoming' : 'outgoing';
}

function iconOf({ direction, kind }: Message): LucideIcon {
  if (kind === 'call') return { in: PhoneIncoming, out: PhoneOutgoing, note: Phone }[direction];
  return { in: ArrowDownLeft, out: ArrowUpRight, note: Lock }[direction];
}

type MessageCardProps = {
  readonly entry: ThreadEntry;
  /** Everything read of the conversation: a refused answer shows what came in between. */
  readonly entries: readonly ThreadEntry[];
  /** The language the customer writes in; a message in it needs no badge. */
  readonly ticketLanguage: string | null;
};

/** One message, note or call. */
export function MessageCard({ entry, entries, ticketLanguage }: MessageCardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { message, authorName, attachments } = entry;
  const look = lookOf(message);
  const language = message.language ?? (look === 'incoming' ? ticketLanguage : null);
  const kind = t(`tickets.look.${look}`);

  return (
    <article
      className={classNames(styles.card, styles[look])}
      aria-label={t('tickets.messageFrom', { kind, name: authorName })}
    >
      <header className={styles.header}>
        <Icon icon={iconOf(message)} size={14} className={styles.sign} />
        <span className={styles.author} dir="auto">
          {authorName}
        </span>
        {look === 'note' || look === 'call' ? <span className={styles.kind}>{kind}</span> : null}
        {message.callSeconds === null ? null : (
          <span className={styles.kind}>{format.durationShort(message.callSeconds * 1000)}</span>
        )}
        {message.language === null || message.language === ticketLanguage ? null : (
          <LanguageBadge language={message.language} />
        )}
        <span className={styles.time}>
          <Instant at={message.at} as="time" />
        </span>
      </header>
      <MessageBody body={message.body} language={language} />
      {attachments.length === 0 ? null : (
        <ul className={styles.attachments} aria-label={t('tickets.attachmentList')}>
          {attachments.map((attachment) => (
            <AttachmentChip key={attachment.id} attachment={attachment} />
          ))}
        </ul>
      )}
      <MessageState entry={entry} entries={entries} />
    </article>
  );
}

function AttachmentChip({ attachment }: { readonly attachment: Attachment }) {
  const format = useFormat();
  const { name, type, size } = attachment;
  return (
    <li className={styles.attachment} title={name}>
      <Icon icon={type.startsWith('image/') ? Image : FileText} size={14} className={styles.sign} />
      <bdi className={styles.fileName}>{name}</bdi>
      <span className={styles.fileSize}>{format.bytes(size)}</span>
    </li>
  );
}
