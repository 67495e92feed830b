/** Tables of outbox.db, for drizzle-kit and the tests. Precious: what a person did and has not been answered. */
export { draftTable } from '../domains/drafts/table.ts';
export { settingTable } from '../domains/settings/table.ts';
export { seenTable } from '../domains/tickets/table.ts';
export { outboxTable, ownerTable } from '../outbox/table.ts';
