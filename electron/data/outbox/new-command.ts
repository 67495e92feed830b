import type { Staff } from '../../../shared/domains/staff/entity.ts';

/** A command to save; who acts, where and when is added by the receiver. */
export type NewCommand = {
  readonly id: string;
  readonly lane: string;
  readonly entityType: string;
  readonly entityId: string;
  readonly kind: string;
  readonly v: number;
  readonly args: unknown;
  /** Milliseconds during which it can be taken back before it leaves. */
  readonly delayMs?: number;
};

/** A command is on disk. `savedAt`: when it first was, milliseconds UTC. */
export type SavedCommand = { readonly commandId: string; readonly savedAt: number };

/** What the handlers of commands need of the service around them. */
export type CommandContext = {
  readonly staff: () => Staff;
  readonly now: () => number;
  /** When this id was saved before with the same content, and `idempotency-mismatch` with another; null = new. */
  readonly savedBefore: (command: NewCommand) => SavedCommand | null;
  /** Resolves after the commit: only then it is saved. */
  readonly save: (command: NewCommand) => Promise<SavedCommand>;
  /** The same, in the place of a refused command. @throws DeskError `bad-state` unless that one was refused */
  readonly replace: (refusedId: string, command: NewCommand) => Promise<SavedCommand>;
};
