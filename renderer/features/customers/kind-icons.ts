import { FileText, Lock, type LucideIcon, Mail, MessagesSquare, Phone, Undo2, Wallet } from 'lucide-react';
import type { TimelineKind } from '../../../shared/domains/customers/contract.ts';

/** The sign of each kind of entry, on the timeline and on its filter. */
export const KIND_ICONS: Readonly<Record<TimelineKind, LucideIcon>> = {
  message: Mail,
  call: Phone,
  note: Lock,
  payment: Wallet,
  refund: Undo2,
  application: FileText,
  ticket: MessagesSquare,
};
