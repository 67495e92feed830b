import { DeskError } from '../../shared/errors.ts';
import type { CallDefinition, Contract, HandlersFor } from '../../shared/ipc/define.ts';
import { type Envelope, failureOf, success } from '../../shared/ipc/result.ts';

/** Answers contract calls as JSON text; never throws. */
export type Router = {
  invoke(name: string, inputText: string): Promise<string>;
};

export type RouterOptions = {
  /** Hears of calls that took longer than 40 ms, by name and duration only: inputs can be personal. */
  onSlow(name: string, milliseconds: number): void;
  /** Hears of bugs: anything thrown that is not a `DeskError`. */
  onBug(name: string, error: unknown): void;
};

const SLOW_MS = 40;

function parseInput(definition: CallDefinition, name: string, inputText: string): unknown {
  let input: unknown;
  try {
    input = JSON.parse(inputText);
  } catch {
    throw new DeskError('bad-input', `${name}: the input is not JSON`);
  }
  const parsed = definition.input.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  // Only where and what was expected, never the value: it can be personal.
  throw new DeskError('bad-input', `${name}: ${issue?.path.join('.') ?? ''} ${issue?.code ?? 'invalid'}`, {
    field: issue?.path.join('.') ?? '',
  });
}

/** Serves the calls of one owner: text in, zod, handler, envelope text out. */
export function createRouter<Calls extends Contract>(
  contract: Calls,
  handlers: HandlersFor<Calls>,
  options: RouterOptions,
): Router {
  const answer = async (name: string, inputText: string): Promise<Envelope<unknown>> => {
    try {
      const definition = Object.hasOwn(contract, name) ? contract[name] : undefined;
      const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
      if (!definition || !handler) throw new DeskError('unknown-call', `No call named ${name}`);
      // The definition found under the handler's own name has just produced this value.
      return success(await handler(parseInput(definition, name, inputText) as never));
    } catch (error) {
      if (!(error instanceof DeskError)) options.onBug(name, error);
      return failureOf(error);
    }
  };
  return {
    async invoke(name, inputText) {
      const started = performance.now();
      const text = JSON.stringify(await answer(name, inputText));
      const duration = performance.now() - started;
      if (duration > SLOW_MS) options.onSlow(name, Math.round(duration));
      return text;
    },
  };
}
