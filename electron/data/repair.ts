import { DeskError } from '../../shared/errors.ts';
import { type PersonCall, type PersonHandlers, personContract } from './contract.ts';
import { storageFault } from './db/sqlite-errors.ts';
import type { Readers } from './readers.ts';

type DirectHandlers = Omit<PersonHandlers, keyof Readers['handlers']>;

/**
 * The handlers of one person: those that read the cache through whatever connection is open now, and all of them so
 * that damage found on the way starts its repair.
 */
export function withRepair(
  direct: DirectHandlers,
  readers: () => Readers['handlers'],
  parts: {
    /** Called before every call. */
    readonly before: (name: PersonCall) => Promise<void>;
    /** Called after every command: it may have changed something. */
    readonly after: () => void;
    readonly isOutboxSound: () => boolean;
    readonly onCacheDamage: () => void;
    readonly onOutboxDamage: (error: DeskError) => void;
  },
): PersonHandlers {
  const handlerOf = (name: PersonCall): ((input: never) => unknown) =>
    isDirect(name) ? direct[name] : readers()[name as keyof Readers['handlers']];
  const isDirect = (name: string): name is keyof DirectHandlers & string => Object.hasOwn(direct, name);
  const guarded = (name: PersonCall) => async (input: never) => {
    try {
      await parts.before(name);
      return await handlerOf(name)(input);
    } catch (error) {
      if (storageFault(error) !== 'corrupt') throw error;
      if (parts.isOutboxSound()) {
        parts.onCacheDamage();
        throw new DeskError('cache-rebuilt', 'The cache was damaged and is being rebuilt.');
      }
      const damage = new DeskError('outbox-damaged', 'The outbox is damaged.');
      parts.onOutboxDamage(damage);
      throw damage;
    } finally {
      if (personContract[name].kind === 'command') parts.after();
    }
  };
  const names = Object.keys(personContract) as PersonCall[];
  // Each name has the handler of the same name.
  return Object.fromEntries(names.map((name) => [name, guarded(name)])) as unknown as PersonHandlers;
}
