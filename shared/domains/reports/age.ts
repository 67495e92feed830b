const HOUR_MS = 60 * 60_000;

/** How long somebody has waited, shortest first. */
export const AGE_BUCKETS = ['under-1h', '1h-4h', '4h-24h', '1d-3d', 'over-3d'] as const;
export type AgeBucket = (typeof AGE_BUCKETS)[number];

/** Where each bucket but the last ends: an age of exactly that much belongs to the next one. */
export const AGE_LIMITS_MS = [1, 4, 24, 72].map((hours) => hours * HOUR_MS);

/** The bucket of an age in milliseconds. */
export function ageBucket(age: number): AgeBucket {
  const index = AGE_LIMITS_MS.findIndex((limit) => age < limit);
  return AGE_BUCKETS[index === -1 ? AGE_LIMITS_MS.length : index] ?? 'over-3d';
}
