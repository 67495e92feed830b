import { describe, expect, it } from 'vitest';
import arabic from '../../../electron/main/locales/ar.json' with { type: 'json' };
import english from '../../../electron/main/locales/en.json' with { type: 'json' };
import simplifiedChinese from '../../../electron/main/locales/zh-Hans.json' with { type: 'json' };

describe('the menu’s texts', () => {
  it('are complete in every language', () => {
    for (const texts of [english, simplifiedChinese, arabic]) {
      expect(Object.keys(texts)).toEqual(Object.keys(english));
      for (const text of Object.values(texts)) expect(text.trim()).not.toBe('');
    }
  });
});
