import type { z } from 'zod';
import type { PersistOptions } from 'zustand/middleware';

/**
 * Options that keep a part of a store in this computer's browser storage until the next start. What is read back is
 * checked: a part of another version that does not fit is forgotten.
 */
export function remembered<State, Part extends object>(
  name: string,
  schema: z.ZodType<Part>,
  partOf: (state: State) => Part,
): PersistOptions<State, Part> {
  return {
    name,
    partialize: partOf,
    merge: (kept, fresh) => ({ ...fresh, ...schema.safeParse(kept).data }),
  };
}
