import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskEmail, maskEmailsInside, maskName, maskPhone } from '../../../shared/domains/exports/mask.ts';
import { anyText } from '../any-text.ts';

describe('masks', () => {
  it.each([
    ['Mateus Oliveira', 'M***'],
    ['王小明', '王***'],
    ['محمد علي', 'م***'],
    ['\u202e Ana', 'A***'],
    ['=cmd|x', 'c***'],
    ['\ud83d', '***'],
    ['👩‍👩‍👧', '***'],
    ['', '***'],
  ])('of the name %j', (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });

  it.each([
    ['mateus.oliveira@example.org', 'm***@e***.org'],
    ['a@b.co', 'a***@b***.co'],
    ['王@例子.中国', '王***@例***'],
    ['weird@@sub.example.com', 'w***@s***.com'],
    ['no address', 'n***'],
    ['@', '***@***'],
    ['x@long.abcdefghijklmnop', 'x***@l***'],
  ])('of the address %j', (email, masked) => {
    expect(maskEmail(email)).toBe(masked);
  });

  it.each([
    ['+49 170 1234567', '***67'],
    ['+١٢٣٤٥٦٧', '***٦٧'],
    ['12345', '***'],
    ['none', '***'],
  ])('of the phone number %j', (phone, masked) => {
    expect(maskPhone(phone)).toBe(masked);
  });

  it('of addresses inside other texts', () => {
    expect(maskEmailsInside('ORD-ana@example.org-7, <b@example.com>')).toBe('O***@e***, <b***@e***.com>');
    expect(maskEmailsInside('ORD-77 @ noon')).toBe('ORD-77 @ noon');
  });

  it('give away at most one character of each part, whatever the text', () => {
    fc.assert(
      fc.property(anyText, anyText, (local, domain) => {
        expect([...maskName(local)].length).toBeLessThanOrEqual(4);
        expect(maskEmail(`${local}@${domain}`)).toMatch(
          /^[\p{L}\p{N}]?\*{3}@[\p{L}\p{N}]?\*{3}(\.[a-z]{2,12})?$/iu,
        );
        expect(maskPhone(local)).toMatch(/^\*{3}(\p{Nd}{2})?$/u);
        expect(maskName(local).isWellFormed()).toBe(true);
      }),
    );
  });
});
