import type Database from 'better-sqlite3';

/** What the payment page shows, read by prepared statements and nothing else. */
export function createPageFloor(cache: Database.Database): (id: string) => unknown {
  type Payment = { readonly customer_id: string | null; readonly application_id: string | null };
  const payment = cache.prepare<[string], Payment>('SELECT * FROM payment WHERE id = ?');
  const ofPayment = ['payment_attempt', 'payment_event', 'identifier', 'refund', 'ticket'].map((table) =>
    cache.prepare<[string]>(`SELECT * FROM ${table} WHERE payment_id = ?`),
  );
  const pairs = cache.prepare<[string, string]>(
    'SELECT * FROM duplicate_pair WHERE a = ? UNION ALL SELECT * FROM duplicate_pair WHERE b = ?',
  );
  const customer = cache.prepare<[string | null]>('SELECT * FROM customer WHERE id = ?');
  const application = cache.prepare<[string | null]>('SELECT * FROM application WHERE id = ?');
  const fees = cache.prepare<[string | null]>('SELECT * FROM fee_component WHERE application_id = ?');
  const others = cache.prepare<[string | null]>(
    'SELECT * FROM payment WHERE customer_id = ? ORDER BY created_at DESC LIMIT 50',
  );
  const tickets = cache.prepare<[string | null]>('SELECT * FROM ticket WHERE customer_id = ?');
  return (id) => {
    const row = payment.get(id);
    return [
      row,
      ...ofPayment.map((statement) => statement.all(id)),
      pairs.all(id, id),
      customer.get(row?.customer_id ?? null),
      others.all(row?.customer_id ?? null),
      tickets.all(row?.customer_id ?? null),
      application.get(row?.application_id ?? null),
      fees.all(row?.application_id ?? null),
    ];
  };
}
