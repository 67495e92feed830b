import type { PaymentStatus } from '../payments/entity.ts';
import type { Tally } from './contract.ts';

/** What a payment's status says to a failure rate. */
type Standing = 'succeeded' | 'failed' | 'authorised' | 'unfinished' | 'givenUp';

/**
 * The definition of the failure rate: failed ÷ tried, where tried = succeeded + failed. Left out is money that is only
 * reserved, what has no outcome yet, and what the customer or the shop gave up before the gateway said yes or no.
 * A charge counts once, by how it stands now, whatever it took to get there.
 */
const STANDINGS: Readonly<Record<PaymentStatus, Standing>> = {
  captured: 'succeeded',
  failed: 'failed',
  authorised: 'authorised',
  created: 'unfinished',
  requires_action: 'unfinished',
  processing: 'unfinished',
  unknown: 'unfinished',
  cancelled: 'givenUp',
  expired: 'givenUp',
};

/** What a status says to a failure rate. */
export function standingOf(status: PaymentStatus): Standing {
  return STANDINGS[status];
}

/** Statuses with this standing. */
export function statusesOf(standing: Standing): readonly string[] {
  return Object.entries(STANDINGS).flatMap(([status, one]) => (one === standing ? [status] : []));
}

/** Failed and tried with their rate; null when nothing was tried. */
export function tallyOf(failed: number, tried: number): Tally {
  return { failed, tried, rate: tried === 0 ? null : failed / tried };
}

/** Nothing was tried. */
export const NOTHING_TRIED: Tally = tallyOf(0, 0);
