/** Countries with one official time although the zone database knows more. */
const OFFICIAL: Readonly<Record<string, string>> = { CN: 'Asia/Shanghai' };

/** The runtime's zones of a country; both names of the same thing exist, by age of the browser. */
type LocaleWithZones = Intl.Locale & {
  readonly getTimeZones?: () => readonly string[] | undefined;
  readonly timeZones?: readonly string[] | undefined;
};

function zonesOf(country: string): readonly string[] {
  const official = OFFICIAL[country];
  if (official !== undefined) return [official];
  try {
    const locale: LocaleWithZones = new Intl.Locale('und', { region: country });
    return locale.getTimeZones?.() ?? locale.timeZones ?? [];
  } catch {
    return [];
  }
}

/** Minutes that a zone is ahead of UTC at an instant. */
function offsetOf(zone: string, instant: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(instant);
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = (
    ['year', 'month', 'day', 'hour', 'minute'] as const
  ).map((type) => Number(parts.find((part) => part.type === type)?.value));
  return Math.round((Date.UTC(year, month - 1, day, hour, minute) - instant) / 60_000);
}

/**
 * The zones with the earliest and the latest clock of a country at an instant, the same twice where all its clocks
 * agree; null if the country is not known.
 */
export function countryZones(
  country: string,
  instant: number,
): { readonly earliest: string; readonly latest: string } | null {
  const zones = zonesOf(country)
    .map((zone) => ({ zone, offset: offsetOf(zone, instant) }))
    .sort((one, other) => one.offset - other.offset);
  const [first, last] = [zones[0], zones.at(-1)];
  if (first === undefined || last === undefined) return null;
  return { earliest: first.zone, latest: last.offset === first.offset ? first.zone : last.zone };
}
