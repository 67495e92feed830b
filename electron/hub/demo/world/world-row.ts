import type { ImportRow } from '../../../../shared/domains/payments/import-row.ts';
import type { DemoDestination } from '../demo-files.ts';
import { paymentRow } from '../payment-row.ts';
import { seededChoice } from '../seeded.ts';
import { declineCodes, type WorldGateway } from './declines.ts';
import { feeMinor, type WorldFee } from './fees.ts';
import type { ChargeOutcome } from './outcomes.ts';
import type { WorldPerson } from './people.ts';

/** A charge of the world before it is a row. */
type WorldCharge = ChargeOutcome & {
  readonly seed: string;
  readonly person: WorldPerson;
  readonly destination: DemoDestination;
  readonly applicationNo: string;
  readonly applicant: string;
  readonly applicationStatus: ImportRow['application_status'];
  readonly group: string | null;
  readonly gateway: WorldGateway;
  /** The how-manieth order of the journey. */
  readonly order: number;
  readonly fee: WorldFee;
  /** Milliseconds UTC. */
  readonly createdAt: number;
};

/** The row that the gateway's import would bring. */
export function worldRow(charge: WorldCharge): ImportRow {
  const { seed, destination, gateway, createdAt, cause, capturedAfter } = charge;
  const amountMinor = feeMinor(destination, charge.fee);
  const order = `ORD-${charge.applicationNo}`;
  return paymentRow({
    ...charge,
    method: gateway === 'paypal' ? 'paypal' : 'card',
    order: charge.order === 1 ? order : `${order}-${charge.order}`,
    rawCode: cause === null ? null : seededChoice(`${seed} code`, declineCodes(cause, gateway)),
    feeType: charge.fee,
    amountMinor,
    capturedAt: capturedAfter === null ? null : createdAt + capturedAfter,
    refundedMinor: charge.isRefunded ? amountMinor : 0,
    region: charge.person.region,
  });
}
