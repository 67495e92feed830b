import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Cell, Column } from '../../../electron/data/domains/exports/columns.ts';
import { columnsOf, prepareColumns, type Row } from '../../../electron/data/domains/exports/prepare.ts';
import { EXPORT_SOURCES } from '../../../electron/data/domains/exports/sources.ts';
import {
  type ExportKind,
  exportFilterSchemas,
  exportKindSchema,
  exportLanguageSchema,
} from '../../../shared/domains/exports/contract.ts';
import { exportWords } from '../../../shared/domains/exports/words.ts';
import { currencyCodes } from '../../../shared/lib/currencies.ts';
import { parseMajorAmount } from '../../../shared/lib/money.ts';
import english from '../../../shared/locales/en/exports.json' with { type: 'json' };
import { anyText } from '../any-text.ts';

const KINDS = exportKindSchema.options;
const LANGUAGES = exportLanguageSchema.options;

function prepared(
  kind: ExportKind,
  full: boolean,
  wishes: Partial<Parameters<typeof prepareColumns>[1]> = {},
) {
  const columns = columnsOf(EXPORT_SOURCES[kind].columns, full);
  return { columns, prepared: prepareColumns(columns, { full, language: null, headers: 'keys', ...wishes }) };
}

/** A row with these values by key, everything else empty. */
function rowOf(columns: readonly Column[], values: Readonly<Record<string, Cell>>): Row {
  return columns.map(({ key }) => values[key] ?? null);
}

describe.each(KINDS)('an export of %s', (kind) => {
  it('has each key once, stable and in English', () => {
    const keys = EXPORT_SOURCES[kind].columns.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
  });

  it('is described in docs/formats.md, column by column and filter by filter', () => {
    const formats = readFileSync(join(import.meta.dirname, '../../../docs/formats.md'), 'utf8');
    const [, columns = '', filters = ''] =
      new RegExp(`^\\| \`${kind}\` *\\|([^|]*)\\|([^|]*)\\|$`, 'm').exec(formats) ?? [];
    const quoted = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    expect(quoted(columns)).toEqual(EXPORT_SOURCES[kind].columns.map(({ key }) => key));
    expect(quoted(filters)).toEqual(Object.keys(exportFilterSchemas[kind].shape));
  });

  it('has a currency beside each amount, and its minor units', () => {
    const keys = EXPORT_SOURCES[kind].columns.map(({ key }) => key);
    for (const column of EXPORT_SOURCES[kind].columns) {
      if (column.type !== 'amount') continue;
      expect(keys).toContain(column.currency);
      expect(keys).toContain(`${column.key}_minor`);
    }
  });

  it('can be filtered by what its contract says and nothing else', () => {
    expect(Object.keys(EXPORT_SOURCES[kind].filters)).toEqual(Object.keys(exportFilterSchemas[kind].shape));
  });

  it('shows no personal text when it is masked, whatever is in it', () => {
    const { columns, prepared: masked } = prepared(kind, false);
    const personal = columns.flatMap((column, index) =>
      column.type === 'text' && column.personal !== null ? [index] : [],
    );
    expect(columns.filter((column) => column.type === 'text' && column.personal === 'free-text')).toEqual([]);
    fc.assert(
      fc.property(anyText, (secret) => {
        const whole = `Anna ${secret} Muster 0170 1234567`;
        const row = columns.map(() => whole);
        for (const index of personal) {
          const column = masked[index];
          expect(column?.heading).toMatch(/_masked$/);
          expect(column?.type === 'text' ? column.read(row) : '').toMatch(
            /^(?:A\*{3}(?:@[\p{L}\p{N}]?\*{3})?|\*{3}67)$/u,
          );
        }
      }),
      { numRuns: 20 },
    );
  });

  it('leaves no whole e-mail address in any cell when it is masked', () => {
    const { columns, prepared: masked } = prepared(kind, false);
    const row = columns.map(() => 'see ana.silva@example.org');
    for (const column of masked) {
      if (column.type === 'text') expect(column.read(row)).not.toContain('ana.silva@');
    }
  });

  it('has everything as it is when it is full', () => {
    const { columns, prepared: full } = prepared(kind, true);
    expect(columns).toEqual(EXPORT_SOURCES[kind].columns);
    const row = columns.map(() => 'ana.silva@example.org');
    for (const column of full)
      if (column.type === 'text') expect(column.read(row)).toBe('ana.silva@example.org');
    expect(full.map(({ heading }) => heading)).toEqual(columns.map(({ key }) => key));
  });
});

test.each<[ExportKind, string, string]>([
  ['payments', 'applicant_name customer_name email phone payer_id', 'description'],
  ['refunds', 'customer_name email phone', 'note document decision_reason'],
  ['tickets', 'customer_name email phone', 'subject'],
  ['duplicates', 'customer_name email', ''],
])('of %s these are masked: %s, and these left out: %s', (kind, masked, leftOut) => {
  const { columns } = EXPORT_SOURCES[kind];
  const keys = prepared(kind, false).prepared.map(({ heading }) => heading);
  expect(keys.filter((key) => key.endsWith('_masked'))).toEqual(
    masked.split(' ').map((key) => `${key}_masked`),
  );
  const gone = columns.filter(({ key }) => !keys.includes(key) && !keys.includes(`${key}_masked`));
  expect(gone.map(({ key }) => key).join(' ')).toBe(leftOut);
});

describe('amounts', () => {
  it('are exact in every currency', () => {
    const { columns, prepared: all } = prepared('refunds', true);
    const amount = all[columns.findIndex(({ key }) => key === 'amount')];
    const minor = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(minor, fc.constantFrom(...currencyCodes), (amountMinor, currency) => {
        const text =
          amount?.type === 'decimal' ? amount.read(rowOf(columns, { amount: amountMinor, currency })) : null;
        expect(parseMajorAmount(text ?? '', currency)).toEqual({ ok: true, minor: amountMinor });
      }),
    );
  });

  it('of a currency that nobody knows stay in minor units only', () => {
    const { columns, prepared: all } = prepared('refunds', true);
    const row = rowOf(columns, { amount: 500, amount_minor: 500, currency: 'ZZZ' });
    const read = (key: string) => all[columns.findIndex((column) => column.key === key)]?.read(row);
    expect([read('amount'), read('amount_minor')]).toEqual([null, 500]);
  });
});

describe('times', () => {
  it('outside 1970 to 9999 are empty: no spreadsheet has them', () => {
    const { columns, prepared: all } = prepared('refunds', true);
    const column = all[columns.findIndex(({ key }) => key === 'requested_at')];
    const read = (requested_at: number) => column?.read(rowOf(columns, { requested_at }));
    expect([-1, 0, 253_402_300_799_999, 253_402_300_800_000, Number.MAX_SAFE_INTEGER].map(read)).toEqual([
      null,
      0,
      253_402_300_799_999,
      null,
      null,
    ]);
  });
});

describe('words', () => {
  it('are there in each language for every heading, and none is left over', () => {
    const used = new Set<string>(KINDS.flatMap((kind) => EXPORT_SOURCES[kind].columns.map(({ key }) => key)));
    expect(Object.keys(english.column).sort()).toEqual([...used].sort());
    for (const language of LANGUAGES) {
      for (const kind of KINDS) {
        for (const { heading } of prepared(kind, true, { language, headers: 'localised' }).prepared) {
          expect(heading.trim()).toBe(heading);
          expect(heading).not.toBe('');
        }
      }
    }
  });

  it('tell the columns of one file apart', () => {
    for (const language of LANGUAGES) {
      for (const kind of KINDS) {
        const headings = prepared(kind, true, { language, headers: 'localised' }).prepared.map(
          ({ heading }) => heading,
        );
        expect(headings.filter((heading, index) => headings.indexOf(heading) !== index)).toEqual([]);
      }
    }
  });

  it('say of a masked column that it is', () => {
    const headings = (language: 'en' | 'zh-Hans') =>
      prepared('payments', false, { language, headers: 'localised' }).prepared.map(({ heading }) => heading);
    expect(headings('en')).toContain('E-mail (masked)');
    expect(headings('zh-Hans')).toContain('电子邮箱（已脱敏）');
  });

  it('stand for codes only when a language is asked for; an unknown code stays', () => {
    const read = (language: 'zh-Hans' | null, state: string) => {
      const { columns, prepared: all } = prepared('refunds', false, { language });
      return all[columns.findIndex(({ key }) => key === 'state')]?.read(rowOf(columns, { state }));
    };
    expect(read(null, 'submitted')).toBe('submitted');
    expect(read('zh-Hans', 'submitted')).toBe('待审核');
    expect(read('zh-Hans', 'constructor')).toBe('constructor');
  });

  it('are those on screen', () => {
    for (const language of LANGUAGES) {
      const screen = (file: string) =>
        JSON.parse(
          readFileSync(
            join(import.meta.dirname, '../../../renderer/locales', language, `${file}.json`),
            'utf8',
          ),
        );
      const words = exportWords(language);
      expect(words.values('refundReason')).toEqual(screen('refunds').reason);
      expect(words.values('fee')).toEqual(screen('payments').fee);
      expect(words.values('channel')).toEqual(screen('tickets').channel);
      expect(words.values('priority')).toEqual(screen('tickets').priority);
      const verdicts = Object.entries<{ title: string }>(screen('duplicates').verdict);
      expect(words.values('verdict')).toEqual(
        Object.fromEntries(verdicts.map(([verdict, { title }]) => [verdict, title])),
      );
    }
  });
});
