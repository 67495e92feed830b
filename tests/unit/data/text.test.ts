import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameWords, queryWords } from '../../../electron/data/domains/customers/name-words.ts';
import { afterPrefix, reversed } from '../../../electron/data/domains/lookup/patterns.ts';

test.each([
  ['María-José García', ['maria', 'jose', 'garcia']],
  ['  NGUYỄN   Văn Anh ', ['nguyen', 'van', 'anh']],
  ['O’Neill, Sean', ['o', 'neill', 'sean']],
  ['王小明', ['王小明', '小明', '明']],
  ['김철수', ['김철수', '철수', '수']],
  ['محمد علي', ['محمد', 'علي']],
  ['Anna Anna', ['anna']],
  ['', []],
  [null, []],
])('%s is found by %j', (name, words) => {
  expect(nameWords(name)).toEqual(words);
});

test('every word of a name is a word that a query for the name asks for', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const stored = nameWords(name);
      for (const word of queryWords(name)) expect(stored).toContain(word);
    }),
  );
});

test("a range from a prefix to what comes after it holds exactly what begins with it, in SQLite's order", () => {
  const database = new Database(':memory:');
  const inRange = database.prepare<string[], number>('SELECT ? >= ? AND ? < ?').pluck();
  const text = fc.string({ unit: 'grapheme', maxLength: 8 });
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }),
      text,
      fc.boolean(),
      (prefix, rest, starts) => {
        fc.pre(prefix.isWellFormed() && rest.isWellFormed() && !`${prefix}${rest}`.includes('\u0000'));
        const value = starts ? prefix + rest : rest;
        const end = afterPrefix(prefix);
        if (end === null) return;
        expect(inRange.get(value, prefix, value, end)).toBe(value.startsWith(prefix) ? 1 : 0);
      },
    ),
  );
  database.close();
});

test('reversing twice is nothing, whatever the characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(reversed(reversed(text))).toBe(text);
    }),
  );
  expect(reversed('a😀b')).toBe('b😀a');
});
