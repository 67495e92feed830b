import {
  applyRefundCommand,
  type RefundCommandKind,
  refundCommandSchemas,
} from '../../../../shared/domains/refunds/commands.ts';
import type { Refund } from '../../../../shared/domains/refunds/entity.ts';
import type { CommandVersions } from '../../outbox/command.ts';

/** A command whose effect is shown before the team database's own row shows it. Crosses threads. */
export type OverlayCommand = {
  readonly id: string;
  readonly kind: string;
  readonly v: number;
  /** Arguments as JSON text. */
  readonly payload: string;
  readonly login: string;
  readonly personId: string;
  readonly at: number;
  /** What the team database answered; null = no answer yet. */
  readonly versions: CommandVersions | null;
};

/** The row as the team database has it (null = not there) with the commands replayed over it in their order. */
export function replayRefundCommands(
  server: Refund | null,
  commands: readonly OverlayCommand[],
): Refund | null {
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
