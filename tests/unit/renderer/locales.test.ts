import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ar } from '../../../renderer/locales/ar/index.ts';
import { en } from '../../../renderer/locales/en/index.ts';
import { zhHans } from '../../../renderer/locales/zh-Hans/index.ts';
import { ERROR_CODES } from '../../../shared/errors.ts';
import { contract } from '../../../shared/ipc/contract.ts';

const renderer = join(import.meta.dirname, '../../../renderer');

/** Texts by their whole key: `payments.title`. */
function flatten(texts: object, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    if (typeof value === 'string') flat.set(path, value);
    else for (const [each, text] of flatten(value, path)) flat.set(each, text);
  }
  return flat;
}

const languages = { en: flatten(en), 'zh-Hans': flatten(zhHans), ar: flatten(ar) } as const;
const pluralEnding = /_(zero|one|two|few|many|other)$/;
const withoutPlural = (key: string) => key.replace(pluralEnding, '');
const placeholders = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '').sort();

/** Keys as the sources write them; `${…}` in a template stands for anything. */
function keysInSources(): { readonly literals: readonly string[]; readonly patterns: readonly RegExp[] } {
  const namespaces = Object.keys(en).join('|');
  const literals = new Set<string>();
  const patterns = new Set<string>();
  for (const file of globSync('{app,features,lib,stores,ui}/**/*.{ts,tsx}', { cwd: renderer })) {
    const source = readFileSync(join(renderer, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
    for (const [, key = ''] of source.matchAll(new RegExp(`'((?:${namespaces})\\.[\\w.-]+)'`, 'g'))) {
      literals.add(key);
    }
    for (const [, key = ''] of source.matchAll(new RegExp(`\`((?:${namespaces})\\.[^\`\\s]*)\``, 'g'))) {
      patterns.add(key.replace(/\./g, '\\.').replace(/\$\{[^}]*\}/g, '.+'));
    }
  }
  return { literals: [...literals], patterns: [...patterns].map((pattern) => new RegExp(`^${pattern}$`)) };
}

describe('texts', () => {
  it('are there in every language', () => {
    const keysOf = (texts: ReadonlyMap<string, string>) =>
      [...new Set([...texts.keys()].map(withoutPlural))].sort();
    for (const texts of Object.values(languages)) expect(keysOf(texts)).toEqual(keysOf(languages.en));
  });

  it('have the plural forms that their language needs, and no others', () => {
    for (const [language, texts] of Object.entries(languages)) {
      const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      const counted = new Set([...texts.keys()].filter((key) => pluralEnding.test(key)).map(withoutPlural));
      for (const key of counted) {
        const forms = [...texts.keys()].filter((each) => withoutPlural(each) === key);
        const kinds = forms
          .map((form) => form.slice(key.length + 1))
          // A text of its own for none is always allowed.
          .filter((kind) => kind !== 'zero' || needed.includes('zero'));
        expect(kinds.sort(), `${language} ${key}`).toEqual([...needed].sort());
      }
    }
  });

  it('take the same placeholders in every language', () => {
    for (const [language, texts] of Object.entries(languages)) {
      for (const [key, text] of texts) {
        const english = languages.en.get(key) ?? languages.en.get(`${withoutPlural(key)}_other`) ?? '';
        const taken = placeholders(text);
        // Arabic says none, one and two in words.
        const left = placeholders(english).filter((name) => !taken.includes(name));
        const saysNumber = /_(zero|one|two)$/.test(key) && language === 'ar';
        expect(
          saysNumber ? left.filter((name) => name !== 'count' && name !== 'shown') : left,
          `${language} ${key}`,
        ).toEqual([]);
        expect(
          taken.filter((name) => !placeholders(english).includes(name)),
          `${language} ${key}`,
        ).toEqual([]);
      }
    }
  });

  it('are never empty and never end in a space', () => {
    for (const texts of Object.values(languages)) {
      for (const [key, text] of texts) expect(text.trim() === text && text !== '', key).toBe(true);
    }
  });

  it('name every error that can reach a person', () => {
    for (const texts of Object.values(languages)) {
      const named = [...texts.keys()].filter((key) => key.startsWith('errors.')).map((key) => key.slice(7));
      expect(named.sort()).toEqual([...ERROR_CODES].sort());
    }
  });

  it('exist for every key in the sources, and none is left over', () => {
    const { literals, patterns } = keysInSources();
    const known = new Set([...languages.en.keys()].map(withoutPlural));
    // Calls have names of the same shape.
    expect(literals.filter((key) => !known.has(key) && !(key in contract))).toEqual([]);
    expect(patterns.filter((pattern) => ![...known].some((key) => pattern.test(key)))).toEqual([]);
    const used = (key: string) => literals.includes(key) || patterns.some((pattern) => pattern.test(key));
    expect([...known].filter((key) => !used(key))).toEqual([]);
  });

  it('for states stand in the glossary, word for word', () => {
    const glossary = readFileSync(join(renderer, '../docs/glossary.md'), 'utf8').replace(/ +/g, ' ');
    for (const [key, english] of languages.en) {
      if (!key.startsWith('states.')) continue;
      const code = key.split('.').at(-1);
      const others = [languages['zh-Hans'], languages.ar].map((texts) => texts.get(key)).join(' | ');
      expect(glossary).toContain(`| \`${code}\` | ${english} | ${others} |`);
    }
  });
});
