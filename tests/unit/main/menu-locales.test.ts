import { describe, expect, it } from 'vitest';
import english from '../../../electron/main/locales/en.json' with { type: 'json' };
import simplifiedChinese from '../../../electron/main/locales/zh-Hans.json' with { type: 'json' };

describe('the menu’s texts', () => {
  it('are complete in every language', () => {
    expect(Object.keys(simplifiedChinese)).toEqual(Object.keys(english));
    for (const text of [...Object.values(english), ...Object.values(simplifiedChinese)]) {
      expect(text.trim()).not.toBe('');
    }
  });
});
