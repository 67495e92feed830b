/** Things of one calendar day, in their order. */
export type DayGroup<Item> = { readonly day: string; readonly items: readonly Item[] };

/** Groups what is in order of time by day; `dayOf` names the day of an instant. */
export function groupByDay<Item>(
  items: readonly Item[],
  atOf: (item: Item) => number,
  dayOf: (at: number) => string,
): readonly DayGroup<Item>[] {
  const days: { day: string; items: Item[] }[] = [];
  for (const item of items) {
    const day = dayOf(atOf(item));
    const last = days.at(-1);
    if (last !== undefined && last.day === day) last.items.push(item);
    else days.push({ day, items: [item] });
  }
  return days;
}
