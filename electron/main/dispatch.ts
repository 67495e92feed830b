import { DeskError } from '../../shared/errors.ts';
import { type CallName, contract } from '../../shared/ipc/contract.ts';
import type { CallDefinition, Owner } from '../../shared/ipc/define.ts';
import { failure, failureOf } from '../../shared/ipc/result.ts';

/** Answers one call of an owner; may reject with a `DeskError`. */
export type OwnerInvoke = (name: string, inputText: string, timeoutMs: number) => Promise<string>;

/** Where a call comes from. */
export type CallerKind = 'window' | 'headless';

/** Takes a call from the window or the local socket to its owner; never rejects. */
export type Dispatch = (caller: CallerKind, name: string, inputText: string) => Promise<string>;

function isCallName(name: string): name is CallName {
  return Object.hasOwn(contract, name);
}

function isFor(definition: CallDefinition, caller: CallerKind): boolean {
  return definition.audience === 'both' || definition.audience === caller;
}

/**
 * Relays calls by the contract alone: an unknown name and a name that is not for this caller look the same.
 * The owner checks the input; main never reads it.
 */
export function createDispatch(owners: Readonly<Record<Owner, OwnerInvoke>>): Dispatch {
  return async (caller, name, inputText) => {
    const definition: CallDefinition | undefined = isCallName(name) ? contract[name] : undefined;
    if (!definition || !isFor(definition, caller)) {
      return JSON.stringify(failure('unknown-call', `No call named ${name}`));
    }
    try {
      return await owners[definition.owner](name, inputText, definition.timeoutMs);
    } catch (error) {
      return JSON.stringify(failureOf(error instanceof DeskError ? error : new DeskError('internal', name)));
    }
  };
}
