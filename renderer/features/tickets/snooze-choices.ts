export const SNOOZE_NAMES = ['hour', 'three-hours', 'evening', 'tomorrow', 'monday', 'week'] as const;
export type SnoozeName = (typeof SNOOZE_NAMES)[number];

const HOUR_MS = 3_600_000;
const MORNING = 9;
const EVENING = 18;
const MONDAY = 1;

/** The hour of a day that is `days` after the day of `now`, in this computer's time. */
function atHour(now: number, days: number, hour: number): number {
  const date = new Date(now);
  date.setDate(date.getDate() + days);
  date.setHours(hour, 0, 0, 0);
  return date.getTime();
}

/** When a snoozed ticket may come back. Only what lies ahead, and nothing twice. */
export function snoozeChoices(now: number): readonly { readonly name: SnoozeName; readonly at: number }[] {
  const today = new Date(now).getDay();
  const toMonday = (7 + MONDAY - today) % 7 || 7;
  const times: Readonly<Record<SnoozeName, number>> = {
    hour: now + HOUR_MS,
    'three-hours': now + 3 * HOUR_MS,
    evening: atHour(now, 0, EVENING),
    tomorrow: atHour(now, 1, MORNING),
    monday: atHour(now, toMonday, MORNING),
    week: atHour(now, 7, MORNING),
  };
  const seen = new Set<number>();
  return SNOOZE_NAMES.flatMap((name) => {
    const at = times[name];
    const fits = at > now && !(name === 'evening' && at - now < HOUR_MS) && !seen.has(at);
    seen.add(at);
    return fits ? [{ name, at }] : [];
  });
}
