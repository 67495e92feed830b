import {
  CornerDownLeft,
  CreditCard,
  FileText,
  History,
  type LucideIcon,
  MessageSquare,
  Undo2,
  UserRound,
  Zap,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Candidate } from '../../../shared/domains/lookup/contract.ts';
import { identifierName } from '../../lib/identifier-name.ts';
import { Instant, Money, middleTruncated, Reference } from '../../ui/facts.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { PaymentChip } from '../../ui/state-chip.tsx';
import type { PaletteEntry } from './palette-entries.ts';
import styles from './palette-row.module.css';

const TYPE_ICONS: Readonly<Record<Candidate['type'], LucideIcon>> = {
  payment: CreditCard,
  customer: UserRound,
  application: FileText,
  ticket: MessageSquare,
  refund: Undo2,
};

type PaletteOptionProps = {
  readonly id: string;
  readonly entry: PaletteEntry;
  readonly isActive: boolean;
  readonly onPoint: () => void;
  readonly onOpen: () => void;
};

/** One line of the box. The text field keeps the focus; a pointer that really moves takes the highlight along. */
export function PaletteOption({ id, entry, isActive, onPoint, onOpen }: PaletteOptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the text field handles the keys (aria-activedescendant)
    <div
      id={id}
      className={styles.row}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      onPointerMove={onPoint}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onOpen}
    >
      {entry.kind === 'candidate' ? <CandidateLine candidate={entry.candidate} /> : null}
      {entry.kind === 'recent' ? (
        <>
          <Icon icon={History} className={styles.sign} />
          <span className={styles.main}>
            <span className={styles.label}>
              {entry.recent.customer ?? middleTruncated(entry.recent.reference)}
            </span>
            <Reference value={entry.recent.reference} />
          </span>
          <Money minor={entry.recent.amountMinor} currency={entry.recent.currency} />
        </>
      ) : null}
      {entry.kind === 'command' ? (
        <>
          <Icon icon={Zap} className={styles.sign} />
          <span className={styles.main}>
            <span className={styles.label}>{entry.command.name}</span>
          </span>
          {entry.command.keys === null ? null : <Kbd keys={entry.command.keys} />}
        </>
      ) : null}
      <Icon icon={CornerDownLeft} size={14} className={styles.enter} />
    </div>
  );
}

function CandidateLine({ candidate }: { readonly candidate: Candidate }) {
  const { t } = useTranslation();
  const { amountMinor, currency, status, at } = candidate;
  return (
    <>
      <Icon icon={TYPE_ICONS[candidate.type]} className={styles.sign} />
      <span className={styles.main}>
        <span className={styles.label}>{candidate.label}</span>
        <span className={styles.match}>
          <span className={styles.kind}>{identifierName(candidate.kind, t)}</span>
          <span className={styles.value}>{candidate.matched}</span>
          {candidate.how === 'exact' ? null : (
            <span className={styles.how}>{t(`lookup.how.${candidate.how}`)}</span>
          )}
        </span>
      </span>
      {status === null ? null : <PaymentChip status={status} />}
      <span className={styles.end}>
        {amountMinor === null || currency === null ? null : <Money minor={amountMinor} currency={currency} />}
        {at === null ? null : (
          <span className={styles.when}>
            <Instant at={at} />
          </span>
        )}
      </span>
    </>
  );
}
