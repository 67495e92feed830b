import { connectionContract } from '../../shared/domains/connection/contract.ts';
import { customersContract } from '../../shared/domains/customers/contract.ts';
import { draftsContract } from '../../shared/domains/drafts/contract.ts';
import { duplicatesContract } from '../../shared/domains/duplicates/contract.ts';
import { exportsContract } from '../../shared/domains/exports/contract.ts';
import { healthContract } from '../../shared/domains/health/contract.ts';
import { lookupContract } from '../../shared/domains/lookup/contract.ts';
import { outboxContract } from '../../shared/domains/outbox/contract.ts';
import { paymentsContract } from '../../shared/domains/payments/contract.ts';
import { refundsContract } from '../../shared/domains/refunds/contract.ts';
import { reportsContract } from '../../shared/domains/reports/contract.ts';
import { sessionContract } from '../../shared/domains/session/contract.ts';
import { settingsContract } from '../../shared/domains/settings/contract.ts';
import { ticketsContract } from '../../shared/domains/tickets/contract.ts';
import type { HandlersFor } from '../../shared/ipc/define.ts';

/** The calls that one person's service answers: all with owner `data` but `session.switch`, which ends it. */
export const personContract = {
  'session.current': sessionContract['session.current'],
  ...connectionContract,
  ...outboxContract,
  ...lookupContract,
  ...ticketsContract,
  ...customersContract,
  ...paymentsContract,
  ...duplicatesContract,
  ...refundsContract,
  ...reportsContract,
  ...draftsContract,
  ...settingsContract,
  ...exportsContract,
  'health.check': healthContract['health.check'],
} as const;

export type PersonHandlers = HandlersFor<typeof personContract>;
export type PersonCall = keyof typeof personContract;

/** Everything with owner `data`. */
export const dataContract = {
  ...personContract,
  'session.switch': sessionContract['session.switch'],
} as const;
