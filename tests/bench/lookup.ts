import Database from 'better-sqlite3';
import { queryWords } from '../../electron/data/domains/customers/name-words.ts';
import { afterPrefix, reversed } from '../../electron/data/domains/lookup/patterns.ts';
import type { DataService } from '../../electron/data/service-types.ts';
import { foldConfusable } from '../../shared/lib/fold.ts';
import { filledDesktop, withService } from './desktop.ts';
import { type Bar, byTurns, type Figure, figure } from './measure.ts';
import { createPageFloor } from './page-floor.ts';
import { gatewayRefOf, payerOf, STRIDE } from './synthetic.ts';
import type { Section } from './world.ts';

const LIMIT = 20;
const WARM_UP = 200;
const TURNS = 10;
const PER_TURN = 100;

/** One kind of look-up: what is typed for a payment, and the same rows by prepared statements alone. */
type Kind = {
  readonly name: string;
  readonly what: string;
  readonly typed: (index: number) => string;
  readonly floor: (typed: string) => unknown;
  readonly floorIs: string;
  readonly bars: readonly Bar[];
};

/** Look-ups by the handlers of the data process, against better-sqlite3 alone on the same file. */
export const lookup: Section = {
  name: 'lookup',
  async run(world) {
    const desktop = await filledDesktop(world);
    const cache = new Database(desktop.cacheFile, { readonly: true });
    try {
      return await withService(desktop, async (service) => {
        const figures: Figure[] = [];
        for (const kind of kindsOf(cache)) figures.push(await measureKind(kind, service, world.rows));
        figures.push(await measurePage(cache, service, world.rows));
        return figures;
      });
    } finally {
      cache.close();
    }
  },
};

function kindsOf(cache: Database.Database): readonly Kind[] {
  const line = `p.id, c.name, coalesce(c.email, p.email) AS email, p.gateway_ref, p.amount_minor, p.currency, p.status, p.created_at`;
  const byIdentifier = (where: string) =>
    cache.prepare<unknown[]>(
      `SELECT i.value, i.kind, ${line} FROM identifier i JOIN payment p ON p.id = i.payment_id
       LEFT JOIN customer c ON c.id = p.customer_id WHERE ${where} LIMIT ${LIMIT}`,
    );
  const whole = byIdentifier('i.folded = ?');
  const prefix = byIdentifier('i.folded >= ? AND i.folded < ?');
  const suffix = byIdentifier('i.reversed >= ? AND i.reversed < ?');
  const email = cache.prepare<unknown[]>(
    `SELECT c.id, c.name, c.email, p.id AS payment FROM customer c LEFT JOIN payment p ON p.customer_id = c.id
     WHERE lower(c.email) = lower(?) AND c.email IS NOT NULL LIMIT ${LIMIT}`,
  );
  const words = cache.prepare<unknown[]>(
    `SELECT c.id, c.name, c.email FROM customer c WHERE c.local_id IN (
       SELECT customer FROM customer_word WHERE word >= ? AND word < ?
       INTERSECT SELECT customer FROM customer_word WHERE word >= ? AND word < ?) LIMIT ${LIMIT}`,
  );
  const range = (text: string) => [text, afterPrefix(text) ?? ''] as const;
  const joined = 'one prepared statement that joins the identifier, its payment and the customer';
  return [
    {
      name: 'exact',
      what: 'a whole gateway reference',
      typed: gatewayRefOf,
      floor: (typed) => whole.all(foldConfusable(typed)),
      floorIs: joined,
      bars: [{ of: 'ratio', limit: 2 }],
    },
    {
      name: 'folded',
      what: 'a gateway reference in other case and with O for 0',
      typed: (index) => gatewayRefOf(index).toUpperCase().replaceAll('0', 'O'),
      floor: (typed) => whole.all(foldConfusable(typed)),
      floorIs: joined,
      bars: [],
    },
    {
      name: 'prefix',
      what: 'the first ten characters of a gateway reference',
      typed: (index) => gatewayRefOf(index).slice(0, 10),
      floor: (typed) => prefix.all(...range(foldConfusable(typed))),
      floorIs: joined,
      bars: [{ of: 'p95', limit: 1000 }],
    },
    {
      name: 'suffix',
      what: 'the last eight characters of a gateway reference',
      typed: (index) => gatewayRefOf(index).slice(-8),
      floor: (typed) => suffix.all(...range(reversed(foldConfusable(typed)))),
      floorIs: joined,
      bars: [{ of: 'p95', limit: 1000 }],
    },
    {
      name: 'email',
      what: 'a whole e-mail address',
      typed: (index) => payerOf(index).email,
      floor: (typed) => email.all(typed),
      floorIs: 'one prepared statement that joins the customer and the payments',
      bars: [],
    },
    {
      name: 'name',
      what: 'two words of a name (one in Chinese)',
      typed: (index) => queryWords(payerOf(index).name).slice(-2).join(' '),
      floor: (typed) => {
        const [one = '', other = one] = queryWords(typed);
        return words.all(...range(one), ...range(other));
      },
      floorIs: 'one prepared statement over the word index',
      bars: [{ of: 'p95', limit: 5000 }],
    },
  ];
}

function measureKind(kind: Kind, service: DataService, rows: number): Promise<Figure> {
  const search = (index: number) =>
    service.handlers['lookup.search']({ text: kind.typed(index), limit: LIMIT });
  return measurePair({
    name: `lookup.${kind.name}`,
    what: kind.what,
    floorIs: kind.floorIs,
    bars: kind.bars,
    inputs: (nth) => kind.typed(indexOf(nth, rows)),
    ours: async (typed) => {
      const { candidates } = await service.handlers['lookup.search']({ text: typed, limit: LIMIT });
      if (candidates.length === 0) throw new Error(`lookup.${kind.name} found nothing`);
    },
    floor: kind.floor,
    warmUp: search,
  });
}

async function measurePage(cache: Database.Database, service: DataService, rows: number): Promise<Figure> {
  const byReference = cache
    .prepare<[string], string>('SELECT id FROM payment WHERE gateway_ref = ? LIMIT 1')
    .pluck();
  // There is no index for this: some hundred scans, before anything is timed.
  const ids = Array.from(
    { length: PER_TURN },
    (_, nth) => byReference.get(gatewayRefOf(indexOf(nth, rows))) ?? '',
  );
  return measurePair({
    name: 'lookup.page',
    what: 'everything of the payment page',
    floorIs: 'the same rows, one prepared statement per table, undecoded',
    bars: [],
    inputs: (nth) => ids[nth % ids.length] ?? '',
    ours: async (id) => service.handlers['payments.page']({ id }),
    floor: createPageFloor(cache),
    warmUp: (nth) => service.handlers['payments.page']({ id: ids[nth % ids.length] ?? '' }),
  });
}

/** Spread over all rows, and other ones each time. */
function indexOf(nth: number, rows: number): number {
  return (nth * STRIDE) % rows;
}

async function measurePair(options: {
  readonly name: string;
  readonly what: string;
  readonly floorIs: string;
  readonly bars: readonly Bar[];
  readonly inputs: (nth: number) => string;
  readonly ours: (input: string) => Promise<unknown>;
  readonly floor: (input: string) => unknown;
  readonly warmUp: (nth: number) => unknown;
}): Promise<Figure> {
  for (let nth = 0; nth < WARM_UP; nth += 1) {
    await options.warmUp(nth);
    options.floor(options.inputs(nth));
  }
  const eachOf = async (turn: number, run: (input: string) => unknown): Promise<readonly number[]> => {
    const inputs = Array.from({ length: PER_TURN }, (_, nth) => options.inputs(turn * PER_TURN + nth));
    const microseconds: number[] = [];
    for (const input of inputs) {
      const began = performance.now();
      await run(input);
      microseconds.push((performance.now() - began) * 1000);
    }
    return microseconds;
  };
  const turns = await byTurns(
    TURNS,
    (turn) => eachOf(turn, options.floor),
    (turn) => eachOf(turn, options.ours),
  );
  return figure({
    name: options.name,
    what: options.what,
    unit: 'µs',
    ours: turns.ours,
    floor: { what: options.floorIs, values: turns.floor },
    bars: options.bars,
  });
}
