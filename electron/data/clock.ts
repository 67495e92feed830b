/** Time as the services see it, so that tests can move it. */
export type Clock = {
  /** Wall clock, milliseconds since 1970. Shown and stored, never used to order anything. */
  now(): number;
  /** Calls `action` once after `milliseconds`; the result cancels it. */
  after(milliseconds: number, action: () => void): () => void;
};

export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, action) {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
};
