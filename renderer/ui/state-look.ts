import {
  Archive,
  Ban,
  Check,
  CheckCheck,
  CircleAlert,
  CircleDashed,
  CircleDot,
  CircleHelp,
  CircleSlash,
  ClipboardList,
  Clock,
  FilePen,
  HandCoins,
  Hourglass,
  Landmark,
  LoaderCircle,
  Lock,
  type LucideIcon,
  Mail,
  MessageCircle,
  MessageCircleQuestion,
  PauseCircle,
  Phone,
  Search,
  Send,
  SignalHigh,
  SignalLow,
  SignalMedium,
  TriangleAlert,
  Undo2,
  X,
} from 'lucide-react';
import type { OutboxState } from '../../shared/domains/outbox/contract.ts';
import type { PaymentStatus } from '../../shared/domains/payments/entity.ts';
import type { RefundState } from '../../shared/domains/refunds/entity.ts';
import type { Channel, Priority, TicketStatus } from '../../shared/domains/tickets/entity.ts';
import type { Tone } from './chip.tsx';

/** How a state looks; its word is in the locale files under the same name. */
export type StateLook = { readonly tone: Tone; readonly icon: LucideIcon };

export const PAYMENT_LOOKS: Readonly<Record<PaymentStatus, StateLook>> = {
  created: { tone: 'neutral', icon: CircleDashed },
  requires_action: { tone: 'amber', icon: Hourglass },
  processing: { tone: 'blue', icon: LoaderCircle },
  unknown: { tone: 'amber', icon: CircleHelp },
  authorised: { tone: 'blue', icon: Lock },
  captured: { tone: 'green', icon: Check },
  failed: { tone: 'red', icon: X },
  cancelled: { tone: 'neutral', icon: Ban },
  expired: { tone: 'neutral', icon: CircleSlash },
};

export const REFUND_LOOKS: Readonly<Record<RefundState, StateLook>> = {
  draft: { tone: 'neutral', icon: FilePen },
  submitted: { tone: 'amber', icon: Clock },
  in_review: { tone: 'amber', icon: Clock },
  needs_info: { tone: 'amber', icon: MessageCircleQuestion },
  blocked: { tone: 'amber', icon: PauseCircle },
  approved: { tone: 'blue', icon: Check },
  rejected: { tone: 'red', icon: X },
  withdrawn: { tone: 'neutral', icon: Undo2 },
  expired: { tone: 'neutral', icon: CircleSlash },
  sending: { tone: 'blue', icon: Send },
  send_unknown: { tone: 'amber', icon: CircleHelp },
  manual_check: { tone: 'amber', icon: CircleAlert },
  gateway_pending: { tone: 'blue', icon: Landmark },
  gateway_refused: { tone: 'red', icon: X },
  refunded: { tone: 'green', icon: Check },
  refund_failed: { tone: 'red', icon: X },
  voided: { tone: 'neutral', icon: Ban },
  traceable: { tone: 'green', icon: Check },
  trace_open: { tone: 'amber', icon: Search },
  manual_payout: { tone: 'amber', icon: HandCoins },
  closed: { tone: 'green', icon: CheckCheck },
};

export const OUTBOX_LOOKS: Readonly<Record<OutboxState, StateLook>> = {
  queued: { tone: 'blue', icon: Clock },
  sending: { tone: 'blue', icon: Send },
  unknown: { tone: 'amber', icon: CircleHelp },
  acked: { tone: 'green', icon: Check },
  rejected: { tone: 'red', icon: X },
  held: { tone: 'amber', icon: PauseCircle },
  needs_review: { tone: 'amber', icon: CircleAlert },
};

export const TICKET_LOOKS: Readonly<Record<TicketStatus, StateLook>> = {
  open: { tone: 'blue', icon: CircleDot },
  pending: { tone: 'amber', icon: Hourglass },
  solved: { tone: 'green', icon: Check },
  closed: { tone: 'neutral', icon: Archive },
};

export const PRIORITY_ICONS: Readonly<Record<Priority, LucideIcon>> = {
  low: SignalLow,
  normal: SignalMedium,
  high: SignalHigh,
  urgent: TriangleAlert,
};

export const CHANNEL_ICONS: Readonly<Record<Channel, LucideIcon>> = {
  email: Mail,
  chat: MessageCircle,
  phone: Phone,
  form: ClipboardList,
};
