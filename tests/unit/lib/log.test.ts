import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openLog, readLogTail, redactLogText } from '../../../electron/lib/log.ts';

const folder = mkdtempSync(join(tmpdir(), 'visadesk-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('redactLogText', () => {
  it('takes card numbers out, however they are written', () => {
    for (const text of [
      '4111111111111111',
      '4111 1111 1111 1111',
      '3782-822463-10005',
      'x6304000000000000000y',
    ]) {
      expect(redactLogText(text)).not.toMatch(/\d{4}/);
    }
  });

  it('takes any run of 13 to 19 digits out', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{13,19}$/), fc.constantFrom('', ' ', '-'), (digits, separator) => {
        expect(redactLogText(`card ${[...digits].join(separator)}.`)).toBe('card [digits].');
      }),
    );
  });

  it('takes e-mail addresses out and leaves the rest', () => {
    expect(redactLogText('Jane <jane.doe+visa@example.co.uk> paid 120 at 2026-11-22')).toBe(
      'Jane <[e-mail]> paid 120 at 2026-11-22',
    );
  });
});

describe('openLog', () => {
  it('writes one readable object per line, without what it must not keep', () => {
    const file = join(folder, 'plain', 'main.log');
    const log = openLog(file);
    log.info('call of jane@example.org', { name: 'payments.get', card: '4111111111111111', rows: 3 });
    log.error('failed', new Error('4111 1111 1111 1111'), { number: 4111111111111111 });
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({
        level: 'info',
        message: 'call of [e-mail]',
        name: 'payments.get',
        card: '[digits]',
        rows: 3,
      }),
      expect.objectContaining({
        level: 'error',
        error: expect.stringContaining('Error: [digits]'),
        number: '[digits]',
      }),
    ]);
    expect(readLogTail(file, 1)).toBe(lines[1]);
  });

  it('keeps a few files of limited size, the newest lines first to be found', () => {
    const file = join(folder, 'rotated', 'data.log');
    const limits = { bytes: 2_000, files: 3 };
    for (let run = 0; run < 2; run += 1) {
      // Opening again goes on where the last run ended.
      const log = openLog(file, limits);
      for (let line = 0; line < 60; line += 1) log.info(`line ${run}-${line}`);
    }
    const files = readdirSync(join(folder, 'rotated')).sort();
    expect(files).toEqual(['data.log', 'data.log.1', 'data.log.2']);
    for (const name of files) expect(statSync(join(folder, 'rotated', name)).size).toBeLessThanOrEqual(2_000);
    expect(readLogTail(file, 1)).toContain('line 1-59');
  });
});
