import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guardFormulas, looksLikeFormula } from '../../../shared/domains/exports/formula-guard.ts';
import { anyText } from '../any-text.ts';

const SIGNS = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹢', '﹣', '﹦', '﹫'];

describe('guardFormulas', () => {
  it.each([
    ...SIGNS.map((sign) => [`${sign}cmd|' /C calc'!A0`, `'${sign}cmd|' /C calc'!A0`]),
    ['=HYPERLINK("http://x.example","y")', '\'=HYPERLINK("http://x.example","y")'],
    ['\tharmless', "'\tharmless"],
    ['\rharmless', "'\rharmless"],
    ['\n=1+1', "'\n'=1+1"],
    ['   =1+1', "'   =1+1"],
    ['\u00a0=1+1', "'\u00a0=1+1"],
    ['\u200b\u202e=1+1', "'\u200b\u202e=1+1"],
    ['\ufeff@SUM(A1)', "'\ufeff@SUM(A1)"],
    ['"=1+1"', '\'"=1+1"'],
    ['-', "'-"],
    ['--', "'--"],
    ['+1+cmd|x', "'+1+cmd|x"],
    ['-2+3', "'-2+3"],
    ['+49 170 A1', "'+49 170 A1"],
  ])('puts an apostrophe before %j', (text, guarded) => {
    expect(looksLikeFormula(text)).toBe(true);
    expect(guardFormulas(text)).toBe(guarded);
  });

  it.each([
    ['a list separator', 'Müller;=1+1', "Müller;'=1+1"],
    ['one with spaces and a quote', 'a; "=1+1', 'a; "\'=1+1'],
    ['a line break', 'first\n- second\r\n@third', "first\n'- second\r\n'@third"],
    ['a tab', 'a\t+SUM(A1)', "a\t'+SUM(A1)"],
    ['a full-width sign', 'a;＝1', "a;'＝1"],
  ])('guards what another program would take for a cell behind %s', (_, text, guarded) => {
    expect(guardFormulas(text)).toBe(guarded);
  });

  it.each([
    '+49 170 1234567',
    '+1 (555) 010-9999',
    '+(44) 20/7946.0018',
    '-12.50',
    '+1,234.00',
    '-5',
    'call +49 170 1234567; or -12.50; or +1 555',
    'a-b=c',
    'x@example.org',
    '3+4',
    "'=1+1",
    '王小明',
    '',
    ' ',
    '; ;',
    'fee, -extra',
  ])('leaves %j as it is', (text) => {
    expect(guardFormulas(text)).toBe(text);
  });

  it('leaves no text that a spreadsheet computes, and only ever adds apostrophes', () => {
    const piece = fc.oneof(
      anyText,
      fc.constantFrom(...SIGNS, ';', '\t', '\r', '\n', ' ', '"', "'", '\u200b', '1', 'A'),
    );
    const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, (hostile) => {
        const guarded = guardFormulas(hostile);
        expect(looksLikeFormula(guarded)).toBe(false);
        for (const cell of guarded.split(/[;\t\r\n]/).slice(1)) expect(looksLikeFormula(cell)).toBe(false);
        expect(guarded.replaceAll("'", '')).toBe(hostile.replaceAll("'", ''));
        expect(guardFormulas(guarded)).toBe(guarded);
      }),
      { numRuns: 1000 },
    );
  });
});
