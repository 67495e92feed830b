import { connectionContract } from '../domains/connection/contract.ts';
import { customersContract } from '../domains/customers/contract.ts';
import { demoContract } from '../domains/demo/contract.ts';
import { draftsContract } from '../domains/drafts/contract.ts';
import { duplicatesContract } from '../domains/duplicates/contract.ts';
import { exportsContract } from '../domains/exports/contract.ts';
import { healthContract } from '../domains/health/contract.ts';
import { importsContract } from '../domains/imports/contract.ts';
import { lookupContract } from '../domains/lookup/contract.ts';
import { outboxContract } from '../domains/outbox/contract.ts';
import { paymentsContract } from '../domains/payments/contract.ts';
import { refundsContract } from '../domains/refunds/contract.ts';
import { reportsContract } from '../domains/reports/contract.ts';
import { sessionContract } from '../domains/session/contract.ts';
import { settingsContract } from '../domains/settings/contract.ts';
import { ticketsContract } from '../domains/tickets/contract.ts';
import type { CallDefinition, ChangeTopic, InputOf, OutputOf } from './define.ts';

/** Every call between processes. Nothing else crosses the window's border. */
export const contract = {
  ...sessionContract,
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
  ...importsContract,
  ...demoContract,
  ...exportsContract,
  ...healthContract,
} as const satisfies Readonly<Record<string, CallDefinition>>;

export type CallName = keyof typeof contract;
export type CallInput<Name extends CallName> = InputOf<(typeof contract)[Name]>;
export type CallOutput<Name extends CallName> = OutputOf<(typeof contract)[Name]>;

/** Names of one kind, for the typed hooks. */
export type QueryName = {
  [Name in CallName]: (typeof contract)[Name]['kind'] extends 'query' ? Name : never;
}[CallName];
export type CommandName = Exclude<CallName, QueryName>;

/** Pushed to the window as JSON text; coalesced to one per 100 ms. */
export type WindowEvent =
  | { readonly type: 'changed'; readonly topics: readonly ChangeTopic[] }
  /** Something in `app.startup` is different. */
  | { readonly type: 'startup' }
  /** A menu entry or shortcut handled by the system menu, by its command name (`lookup`, `screen:refunds`). */
  | { readonly type: 'menu'; readonly command: string };

/** What the preload script puts on `window.visadesk`. */
export type VisaDeskBridge = {
  /** Input and answer are JSON texts: two to three times cheaper across the bridge than objects. */
  readonly invoke: (name: string, inputText: string) => Promise<string>;
  /** Returns its own unsubscribe function (removing a listener by reference fails across the bridge and leaks). */
  readonly on: (listener: (eventText: string) => void) => () => void;
};
