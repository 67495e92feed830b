import { type ChargeFacts, chargeFactsOfImportRow } from '../../../shared/domains/duplicates/facts.ts';
import { type JudgedPair, judgeAll, judgeSingles } from '../../../shared/domains/duplicates/judge-all.ts';
import { DeskError } from '../../../shared/errors.ts';
import type { CommandAnswer, CommandContext, DeskCommand } from '../command.ts';
import { readImportRows } from '../import-rows.ts';

/** All rows are compared in memory. */
const MOST_ROWS = 1_000_000;
const MOST_OPEN_PAIRS = 200;

export const duplicatesCommand: DeskCommand = {
  name: 'duplicates',
  usage: '[--csv FILE]',
  summary: "Judges charges that may be double: the workspace's open ones, or all of a neutral payments CSV.",
  positionals: { least: 0, most: 0 },
  options: {
    csv: { type: 'string', value: 'FILE', help: 'judge this file and use no workspace at all' },
  },
  run: runDuplicates,
};

/** A judged pair as the exchange format has it. */
type Pair = Pick<JudgedPair, 'a' | 'b' | 'verdict' | 'cause' | 'refund' | 'evidence'>;

/** Judged pairs, and what people call a charge. */
type Findings = { readonly pairs: readonly Pair[]; nameOf(id: string): string };

async function runDuplicates(context: CommandContext): Promise<CommandAnswer> {
  const { csv } = context.options;
  const findings = typeof csv === 'string' ? await judgeFile(context, csv) : await openPairs(context);
  return {
    json: { pairs: findings.pairs.map(inFormat) },
    text: describe(findings),
    exitCode: 0,
  };
}

function inFormat({ a, b, verdict, cause, refund, evidence }: Pair): Pair {
  return { a, b, verdict, cause, refund, evidence };
}

async function judgeFile(context: CommandContext, file: string): Promise<Findings> {
  const charges: ChargeFacts[] = [];
  for await (const read of readImportRows(file, 'payments')) {
    if (charges.length === MOST_ROWS) {
      throw new DeskError('csv-too-large', `More than ${MOST_ROWS} rows can't be compared at once`);
    }
    if (read.ok) charges.push(chargeFactsOfImportRow(read.row));
    else context.note(`line ${read.line} left out: ${read.reason}`);
  }
  const judged = judgeAll(charges);
  return { pairs: [...judged, ...judgeSingles(charges, judged)], nameOf: (id) => id };
}

async function openPairs({ session, note }: CommandContext): Promise<Findings> {
  const { pairs, total } = await (await session()).call('duplicates.open', { limit: MOST_OPEN_PAIRS });
  if (total > pairs.length) note(`These are the newest ${pairs.length} of ${total} open pairs.`);
  const payments = pairs.flatMap(({ first, second }) => [first, second]);
  const references = new Map(payments.map(({ id, gateway, gatewayRef }) => [id, `${gateway} ${gatewayRef}`]));
  return { pairs: pairs.map(({ pair }) => pair), nameOf: (id) => references.get(id) ?? id };
}

function describe({ pairs, nameOf }: Findings): string {
  if (pairs.length === 0) return 'Nothing looks double.';
  return pairs
    .map(({ a, b, verdict, cause, refund }) => {
      const why = cause === null ? '' : ` (${cause})`;
      const advice = refund === null ? '' : `, return ${nameOf(refund)}`;
      return `${verdict}${why}  ${a === b ? nameOf(a) : `${nameOf(a)} and ${nameOf(b)}`}${advice}`;
    })
    .join('\n');
}
