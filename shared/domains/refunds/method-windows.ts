import data from '../../../resources/calendars/method-windows.json' with { type: 'json' };

/** How long a refund takes by payment method, and how long after the charge one is possible. */
export type MethodWindow = {
  readonly method: string;
  /** Business days from the gateway's acceptance. */
  readonly minDays: number;
  readonly maxDays: number;
  /** Calendar days after the charge; null = no limit known. */
  readonly refundableForDays: number | null;
  /** Whether the figures were read in the source named beside them. */
  readonly verified: boolean;
};

/** Version of the figures, as kept with each date that was promised. */
export const methodWindowsVersion = `methods ${data.version}`;

const fallbackMethod = 'other';
const windows: ReadonlyMap<string, MethodWindow> = new Map(
  data.methods.map((entry) => [entry.method, entry]),
);

/** The window of a payment method; an unknown method or none gets the general one. */
export function methodWindow(method: string | null): MethodWindow {
  const window = windows.get(method?.toLowerCase() ?? fallbackMethod) ?? windows.get(fallbackMethod);
  if (window === undefined) throw new RangeError(`method-windows.json has no entry '${fallbackMethod}'`);
  return window;
}
