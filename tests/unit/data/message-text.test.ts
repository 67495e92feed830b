import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  indexedWords,
  messageQuery,
  snippetOf,
} from '../../../electron/data/domains/tickets/message-text.ts';
import { anyText } from '../any-text.ts';

/** Whether the text is found, as the index and the look at the text itself decide it together. */
function finds(text: string, body: string, isPrefix = false): boolean {
  const query = messageQuery(text, isPrefix);
  if (query === null) return false;
  const words = new Set(indexedWords(body).split(' '));
  const isInIndex = query.match.split(' AND ').every((part) => {
    const [, word = '', star] = /^"(.+)"(\*?)$/u.exec(part) ?? [];
    return star ? [...words].some((one) => one.startsWith(word)) : words.has(word);
  });
  return isInIndex && snippetOf(body, query) !== null;
}

describe('a search finds', () => {
  test.each([
    ['a word in other case', 'REFUND', 'Where is my refund?'],
    ['a word without its accent', 'perez', 'Señor Pérez escribió'],
    ['a word with an accent it does not have', 'Pérez', 'senor perez'],
    ['two words in any order', 'twice charged', 'I was charged twice.'],
    ['two Chinese characters', '退款', '你好，我的退款什么时候到账？'],
    ['one Chinese character', '款', '我的退款'],
    ['the last Chinese character', '账', '到账'],
    ['four Chinese characters', '重复扣款', '我被重复扣款了'],
    ['Chinese beside Latin letters', '订单', 'visa订单VNM-1 退款'],
    ['Latin letters beside Chinese', 'visa', 'visa订单'],
    ['Japanese', '返金', '返金をお願いします'],
    ['a Korean word with an ending', '환불', '환불을 요청합니다'],
    ['Thai, which has no spaces', 'คืนเงิน', 'ขอคืนเงินได้ไหม'],
    ['Arabic without vowel signs', 'استرداد', 'أُرِيدُ اسْتِرْدَاد المبلغ'],
    ['Hindi', 'रिफंड', 'मुझे रिफंड चाहिए'],
    ['Russian in other case', 'ВОЗВРАТ', 'прошу возврат'],
    ['German sharp s as it is written', 'straße', 'Die Straße'],
    ['full-width letters', 'ＲＥＦＵＮＤ', 'refund'],
    ['a number', '4711', 'order no. 4711'],
    ['a word with an invisible character inside', 're\u200bfund', 'refund'],
    ['a word that has an invisible character inside', 'refund', 'my re\u00adfund please'],
    ['a part of an address', 'example', 'write to ana@example.com'],
  ])('%s', (_, text, body) => {
    expect(finds(text, body)).toBe(true);
  });

  test.each([
    ['a word inside another word', 'fund', 'refund'],
    ['two pairs of characters that stand apart', '重复扣款', '重复了。复扣。扣款'],
    ['such pairs beside a word that is there', 'visa 重复扣款', 'visa 重复了。复扣。扣款'],
    ['only one of two words', 'refund visa', 'refund'],
    ['nothing in it', '"" -- *', 'anything'],
  ])('not %s', (_, text, body) => {
    expect(finds(text, body)).toBe(false);
  });

  test('a beginning only when asked for, of the last word, and not too short', () => {
    expect(finds('refu', 'my refund')).toBe(false);
    expect(finds('refu', 'my refund', true)).toBe(true);
    expect(finds('my refu', 'my refund', true)).toBe(true);
    expect(finds('refu my', 'my refund', true)).toBe(false);
    expect(finds('re', 'my refund', true)).toBe(false);
  });
});

test.each([
  ['OR', 'a OR b'],
  ['NEAR', 'NEAR(a b, 2)'],
  ['column', 'words : a'],
  ['quotes', '"a" \'b\' "" """'],
  ['minus', '-a NOT b'],
  ['star', '* ^a +b'],
  ['NUL', 'a\u0000b'],
  ['lone surrogates', '\ud800a\udfff'],
])('an operator is just characters: %s', (_, text) => {
  const query = messageQuery(text, true) ?? messageQuery(text, false);
  expect(query?.match).toMatch(/^"[\p{L}\p{N}]+"\*?( AND "[\p{L}\p{N}]+"\*?)*$/u);
});

test('a long query is cut to a dozen terms, and a long run to what it begins with', () => {
  const words = Array.from({ length: 300 }, (_, index) => `word${index}`).join(' ');
  expect(messageQuery(words, false)?.terms).toHaveLength(12);
  const [run] = messageQuery('退款'.repeat(1_000), false)?.terms ?? [];
  expect([...(run?.text ?? '')]).toHaveLength(64);
});

describe('the snippet', () => {
  const joined = (text: string, body: string): string => {
    const query = messageQuery(text, false);
    const snippet = query && snippetOf(body, query);
    return (snippet ?? []).map((part) => (part.hit ? `[${part.text}]` : part.text)).join('');
  };

  test('marks what was found, on one line', () => {
    expect(joined('refund', 'Where is\n\nmy Refund?  Now.')).toBe('Where is my [Refund]? Now.');
    expect(joined('退款', '我的退款什么时候')).toBe('我的[退款]什么时候');
    expect(joined('charged twice', 'charged once, charged twice')).toBe('[charged] once, [charged] [twice]');
  });

  test('begins shortly before the first find and says that more stands around it', () => {
    const text = joined('refund', `${'x'.repeat(300)} refund ${'y'.repeat(300)}`);
    expect(text).toMatch(/^…x{39} \[refund\] y+…$/);
    expect(text.length).toBeLessThan(180);
  });

  test('marks the whole word where folding changes its length', () => {
    expect(joined('ffi', 'oﬃce ﬃ')).toBe('oﬃce [ﬃ]');
  });

  test('never cuts a character in two', () => {
    const text = joined('refund', `${'😀'.repeat(200)} refund ${'😀'.repeat(200)}`);
    expect(text.isWellFormed()).toBe(true);
  });

  test('shows exactly the text: whatever is written, its parts are a piece of it', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom('a', '退款', 'e', '1'), (text, wanted) => {
        const body = `${text} ${wanted} ${text}`.toWellFormed();
        const query = messageQuery(wanted, false);
        const snippet = query && snippetOf(body, query);
        const shown = (snippet ?? []).map((part) => part.text).join('');
        expect(body.replace(/\s+/gu, ' ')).toContain(shown.replace(/^…|…$/gu, '').replace(/\s+/gu, ' '));
      }),
    );
  });
});

test('any text can be indexed and looked for', () => {
  fc.assert(
    fc.property(anyText, anyText, (text, body) => {
      const words = indexedWords(body);
      expect(words).toMatch(/^[^"\s]*( [^"\s]+)*$/u);
      const query = messageQuery(text, false);
      if (query !== null) snippetOf(body, query);
    }),
  );
});

test('ten megabytes are indexed in no time', () => {
  const body = 'refund 退款 '.repeat(1_000_000);
  expect(indexedWords(body).split(' ')).toEqual(['refund', '退', '款', '退款']);
});
