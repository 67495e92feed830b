import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evidenceSentence } from '../../../renderer/features/duplicates/evidence-sentence.ts';
import { findingsOf } from '../../../renderer/features/duplicates/finding.ts';
import { comparePayments } from '../../../renderer/features/duplicates/pair-comparison.ts';
import { createFormatter, type Language } from '../../../renderer/lib/format.ts';
import type { Evidence } from '../../../shared/domains/duplicates/contract.ts';
import { ids, NOW, samplePage, samplePair, samplePayment, sampleView } from './sample.ts';
import { translatorFor } from './translate.ts';

function sentence(evidence: Evidence, language: Language = 'en'): string {
  const text = evidenceSentence(evidence, {
    t: translatorFor(language),
    format: createFormatter(language, 'UTC'),
    referenceOf: (id) => (id === ids.payment ? 'ch_first' : 'ch_second'),
    now: NOW,
  });
  return text.replace(/\u00a0/g, ' ');
}

/** Every rule name that the sources of the duplicate rules write. */
function rulesInSources(): string[] {
  const folder = `${import.meta.dirname}/../../../shared/domains/duplicates`;
  const source = globSync('*.ts', { cwd: folder })
    .map((file) => readFileSync(`${folder}/${file}`, 'utf8'))
    .join('\n');
  const names = [...source.matchAll(/(?:evidence\(\s*|rule: )'([a-z-]+)'/g)].map(([, name]) => name ?? '');
  return [...new Set(names)].sort();
}

describe('evidence', () => {
  it('has a sentence in both languages for every rule', () => {
    const rules = rulesInSources();
    expect(rules.length).toBeGreaterThan(25);
    for (const rule of rules) {
      for (const language of ['en', 'zh-Hans'] as const) {
        const text = sentence({ rule, text: 'FALLBACK', values: {} }, language);
        expect(text, rule).not.toBe('FALLBACK');
        expect(text, rule).not.toMatch(/\{\{|duplicates\./);
      }
    }
  });

  it('is filled from the values of the rule', () => {
    const lines: readonly Evidence[] = [
      { rule: 'same-application', text: '', values: { application: 'EV-1', gapMs: 38_000 } },
      {
        rule: 'amounts',
        text: '',
        values: { firstMinor: 2500, firstCurrency: 'USD', secondMinor: 2500, secondCurrency: 'USD' },
      },
      {
        rule: 'amounts',
        text: '',
        values: { firstMinor: 2500, firstCurrency: 'USD', secondMinor: 900, secondCurrency: 'JPY' },
      },
      { rule: 'return', text: '', values: { return: ids.other, keep: ids.payment } },
      { rule: 'score-gap', text: '', values: { points: 1.5, gapMs: 600_000 } },
      { rule: 'fee-types', text: '', values: { firstFee: 'base', secondFee: null } },
      {
        rule: 'double-application',
        text: '',
        values: {
          firstApplication: 'A',
          firstStatus: 'processing',
          secondApplication: 'B',
          secondStatus: null,
          gapMs: 1000,
        },
      },
    ];
    expect(lines.map((line) => sentence(line))).toEqual([
      'Both charges were taken for application EV-1, 38 seconds apart.',
      'Same amount and currency: USD 25.00.',
      'Amounts differ: USD 25.00 and JPY 900.',
      'ch_second goes back: it did not buy the visa. ch_first stays.',
      '10 minutes apart (+1.5).',
      'The amounts differ and a fee type is missing (Application fee, —): one may be an expedite or amendment fee.',
      'One person paid A (In processing) and B (—) for the same visa, 1 second apart.',
    ]);
  });

  it('keeps the English sentence of a rule that is newer than this window', () => {
    expect(sentence({ rule: 'moon-phase', text: 'Full moon.', values: {} }, 'zh-Hans')).toBe('Full moon.');
  });
});

describe('the comparison', () => {
  it('lights what agrees and leaves out what neither charge has', () => {
    const other = samplePayment({
      id: ids.other,
      gatewayRef: 'ch_2',
      createdAt: NOW,
      email: 'PAYER@example.org',
    });
    const fields = comparePayments(samplePayment(), other);
    expect(fields.filter(({ same }) => same).map(({ field }) => field)).toEqual([
      'amount',
      'application',
      'fee',
      'card',
      'email',
      'order',
      'captured',
      'gateway',
      'status',
    ]);
    expect(fields.map(({ field }) => field)).not.toContain('device');
  });

  it('never calls two unknown values the same', () => {
    const without = samplePayment({ orderRef: null });
    expect(comparePayments(without, samplePayment()).find(({ field }) => field === 'order')?.same).toBe(
      false,
    );
  });
});

describe('findings', () => {
  const other = samplePayment({ id: ids.other });

  it('put the charge to return and the one that stays in their places', () => {
    const [finding] = findingsOf(samplePage({ duplicates: [{ pair: samplePair(), other }] }));
    expect(finding).toMatchObject({
      refund: { id: ids.other },
      kept: { id: ids.payment },
      isReturning: false,
    });
  });

  it('see a refund under way on either charge', () => {
    const reserved = { ...other, refundedMinor: 2500 };
    const [onOther] = findingsOf(samplePage({ duplicates: [{ pair: samplePair(), other: reserved }] }));
    const [onOwn] = findingsOf(
      samplePage({
        duplicates: [{ pair: samplePair({ refund: ids.payment }), other }],
        refunds: [sampleView()],
      }),
    );
    expect([onOther?.isReturning, onOwn?.isReturning]).toEqual([true, true]);
  });

  it('are silent about separate payments and put money to return first', () => {
    const pairs = [
      { pair: samplePair({ verdict: 'SEPARATE', refund: null }), other },
      { pair: samplePair({ verdict: 'REVIEW', refund: null }), other },
      { pair: samplePair(), other },
    ];
    expect(findingsOf(samplePage({ duplicates: pairs })).map(({ pair }) => pair.verdict)).toEqual([
      'CONFIRMED_DUPLICATE',
      'REVIEW',
    ]);
  });
});
