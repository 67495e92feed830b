import { z } from 'zod';
import { type DemoCase, demoCaseKeySchema } from '../../../shared/domains/demo/contract.ts';
import { ask } from '../../lib/team/sql-team-client.ts';
import type { TeamSession } from '../../lib/team/team-session.ts';
import { chargeOf, storyPayment, ticketId } from './build-demo.ts';
import { DEMO_SOURCE } from './demo-batch.ts';
import { demoFiles } from './demo-files.ts';

const CASES = `
SELECT coalesce(jsonb_agg(jsonb_build_object('key', d.key, 'ticketId', t.id, 'paymentId', p.id)), '[]')
FROM jsonb_to_recordset($1::jsonb) AS d(key text, ticket text, gateway text, "gatewayRef" text)
LEFT JOIN crm.ticket t ON t.source = $2 AND t.external_id = d.ticket
LEFT JOIN crm.payment p ON p.gateway = d.gateway AND p.gateway_ref = d."gatewayRef"
WHERE num_nonnulls(t.id, p.id) > 0`;

const answerSchema = z.array(
  z.object({
    key: demoCaseKeySchema,
    ticketId: z.string().nullable(),
    paymentId: z.string().nullable(),
  }),
);

/** The demo's cases that lie in this workspace, as the session's login sees them, in the order of their keys. */
export async function demoCases(session: TeamSession): Promise<DemoCase[]> {
  const written = demoFiles.cases.map(({ key, ticket, payment }) => ({
    key,
    ticket: ticketId(ticket),
    ...chargeOf(storyPayment(payment)),
  }));
  const cases = await ask(session, answerSchema, CASES, [JSON.stringify(written), DEMO_SOURCE]);
  const order = demoCaseKeySchema.options;
  return cases.sort((one, other) => order.indexOf(one.key) - order.indexOf(other.key));
}
