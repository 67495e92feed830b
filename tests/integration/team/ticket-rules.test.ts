import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { responseTarget } from '../../../shared/domains/tickets/deadline.ts';
import { channelSchema, prioritySchema, tagSchema } from '../../../shared/domains/tickets/entity.ts';
import { previewOf } from '../../../shared/domains/tickets/preview.ts';
import { engines, type TestTeam } from '../../support/team-database.ts';
import { makePayment, wireRow } from '../../support/team-rows.ts';
import { importTicket, ticketOf } from '../../support/team-tickets.ts';
import { anyText } from '../../unit/any-text.ts';

/** What matters to a preview, close together: all of JavaScript's spaces, what is none, quoted lines, astral letters. */
const letter = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(...'\n\n>> \t\v\f\r\u00a0\u1680\u2003\u2028\u2029\u202f\u205f\u3000\ufeff'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...'\u0085\u200b\u180e\u001c\u00ad\\[]^$.*é', '𝄞', '漢', '👩‍👩‍👧'),
  },
  { weight: 2, arbitrary: fc.constantFrom(...'abc') },
);
const body = fc.oneof(
  fc.array(letter, { maxLength: 60 }).map((list) => list.join('')),
  fc
    .tuple(anyText, fc.nat(450), anyText)
    .map(([one, n, two]) => `${one}${'𝄞a'.repeat(n / 2)}${two}\n>${one}\n${two}`),
);

/** A text as it can stand in a PostgreSQL database. */
const storable = (text: string) => text.replaceAll('\0', '').toWellFormed();

describe.each(engines)('what a ticket knows of itself on $name', ({ open }) => {
  let team: TestTeam;

  beforeAll(async () => {
    team = await open();
  });
  afterAll(() => team.close());

  test('a preview is the same in SQL and in the program', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(body, { minLength: 50, maxLength: 50 }), async (list) => {
        const texts = list.map(storable);
        const { rows } = await team.owner.query(
          'SELECT crm.preview_of(t) FROM unnest($1::text[]) WITH ORDINALITY u(t, n) ORDER BY n',
          [texts],
        );
        expect(rows.map(([preview]) => preview)).toEqual(texts.map(previewOf));
      }),
      { numRuns: 20 },
    );
  });

  test('so is the time within which a customer is answered', async () => {
    const { rows } = await team.owner.query(
      `SELECT p, c, (extract(epoch FROM crm.response_target(p, c)) * 1000)::int
       FROM unnest($1::text[]) p, unnest($2::text[]) c`,
      [prioritySchema.options, channelSchema.options],
    );
    expect(rows).toHaveLength(16);
    for (const [priority, channel, target] of rows) {
      expect(target).toBe(responseTarget(prioritySchema.parse(priority), channelSchema.parse(channel)));
    }
  });

  test('and what a tag is', async () => {
    const tag = fc
      .array(fc.oneof(letter, fc.constantFrom(',', 'x'.repeat(38))), { maxLength: 5 })
      .map((list) => list.join(''))
      // Both count to 40, in units of their own.
      .filter((text) => [...text].length === text.length);
    await fc.assert(
      fc.asyncProperty(fc.array(tag, { minLength: 50, maxLength: 50 }), async (list) => {
        const { rows } = await team.owner.query(
          'SELECT crm.tags_of(jsonb_build_array(t)) IS NOT NULL FROM unnest($1::text[]) WITH ORDINALITY u(t, n) ORDER BY n',
          [list],
        );
        expect(rows.map(([fits]) => fits)).toEqual(list.map((text) => tagSchema.safeParse(text).success));
      }),
      { numRuns: 20 },
    );
  });

  test("it follows its customer's country and its payment's gateway", async () => {
    await makePayment(team.client('sue'), team.owner, {
      ...{ gateway: 'adyen', gateway_ref: 'psp-1', email: 'moves@example.org' },
    });
    const id = await importTicket(team.hub(), team.owner, {
      ...{ customer_email: 'Moves@Example.org', country: 'DE', gateway: 'adyen', gateway_ref: 'psp-1' },
    });
    const made = await ticketOf(team.owner, id);
    expect(made).toMatchObject({ country: 'DE', gateway: 'adyen', paymentId: expect.any(String) });
    const setCountry = (country: string | null) =>
      team.owner.query('UPDATE crm.customer SET country = $2 WHERE id = $1', [made.customerId, country]);
    await setCountry('VN');
    expect(await ticketOf(team.owner, id)).toMatchObject({ country: 'VN', ver: made.ver + 1 });
    // The same again, and a country that is not known any more, change nothing.
    await setCountry('VN');
    await setCountry(null);
    expect(await ticketOf(team.owner, id)).toMatchObject({ country: 'VN', ver: made.ver + 1 });
    const { team: visibleTo } = await wireRow(team.owner, 'ticket', 'id', id);
    expect(visibleTo).toBe(1);
  });
});

describe.each(engines.slice(1))('two who write to a ticket at once on $name', ({ open }) => {
  let team: TestTeam;

  beforeAll(async () => {
    team = await open();
  });
  afterAll(() => team.close());

  test('leave it with the newer of the two messages', async () => {
    const id = await importTicket(team.hub(), team.owner, { messages: [] });
    const add = (at: string) => `INSERT INTO crm.message (ticket_id, team, at, direction, author, body)
      VALUES ('${id}', 1, '2026-11-02T${at}Z', 'in', 'Linh', 'at ${at}')`;
    const slow = team.session('postgres');
    await slow.query('BEGIN');
    await slow.query(add('12:00'));
    // The older message waits for the ticket, and must not overwrite what it could not see when it began.
    const waiting = team.owner.query(add('11:00'));
    const blocked = team.session('postgres');
    await expect
      .poll(async () => (await blocked.query('SELECT count(*) FROM pg_locks WHERE NOT granted')).rows[0]?.[0])
      .toBeGreaterThan(0);
    await slow.query('COMMIT');
    await waiting;
    expect(await ticketOf(team.owner, id)).toMatchObject({
      ...{ lastMessageAt: Date.parse('2026-11-02T12:00:00Z'), lastPreview: 'at 12:00' },
      waitingSince: Date.parse('2026-11-02T11:00:00Z'),
    });
    await Promise.all([slow.close(), blocked.close()]);
  });
});
