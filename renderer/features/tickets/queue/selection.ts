/** The chosen tickets of a queue, and the row from which a stretch is chosen. */
export type Selection = { readonly ids: ReadonlySet<string>; readonly anchor: number | null };

export const NO_SELECTION: Selection = { ids: new Set(), anchor: null };

/** Adds or removes one row; it becomes the anchor. */
export function toggled(selection: Selection, id: string, index: number): Selection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: index };
}

/** Adds every row from the anchor to `index`; `idAt` gives null for rows that are not in memory. */
export function extended(
  selection: Selection,
  index: number,
  idAt: (index: number) => string | null,
): Selection {
  const anchor = selection.anchor ?? index;
  const ids = new Set(selection.ids);
  for (let row = Math.min(anchor, index); row <= Math.max(anchor, index); row += 1) {
    const id = idAt(row);
    if (id !== null) ids.add(id);
  }
  return { ids, anchor };
}

/** Exactly these rows. */
export function allOf(ids: readonly string[]): Selection {
  return { ids: new Set(ids), anchor: null };
}

/**
 * Where the cursor of a list is after its rows changed: with its ticket if that is still in memory, else at the same
 * place, so that whoever answers a ticket that leaves the queue stands on the next one.
 */
export function cursorAfterChange(
  cursor: { readonly index: number; readonly id: string | null },
  total: number,
  loaded: readonly { readonly index: number; readonly id: string }[],
): { readonly index: number; readonly id: string | null } {
  const found = loaded.find(({ id }) => id === cursor.id);
  if (found !== undefined) return found;
  const index = Math.max(0, Math.min(cursor.index, total - 1));
  return { index, id: loaded.find((row) => row.index === index)?.id ?? null };
}
