import {
  applyRefundCommand,
  type RefundCommandKind,
  refundCommandSchemas,
} from '../../../../shared/domains/refunds/commands.ts';
import type { Refund } from '../../../../shared/domains/refunds/entity.ts';
import type { OverlayCommand, OverlayDomain } from '../../outbox/overlay.ts';

/** Refund commands change the refund's own row and nothing else on screen. */
export const refundOverlay: OverlayDomain = {
  entityType: 'refund',
  rowsOf: (refundId) => [{ table: 'refund', id: refundId }],
  // The mapping of this table stores refunds.
  replay: (_, server, commands) => replayRefundCommands(server as Refund | null, commands),
};

/** The row as the team database has it (null = not there) with the commands replayed over it in their order. */
function replayRefundCommands(server: Refund | null, commands: readonly OverlayCommand[]): Refund | null {
  return commands.reduce(applyOne, server);
}

function applyOne(row: Refund | null, command: OverlayCommand): Refund | null {
  const kind = command.kind;
  // Arguments of a version this program does not know change nothing here; the team database still judges them.
  if (!isRefundCommand(kind) || command.v !== 1) return row;
  const args = refundCommandSchemas[kind].safeParse(JSON.parse(command.payload));
  if (!args.success) return row;
  const context = { login: command.login, personId: command.personId, at: command.at };
  return applyRefundCommand(kind, args.data as never, context, row);
}

function isRefundCommand(kind: string): kind is RefundCommandKind {
  return Object.hasOwn(refundCommandSchemas, kind);
}
