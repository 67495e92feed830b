import fc from 'fast-check';
import { test } from 'vitest';
import { applyRefundCommand, type RefundCommandKind } from '../../../shared/domains/refunds/commands.ts';
import type { Refund } from '../../../shared/domains/refunds/entity.ts';
import {
  OVERLAY_STEPS,
  type OverlayDesktop,
  type OverlayModel,
  type OverlayStep,
  play,
} from '../../support/overlay-desktop.ts';
import { makePayment, makeRefund, testId } from '../../support/wire-rows.ts';

const RUNS = process.env.TEST_EFFORT === 'full' ? 800 : 60;
const THINGS = [1, 2, 3];
const thingOf = fc.constantFrom(...THINGS);

/** One click on a refund, or what others did to it. */
type RefundStep =
  | OverlayStep
  | { readonly type: 'queue'; readonly refund: number; readonly kind: RefundCommandKind }
  | { readonly type: 'server'; readonly refund: number; readonly state: Refund['state'] };

const refundStep: fc.Arbitrary<RefundStep> = fc.oneof(
  ...OVERLAY_STEPS,
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('queue' as const),
      refund: thingOf,
      kind: fc.constantFrom<RefundCommandKind>(
        'refund.submit',
        'refund.withdraw',
        'refund.approve',
        'refund.reject',
        'refund.look_up_again',
        'refund.declare_not_sent',
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('server' as const),
      refund: thingOf,
      state: fc.constantFrom<Refund['state']>(
        'submitted',
        'in_review',
        'approved',
        'sending',
        'manual_check',
        'refund_failed',
      ),
    }),
  },
);

const refundId = (n: number): string => testId(n + 50);

const refunds: OverlayModel = {
  entityType: 'refund',
  login: 'ingrid',
  seed(team) {
    for (const n of THINGS) team.put('payment', makePayment(n, { amountMinor: 2_500, capturedMinor: 2_500 }));
    // Two are there from the start, filed by somebody else; the third one is filed here.
    for (const n of THINGS.slice(0, 2)) team.put('refund', makeRefund(n + 50, makePayment(n)));
  },
  rows: () => THINGS.map((n) => ({ table: 'refund', id: refundId(n) })),
  expected: (name, server, commands) =>
    commands
      .filter(({ payload }) => JSON.parse(payload).refundId === name.id)
      .reduce<Refund | null>(
        (row, command) =>
          applyRefundCommand(
            command.kind as RefundCommandKind,
            JSON.parse(command.payload),
            { login: command.login, personId: command.personId, at: command.at },
            row,
          ),
        server(name) as Refund | null,
      ),
};

function refundArguments(desktop: OverlayDesktop, kind: RefundCommandKind, n: number): object {
  const id = refundId(n);
  // As if the agent had seen what the commands before this one will have made of it.
  const waiting = desktop.queue.filter((one) => one.entityId === id && one.state === 'waiting').length;
  const baseVer = (desktop.team.get<Refund>('refund', id)?.ver ?? 0) + waiting;
  if (kind === 'refund.submit') {
    const { paymentId, team, amountMinor, currency, reason, note, evidence } = makeRefund(
      n + 50,
      makePayment(n),
    );
    return { refundId: id, paymentId, team, amountMinor, currency, reason, note, evidence };
  }
  if (kind === 'refund.look_up_again') return { refundId: id };
  const common = { refundId: id, baseVer, note: 'x' };
  if (kind !== 'refund.approve') return common;
  return { ...common, paymentId: testId(n), amountMinor: 1_000, currency: 'USD' };
}

test('refunds: any order of clicks, answers, pulls and restarts shows the server rows with what is pending replayed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(refundStep, { minLength: 15, maxLength: 60, size: 'max' }), (chosen) =>
      play(refunds, chosen, async (desktop, step) => {
        if (step.type === 'queue') {
          await desktop.enqueue(refundId(step.refund), step.kind, () =>
            refundArguments(desktop, step.kind, step.refund),
          );
        } else if (step.type === 'server') {
          const refund = desktop.team.get<Refund>('refund', refundId(step.refund));
          if (refund) desktop.team.put('refund', { ...refund, state: step.state, ver: refund.ver + 1 });
        } else await desktop.run(step);
      }),
    ),
    { numRuns: RUNS },
  );
});
