import { resolve } from 'node:path';
import type { z } from 'zod';
import { exportLanguageSchema } from '../../../shared/domains/exports/contract.ts';
import {
  type FailureReport,
  type RefundReport,
  type SaveRequest,
  saveRequestSchema,
  type Tally,
} from '../../../shared/domains/reports/contract.ts';
import { DeskError } from '../../../shared/errors.ts';
import { currencyDecimals } from '../../../shared/lib/currencies.ts';
import { minorToMajorText } from '../../../shared/lib/money.ts';
import type { CommandAnswer, CommandContext, DeskCommand } from '../command.ts';
import type { DeskSession } from '../desk-session.ts';

const DEFAULT_ZONE = 'UTC';
/** Lines of a list for people; the rest is in `--json` and in files. */
const SHOWN = 10;

export const reportCommand: DeskCommand = {
  name: 'report',
  usage: 'refunds|failures --from DATE --to DATE [--compare] [--format csv|xlsx --out FILE]',
  summary: 'Sums refunds or payment failures of a period up (days of --time-zone, both included).',
  positionals: { least: 1, most: 1 },
  options: {
    from: { type: 'string', value: 'DATE', help: 'first day, such as 2026-11-01' },
    to: { type: 'string', value: 'DATE', help: 'last day' },
    'time-zone': {
      type: 'string',
      value: 'ZONE',
      help: `whose days, such as Asia/Kolkata (default: ${DEFAULT_ZONE})`,
    },
    compare: { type: 'boolean', help: 'beside as many days right before' },
    format: { type: 'string', value: 'csv|xlsx', help: 'write a file instead; noted in the audit log' },
    out: { type: 'string', value: 'FILE', help: 'file to write' },
    lang: {
      type: 'string',
      value: exportLanguageSchema.options.join('|'),
      help: 'states in words of this language (default: codes)',
    },
    headers: {
      type: 'string',
      value: 'keys|localised',
      help: 'first row: stable keys (default) or words of --lang',
    },
    force: { type: 'boolean', help: 'replace a file of that name' },
  },
  run: runReport,
};

/** What was asked for, and how to write it; null = it is answered on standard output. */
type Question = Pick<SaveRequest, 'report' | 'period'> & { readonly save: SaveRequest | null };

async function runReport(context: CommandContext): Promise<CommandAnswer> {
  // Checked before the workspace is opened: a mistyped command should cost nothing.
  const question = questionOf(context);
  const session = await context.session();
  if (question.save !== null) return save(session, question.save);
  if (question.report === 'refunds') {
    const report = await session.call('reports.refunds', question.period);
    return { json: report, text: describeRefunds(report), exitCode: 0 };
  }
  const report = await session.call('reports.failures', question.period);
  if (!report.complete) context.note('Payments are still being counted: these numbers are too low.');
  return { json: report, text: describeFailures(report), exitCode: 0 };
}

async function save(session: DeskSession, request: SaveRequest): Promise<CommandAnswer> {
  const { rows } = await session.call('reports.save', request);
  const { report, period, format, file } = request;
  return {
    json: { report, ...period, format, file, rows },
    text: `${file}: report on ${report} from ${period.from} to ${period.to}, ${rows} rows`,
    exitCode: 0,
  };
}

/** The option that a field comes from, where it has another name. */
const OPTION_NAMES: Readonly<Record<string, string>> = {
  timeZone: 'time-zone',
  file: 'out',
  language: 'lang',
  replace: 'force',
};

/** @throws DeskError `bad-input` naming the option */
function questionOf({ positionals, options }: CommandContext): Question {
  const report = saveRequestSchema.shape.report.safeParse(positionals[0]);
  if (!report.success) {
    const reports = saveRequestSchema.shape.report.options.join(' and ');
    throw new DeskError('bad-input', `There is no report on ${positionals[0]}; there are ${reports}`);
  }
  const { from, to, compare = false, format, out, lang, headers, force = false } = options;
  const parsed = saveRequestSchema.safeParse({
    report: report.data,
    period: { from, to, timeZone: options['time-zone'] ?? DEFAULT_ZONE, compare },
    format: format ?? 'csv',
    file: typeof out === 'string' && out !== '' ? resolve(out) : '-',
    replace: force,
    language: lang ?? null,
    ...(headers === undefined ? {} : { headers }),
  });
  if (!parsed.success) throw refusalOf(parsed.error.issues[0]);
  if ((format === undefined) !== (out === undefined)) {
    throw new DeskError('bad-input', '--format and --out go together');
  }
  return { report: report.data, period: parsed.data.period, save: out === undefined ? null : parsed.data };
}

function refusalOf(issue: z.core.$ZodIssue | undefined): DeskError {
  const field = String(issue?.path.at(-1));
  // A period as a whole says itself what is wrong with it.
  if (field === 'period') return new DeskError('bad-input', issue?.message ?? '');
  return new DeskError('bad-input', `--${OPTION_NAMES[field] ?? field}: missing or not understood`);
}

function describeFailures(report: FailureReport): string {
  const { failed, tried } = report.total.now;
  if (tried === 0) return 'No payment succeeded or failed.';
  const { authorised, unfinished, givenUp } = report.leftOut;
  const list = <Row extends { now: Tally; before: Tally | null }>(
    title: string,
    rows: readonly Row[],
    nameOf: (row: Row) => string,
  ) => [
    '',
    title,
    ...rows.slice(0, SHOWN).map((row) => `  ${nameOf(row)}: ${tallyText(row)}`),
    ...(rows.length > SHOWN ? [`  and ${rows.length - SHOWN} more`] : []),
  ];
  return [
    `${failed} of ${tried} payments failed: ${tallyText(report.total)}`,
    `Not counted: ${authorised} only reserved, ${unfinished} without an outcome, ${givenUp} given up.`,
    ...list('By gateway', report.byGateway, ({ gateway }) => gateway),
    ...list('By country', report.byCountry, ({ country }) => country ?? 'unknown'),
    ...list('By cause', report.byCause, ({ gateway, code }) => `${gateway} ${code ?? 'no code'}`),
  ].join('\n');
}

function tallyText({ now, before }: { readonly now: Tally; readonly before: Tally | null }): string {
  const text = ({ failed, tried, rate }: Tally): string => `${percent(rate)} (${failed} of ${tried})`;
  return before === null ? text(now) : `${text(now)}, before ${text(before)}`;
}

function describeRefunds({ total, byReason, byState, ageing }: RefundReport): string {
  const { refunds, money, medianHours, inTime } = total.now;
  if (refunds === 0) return 'No refund was requested.';
  const countText = (name: string, now: number, before: number | undefined): string =>
    `  ${name}: ${now}${before === undefined ? '' : `, before ${before}`}`;
  // A currency that nobody knows keeps its minor units.
  const sums = money.map(({ currency, amountMinor }) =>
    currencyDecimals(currency) === null
      ? `${amountMinor} minor units of ${currency}`
      : `${currency} ${minorToMajorText(amountMinor, currency)}`,
  );
  return [
    `${refunds} refunds${total.before === null ? '' : `, before ${total.before.refunds}`}: ${sums.join(', ')}`,
    `Decided within 24 hours: ${percent(inTime)}; hours to the decision (median): ${medianHours?.toFixed(1) ?? '-'}`,
    '',
    'By reason',
    ...byReason.map(({ reason, now, before }) => countText(reason, now.refunds, before?.refunds)),
    '',
    'By state',
    ...byState.map(({ state, now, before }) => countText(state, now.refunds, before?.refunds)),
    '',
    'Waiting for a decision',
    ...ageing.map(({ age, now, before }) => countText(age, now.undecided, before?.undecided)),
  ].join('\n');
}

function percent(share: number | null): string {
  return share === null ? '-' : `${(share * 100).toFixed(1)} %`;
}
