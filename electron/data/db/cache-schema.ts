/** Tables of cache.db, for drizzle-kit and the tests. The disposable copy of what this person may see. */
export { applicationTable, feeComponentTable } from '../domains/applications/table.ts';
export { customerTable, customerWordTable } from '../domains/customers/table.ts';
export { duplicatePairTable, feeCountTable, judgeQueueTable } from '../domains/duplicates/table.ts';
export {
  identifierTable,
  paymentAttemptTable,
  paymentEventTable,
  paymentTable,
} from '../domains/payments/table.ts';
export { refundEventTable, refundTable } from '../domains/refunds/table.ts';
export {
  paymentDayCountTable,
  paymentKindTable,
  paymentQuarterCountTable,
  paymentQuarterTotalTable,
} from '../domains/reports/table.ts';
export { staffTable } from '../domains/staff/table.ts';
export {
  attachmentTable,
  messagePlaceTable,
  messageTable,
  ticketCountTable,
  ticketTable,
  ticketTagTable,
} from '../domains/tickets/table.ts';
export { deferredIndexTable, quarantineTable, shadowTable, syncStateTable } from '../sync/table.ts';
