import type Database from 'better-sqlite3';

/** Keeps `ticket_tag` and `ticket_count` in step with the tickets; the caller holds the transaction. */
export type TicketFacets = {
  /** Call before a ticket is written or removed; call the result after it. */
  around(id: string): () => void;
  /** Makes both anew from all tickets, after a full sync of them. */
  recount(): void;
};

const COUNTED = ['shelf', 'owned', 'channel', 'language', 'country', 'gateway'] as const;
/** The counted columns of a ticket `t`. */
const FACETS = `t.shelf, t.assignee IS NOT NULL AS owned, t.channel, ifnull(t.language, '') AS language,
  ifnull(t.country, '') AS country, ifnull(t.gateway, '') AS gateway`;

type Facets = { readonly [Column in (typeof COUNTED)[number]]: string | number };
type Stored = Facets & { readonly localId: number; readonly tags: string };

export function createTicketFacets(cache: Database.Database): TicketFacets {
  const read = cache.prepare<[string], Stored>(
    `SELECT t.local_id AS localId, t.tags, ${FACETS} FROM ticket t WHERE t.id = ?`,
  );
  const columns = COUNTED.join(', ');
  const add = cache.prepare<Facets>(
    `INSERT INTO ticket_count(${columns}, tickets) VALUES (${COUNTED.map((name) => `@${name}`).join(', ')}, 1)
     ON CONFLICT(${columns}) DO UPDATE SET tickets = tickets + 1`,
  );
  const isThis = COUNTED.map((name) => `${name} = @${name}`).join(' AND ');
  const subtract = cache.prepare<Facets>(`UPDATE ticket_count SET tickets = tickets - 1 WHERE ${isThis}`);
  const removeEmpty = cache.prepare<Facets>(`DELETE FROM ticket_count WHERE ${isThis} AND tickets <= 0`);
  const addTag = cache.prepare('INSERT OR IGNORE INTO ticket_tag(tag, ticket) VALUES (?, ?)');
  const removeTag = cache.prepare('DELETE FROM ticket_tag WHERE tag = ? AND ticket = ?');

  const count = (before: Stored | undefined, after: Stored | undefined): void => {
    if (before && after && COUNTED.every((name) => before[name] === after[name])) return;
    if (before) {
      subtract.run(before);
      removeEmpty.run(before);
    }
    if (after) add.run(after);
  };
  const tag = (before: Stored | undefined, after: Stored | undefined): void => {
    if (before && before.localId === after?.localId && before.tags === after.tags) return;
    if (before) for (const one of tagsOf(before)) removeTag.run(one, before.localId);
    if (after) for (const one of tagsOf(after)) addTag.run(one, after.localId);
  };
  const recountAll = [
    'DELETE FROM ticket_count',
    `INSERT INTO ticket_count(${columns}, tickets) SELECT ${FACETS}, count(*) FROM ticket t GROUP BY 1, 2, 3, 4, 5, 6`,
    'DELETE FROM ticket_tag',
    `INSERT OR IGNORE INTO ticket_tag(tag, ticket)
     SELECT j.value, t.local_id FROM ticket t, json_each(t.tags) j ORDER BY 1, 2`,
  ].map((sql) => cache.prepare(sql));
  return {
    around(id) {
      const before = read.get(id);
      return () => {
        const after = read.get(id);
        count(before, after);
        tag(before, after);
      };
    },
    recount() {
      for (const statement of recountAll) statement.run();
    },
  };
}

function tagsOf({ tags }: Stored): readonly string[] {
  // The mapping of this very column wrote it.
  return JSON.parse(tags) as readonly string[];
}
