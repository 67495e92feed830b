import type Database from 'better-sqlite3';
import type { Candidate, lookupContract } from '../../../../shared/domains/lookup/contract.ts';
import type { HandlersFor } from '../../../../shared/ipc/define.ts';
import type { Hit } from './matches.ts';
import { createSearch } from './search.ts';

type PaymentLine = {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly gatewayRef: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly status: NonNullable<Candidate['status']>;
  readonly at: number;
};

/** Everything the list shows of a hit besides the hit itself. */
type Description = Pick<Candidate, 'label' | 'paymentId' | 'amountMinor' | 'currency' | 'status' | 'at'>;

const NO_PAYMENT = { paymentId: null, amountMinor: null, currency: null, status: null } as const;

/** Look-up from the cache alone. */
export function createLookupQueries(
  cache: Database.Database,
  dataFrom: () => number | null,
): HandlersFor<typeof lookupContract> {
  const search = createSearch(cache);
  const describe = createDescriber(cache);
  return {
    'lookup.search': ({ text, limit }) => ({
      candidates: search(text, limit).flatMap((hit): Candidate[] => {
        const description = describe(hit);
        if (!description) return [];
        const { type, id, matched, how, kind } = hit;
        return [{ type, id, matched, how, kind, ...description }];
      }),
      dataFrom: dataFrom(),
    }),
  };
}

/** Describes a hit; null when the row is not in the cache (an identifier may arrive before its payment). */
function createDescriber(cache: Database.Database): (hit: Hit) => Description | null {
  const lineOf = (where: string) =>
    cache.prepare<[string], PaymentLine>(
      `SELECT p.id, c.name, coalesce(c.email, p.email) AS email, p.gateway_ref AS gatewayRef,
         p.amount_minor AS amountMinor, p.currency, p.status, p.created_at AS at
       FROM payment p LEFT JOIN customer c ON c.id = p.customer_id
       WHERE ${where} ORDER BY p.created_at DESC LIMIT 1`,
    );
  const payment = lineOf('p.id = ?');
  const newestOfCustomer = lineOf('p.customer_id = ?');
  const newestOfApplication = lineOf('p.application_id = ?');
  const customer = cache.prepare<[string], { name: string | null; email: string | null; at: number }>(
    'SELECT name, email, created_at AS at FROM customer WHERE id = ?',
  );
  const application = cache.prepare<[string], { no: string; applicant: string | null; at: number }>(
    'SELECT application_no AS no, applicant_name AS applicant, created_at AS at FROM application WHERE id = ?',
  );
  const ticket = cache.prepare<
    [string],
    { number: number; subject: string; paymentId: string | null; customerId: string | null; at: number }
  >(
    `SELECT number, subject, payment_id AS paymentId, customer_id AS customerId, updated_at AS at
     FROM ticket WHERE id = ?`,
  );
  const refund = cache.prepare<[string], { paymentId: string; reference: string | null }>(
    'SELECT payment_id AS paymentId, coalesce(arn, gateway_refund_ref) AS reference FROM refund WHERE id = ?',
  );
  return ({ type, id }) => {
    switch (type) {
      case 'payment': {
        const line = payment.get(id);
        return line ? paymentDescription(line) : null;
      }
      case 'customer': {
        const row = customer.get(id);
        const paymentId = newestOfCustomer.get(id)?.id ?? null;
        return row ? { ...NO_PAYMENT, paymentId, label: label(row.name, row.email), at: row.at } : null;
      }
      case 'application': {
        const row = application.get(id);
        const line = newestOfApplication.get(id);
        if (!row) return null;
        return { ...paymentFacts(line), label: label(row.applicant, row.no), at: line?.at ?? row.at };
      }
      case 'ticket': {
        const row = ticket.get(id);
        if (!row) return null;
        const newest = row.customerId === null ? undefined : newestOfCustomer.get(row.customerId);
        const paymentId = row.paymentId ?? newest?.id ?? null;
        // One that the team database has not answered yet has no number.
        const number = row.number === 0 ? null : `#${row.number}`;
        return { ...NO_PAYMENT, paymentId, label: label(number, row.subject), at: row.at };
      }
      default: {
        const row = refund.get(id);
        const line = row && payment.get(row.paymentId);
        if (!row || !line) return null;
        return {
          ...paymentFacts(line),
          label: label(line.name ?? line.email, row.reference ?? line.gatewayRef),
          at: line.at,
        };
      }
    }
  };
}

function paymentDescription(line: PaymentLine): Description {
  return { ...paymentFacts(line), label: label(line.name ?? line.email, line.gatewayRef), at: line.at };
}

function paymentFacts(
  line: PaymentLine | undefined,
): Pick<Description, 'paymentId' | 'amountMinor' | 'currency' | 'status'> {
  if (!line) return NO_PAYMENT;
  const { id, amountMinor, currency, status } = line;
  return { paymentId: id, amountMinor, currency, status };
}

function label(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join(' · ');
}
