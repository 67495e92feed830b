import type { TicketStatus } from '../../../shared/domains/tickets/entity.ts';

/** What a person may set; `closed` comes by itself when a solved ticket has rested. */
export const SETTABLE_STATUSES = ['open', 'pending', 'solved'] as const satisfies readonly TicketStatus[];
