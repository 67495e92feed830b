import { randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import type { TeamClient, TeamCommand, WireRow } from '../../electron/lib/team/team-client.ts';
import type { TeamSession } from '../../electron/lib/team/team-session.ts';
import type { RefundCommandArguments } from '../../shared/domains/refunds/commands.ts';

let made = 0;

/** An import row for a captured charge of 100.00 EUR; each call makes another charge. */
export function importRow(changes: WireRow = {}): WireRow {
  made += 1;
  return {
    gateway: 'stripe',
    gateway_ref: `ch_test${made}${randomUUID().slice(0, 8)}`,
    amount_minor: 10_000,
    currency: 'EUR',
    status: 'captured',
    created_at: '2026-11-01T10:00:00Z',
    issuer_country: 'DE',
    ...changes,
  };
}

/** A payment as its wire view shows it. */
export async function paymentOf(
  session: TeamSession,
  gatewayRef: unknown,
): Promise<WireRow & { id: string }> {
  return { id: '', ...(await wireRow(session, 'payment', 'gateway_ref', gatewayRef)) };
}

/** The row of a wire view whose `column` has this value. */
export async function wireRow(
  session: TeamSession,
  table: string,
  column: string,
  value: unknown,
): Promise<WireRow> {
  const { rows } = await session.query(
    `SELECT to_jsonb(w) FROM wire.${table} w WHERE w.${column}::text = $1`,
    [value],
  );
  return (rows[0]?.[0] ?? {}) as WireRow;
}

/** Imports one charge and returns its payment id. */
export async function makePayment(
  client: TeamClient,
  owner: TeamSession,
  changes: WireRow = {},
): Promise<string> {
  const row = importRow(changes);
  await client.importPayments('test', [row]);
  return (await paymentOf(owner, row.gateway_ref)).id;
}

export function teamCommand(kind: string, payload: unknown, id: string = randomUUID()): TeamCommand {
  return { id, device: '00000000-0000-4000-8000-000000000001', kind, v: 1, payload };
}

/** The form of a goodwill refund of 20.00 EUR for team 1. */
export function refundForm(
  paymentId: string,
  changes: Partial<RefundCommandArguments['refund.submit']> = {},
): RefundCommandArguments['refund.submit'] {
  return {
    refundId: v7(),
    paymentId,
    team: 1,
    amountMinor: 2000,
    currency: 'EUR',
    reason: 'goodwill',
    note: 'asked by phone',
    evidence: { duplicateOf: null, verdict: null, newApplicationNo: null, document: null },
    ...changes,
  };
}

/** An approval that binds to what the form asked for. */
export function approvalOf(
  form: RefundCommandArguments['refund.submit'],
  baseVer = 1,
): RefundCommandArguments['refund.approve'] {
  const { refundId, paymentId, amountMinor, currency } = form;
  return { refundId, baseVer, paymentId, amountMinor, currency, note: '' };
}
