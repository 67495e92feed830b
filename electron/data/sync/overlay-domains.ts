import { refundOverlay } from '../domains/refunds/overlay.ts';
import { ticketOverlay } from '../domains/tickets/overlay.ts';
import type { OverlayDomain } from '../outbox/overlay.ts';

/** Every domain whose commands are shown ahead of the team database. */
export const OVERLAY_DOMAINS: readonly OverlayDomain[] = [refundOverlay, ticketOverlay];
