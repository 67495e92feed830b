import type { FeeComponent } from '../../../shared/domains/applications/entity.ts';
import type { Customer } from '../../../shared/domains/customers/entity.ts';
import type { ImportRow } from '../../../shared/domains/payments/import-row.ts';
import type { TicketImportRow } from '../../../shared/domains/tickets/import-row.ts';
import type { HubClient } from '../../lib/team/hub-client.ts';
import type { TeamSession } from '../../lib/team/team-session.ts';

/** What demo data is imported as. */
export const DEMO_SOURCE = 'demo';

/** A part of an application's price. */
export type DemoComponent = Pick<FeeComponent, 'kind' | 'amountMinor' | 'currency' | 'refundable'> & {
  readonly applicationNo: string;
};

/** When something happened outside of which an import only tells that it did; milliseconds UTC. */
export type OutsideEvent = {
  readonly gateway: string;
  readonly gatewayRef: string;
  readonly kind: 'refunded' | 'disputed';
  readonly at: number;
};

/** Demo data that belongs together. */
export type DemoBatch = {
  readonly customers: readonly (Pick<Customer, 'country' | 'language' | 'phone'> & {
    readonly email: string;
  })[];
  readonly payments: readonly ImportRow[];
  readonly components: readonly DemoComponent[];
  readonly events: readonly OutsideEvent[];
  readonly tickets: readonly TicketImportRow[];
};

/** Who writes: the hub as for real, and the owner for what no import knows yet. */
export type DemoWriters = { readonly hub: HubClient; readonly owner: TeamSession };

const CUSTOMERS = `
UPDATE crm.customer c SET country = d.country, language = d.language, phone = d.phone
FROM jsonb_to_recordset($1::jsonb) AS d(email text, country text, language text, phone text)
WHERE c.email_folded = lower(d.email) AND c.country IS NULL`;

const FEE_COMPONENTS = `
INSERT INTO crm.fee_component (application_id, kind, amount_minor, currency, refundable)
SELECT a.id, d.kind, d."amountMinor", d.currency, d.refundable
FROM jsonb_to_recordset($1::jsonb)
  AS d("applicationNo" text, kind text, "amountMinor" bigint, currency text, refundable boolean)
JOIN crm.application a ON a.application_no = d."applicationNo"
WHERE NOT EXISTS (SELECT FROM crm.fee_component f WHERE f.application_id = a.id)`;

/** Only what an import wrote: what people do in the workspace happened when they did it. */
const OUTSIDE_EVENTS = `
UPDATE crm.payment_event e SET at = to_timestamp(d.at / 1000.0)
FROM jsonb_to_recordset($1::jsonb) AS d(gateway text, "gatewayRef" text, kind text, at float8)
JOIN crm.payment p ON p.gateway = d.gateway AND p.gateway_ref = d."gatewayRef"
WHERE e.payment_id = p.id AND e.kind = d.kind AND e.detail ->> 'source' = '${DEMO_SOURCE}'
  AND e.at <> to_timestamp(d.at / 1000.0)`;

/**
 * Brings a batch into the team database; what is there already stays as it is.
 * @param asOf when its facts held, milliseconds UTC: the same for a batch that is brought again
 * @param between is awaited after each statement
 * @throws Error when the team database refuses a row
 */
export async function importDemoBatch(
  batch: DemoBatch,
  { hub, owner }: DemoWriters,
  asOf: number,
  between: () => Promise<void> = async () => undefined,
): Promise<void> {
  const fill = async (sql: string, rows: readonly unknown[]): Promise<void> => {
    if (rows.length === 0) return;
    await owner.query(sql, [JSON.stringify(rows)]);
    await between();
  };
  const payments = await hub.importPayments(DEMO_SOURCE, batch.payments, asOf);
  refuseBad('payment', payments.bad);
  await between();
  await fill(CUSTOMERS, batch.customers);
  await fill(FEE_COMPONENTS, batch.components);
  await fill(OUTSIDE_EVENTS, batch.events);
  if (batch.tickets.length === 0) return;
  const tickets = await hub.importTickets(DEMO_SOURCE, batch.tickets);
  refuseBad('ticket', tickets.bad);
  await between();
}

function refuseBad(what: string, [first]: readonly { readonly reason: string }[]): void {
  if (first) throw new Error(`The team database refused a demo ${what}: ${first.reason}`);
}
