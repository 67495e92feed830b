import { STAFF } from './data-world.ts';
import { createFakeTeam, type FakeTeam } from './fake-team-client.ts';
import { makeCustomer, makeIdentifier, makePayment, testId } from './wire-rows.ts';

const PAYMENTS = 6_000;

/** The same team database in the process that is killed and in the test that looks at what is left. */
export function fillTeam(): FakeTeam {
  const team = createFakeTeam(STAFF);
  for (let n = 1; n <= PAYMENTS; n += 1) {
    const payment = makePayment(n, { customerId: testId(n % 500), email: `payer${n % 900}@example.com` });
    team.put('payment', payment);
    team.put('identifier', makeIdentifier(n, payment));
    if (n < 500) team.put('customer', makeCustomer(n));
  }
  return team;
}
