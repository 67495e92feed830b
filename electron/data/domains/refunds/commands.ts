import type Database from 'better-sqlite3';
import type { Payment } from '../../../../shared/domains/payments/entity.ts';
import { refundCommandSchemas } from '../../../../shared/domains/refunds/commands.ts';
import type { refundsContract } from '../../../../shared/domains/refunds/contract.ts';
import type { Refund, RefundEvent } from '../../../../shared/domains/refunds/entity.ts';
import {
  checkRefundGuards,
  type GuardedRefund,
  type GuardedStep,
  verdictFor,
} from '../../../../shared/domains/refunds/guards.ts';
import { declareNotSentBlock, lookUpAgainBlock } from '../../../../shared/domains/refunds/look-up.ts';
import type { Staff } from '../../../../shared/domains/staff/entity.ts';
import { DeskError } from '../../../../shared/errors.ts';
import type { HandlersFor } from '../../../../shared/ipc/define.ts';
import { knownErrorCode } from '../../error-code.ts';
import type { CommandContext, NewCommand, SavedCommand } from '../../outbox/new-command.ts';
import { syncedApplications, syncedFeeComponents } from '../applications/remote.ts';
import { decodePair, PAIR_SELECT } from '../duplicates/pair-store.ts';
import { syncedPayments } from '../payments/remote.ts';
import { teamOf } from '../staff/teams.ts';
import { syncedRefundEvents, syncedRefunds } from './remote.ts';

type RefundCommands = Omit<HandlersFor<typeof refundsContract>, 'refunds.list'>;
/**
 * Refund commands: what is plainly impossible is refused at once from what the cache knows, everything else is saved
 * and judged by the team database.
 */
export function createRefundCommands(cache: Database.Database, context: CommandContext): RefundCommands {
  const paymentById = cache.prepare(`SELECT ${syncedPayments.selectList('p')} FROM payment p WHERE p.id = ?`);
  const refundById = cache.prepare(`SELECT ${syncedRefunds.selectList('r')} FROM refund r WHERE r.id = ?`);
  const refundsOf = cache.prepare(
    `SELECT ${syncedRefunds.selectList('r')} FROM refund r WHERE r.payment_id = ?`,
  );
  const eventsOf = cache.prepare(
    `SELECT ${syncedRefundEvents.selectList('e')} FROM refund_event e WHERE e.refund_id = ? ORDER BY e.at, e.id`,
  );
  const applicationById = cache.prepare(
    `SELECT ${syncedApplications.selectList('a')} FROM application a WHERE a.id = ?`,
  );
  const componentsOf = cache.prepare(
    `SELECT ${syncedFeeComponents.selectList('f')} FROM fee_component f WHERE f.application_id = ?`,
  );
  const pairsOf = cache.prepare(
    `SELECT ${PAIR_SELECT} FROM duplicate_pair d WHERE d.a = ?
     UNION ALL SELECT ${PAIR_SELECT} FROM duplicate_pair d WHERE d.b = ?`,
  );
  const paymentOf = (id: string | null): Payment | null => {
    const row = id === null ? undefined : paymentById.get(id);
    return row === undefined ? null : syncedPayments.decode(row);
  };

  const guard = (
    step: GuardedStep,
    paymentId: string,
    refund: GuardedRefund,
    decider: Staff | null,
  ): void => {
    const payment = paymentOf(paymentId);
    if (payment === null) throw new DeskError('not-found', 'This payment is not in the cache.');
    const applicationRow =
      payment.applicationId === null ? undefined : applicationById.get(payment.applicationId);
    const results = checkRefundGuards({
      step,
      payment,
      refunds: refundsOf.all(paymentId).map((one) => syncedRefunds.decode(one)),
      refund,
      applicationStatus:
        applicationRow === undefined ? null : syncedApplications.decode(applicationRow).status,
      feeComponents: componentsOf.all(payment.applicationId).map((one) => syncedFeeComponents.decode(one)),
      verdict: verdictFor(refund, pairsOf.all(paymentId, paymentId).map(decodePair)),
      stays: paymentOf(refund.evidence.duplicateOf),
      decider,
      sending: null,
      toOriginalMethod: true,
      now: context.now(),
    });
    const refusal = results.find(({ ok, blocking }) => !ok && blocking);
    if (refusal) throw refusalOf(refusal.code, refusal.guard, refusal.reason);
  };
  const refundOf = (id: string): Refund => {
    const row = refundById.get(id);
    if (row === undefined) throw new DeskError('not-found', 'This refund is not in the cache.');
    return syncedRefunds.decode(row);
  };
  const historyOf = (refundId: string): readonly RefundEvent[] =>
    eventsOf.all(refundId).map((row) => syncedRefundEvents.decode(row));
  /** Commands on one charge are sent in the order of the clicks. */
  const command = (commandId: string, kind: string, paymentId: string, refundId: string, args: unknown) => ({
    id: commandId,
    lane: `payment:${paymentId}`,
    entityType: 'refund',
    entityId: refundId,
    kind,
    v: 1,
    args,
  });
  const saveNew = async (wanted: NewCommand, check: () => void): Promise<SavedCommand> => {
    const before = context.savedBefore(wanted);
    if (before) return before;
    check();
    return context.save(wanted);
  };
  /** The refund must be in a state that the command fits, as far as this desktop knows. */
  const inState = (refund: Refund, allowed: readonly Refund['state'][]): void => {
    if (!allowed.includes(refund.state)) {
      throw new DeskError('bad-state', `The refund is ${refund.state}.`, { state: refund.state });
    }
  };
  return {
    'refunds.submit': ({ commandId, ...input }) => {
      const staff = context.staff();
      const args = refundCommandSchemas['refund.submit'].parse({ ...input, team: teamOf(staff) });
      const draft = {
        ...args,
        id: args.refundId,
        requestedPerson: staff.personId,
        reviewDueAt: context.now(),
      };
      return saveNew(command(commandId, 'refund.submit', args.paymentId, args.refundId, args), () =>
        guard('submit', args.paymentId, draft, null),
      );
    },
    'refunds.withdraw': ({ commandId, ...args }) => {
      const refund = refundOf(args.refundId);
      return saveNew(command(commandId, 'refund.withdraw', refund.paymentId, refund.id, args), () => {
        inState(refund, ['submitted', 'needs_info']);
        if (refund.requestedPerson !== context.staff().personId) {
          throw new DeskError('forbidden', 'Only the person who filed a refund can withdraw it.');
        }
      });
    },
    'refunds.approve': ({ commandId, ...args }) => {
      const refund = refundOf(args.refundId);
      return saveNew(command(commandId, 'refund.approve', refund.paymentId, refund.id, args), () => {
        inState(refund, ['submitted', 'in_review']);
        if (args.amountMinor !== refund.amountMinor || args.paymentId !== refund.paymentId) {
          throw new DeskError('amount-mismatch', 'The refund is not what was on the screen any more.');
        }
        guard('approve', refund.paymentId, refund, context.staff());
      });
    },
    'refunds.reject': ({ commandId, ...args }) => {
      const refund = refundOf(args.refundId);
      return saveNew(command(commandId, 'refund.reject', refund.paymentId, refund.id, args), () => {
        inState(refund, ['submitted', 'in_review', 'gateway_refused']);
        requireSecondPerson(context.staff(), refund);
      });
    },
    'refunds.resend': ({ commandId, ...args }) => {
      const refund = refundOf(args.refundId);
      return saveNew(command(commandId, 'refund.resend', refund.paymentId, refund.id, args), () => {
        inState(refund, ['refund_failed', 'gateway_refused']);
        requireSecondPerson(context.staff(), refund);
      });
    },
    'refunds.look-up-again': ({ commandId, ...args }) => {
      const refund = refundOf(args.refundId);
      return saveNew(command(commandId, 'refund.look_up_again', refund.paymentId, refund.id, args), () => {
        const block = lookUpAgainBlock(refund, context.staff());
        if (block !== null)
          throw new DeskError(block, 'The gateway can not be asked again about this refund.');
      });
    },
    'refunds.declare-not-sent': ({ commandId, ...args }) => {
      const refund = refundOf(args.refundId);
      return saveNew(command(commandId, 'refund.declare_not_sent', refund.paymentId, refund.id, args), () => {
        const block = declareNotSentBlock(refund, historyOf(refund.id), context.staff());
        if (block !== null) throw new DeskError(block, 'This refund can not be declared never sent.');
      });
    },
  };
}

function requireSecondPerson(staff: Staff, refund: Refund): void {
  if (staff.role !== 'supervisor') throw new DeskError('forbidden', 'Only supervisors decide on refunds.');
  if (staff.personId === refund.requestedPerson) {
    throw new DeskError('own-refund', 'The person who filed a refund may not decide on it.');
  }
}

/** A guard's own code where there is a text for it; the others name the guard. */
function refusalOf(code: string, guard: string, reason: string): DeskError {
  return new DeskError(knownErrorCode(code, 'invalid'), reason, { guard, rule: code });
}
