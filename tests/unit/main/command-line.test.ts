import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../../electron/main/command-line.ts';

describe('parseCommandLine', () => {
  it('has nothing to say by default', () => {
    expect(parseCommandLine(['.'])).toEqual({
      dataDirectory: null,
      screenshotFile: null,
      screen: null,
      language: null,
      theme: null,
      size: null,
      smoke: false,
    });
  });

  it('finds its options between those of Chromium, Electron and Playwright', () => {
    const parsed = parseCommandLine([
      ...['--no-sandbox', '--inspect=0', '--remote-debugging-port=0', '-r', 'loader.js', '/project'],
      ...['--data-dir', '/data', '--screenshot', 'out.png', '--screen=refunds', '--lang', 'zh-Hans'],
      ...['--theme', 'dark', '--size', '1280x800', '--smoke'],
    ]);
    expect(parsed).toEqual({
      dataDirectory: '/data',
      screenshotFile: 'out.png',
      screen: 'refunds',
      language: 'zh-Hans',
      theme: 'dark',
      size: { width: 1280, height: 800 },
      smoke: true,
    });
  });

  it('ignores values that make no sense', () => {
    const parsed = parseCommandLine(['--theme', 'pink', '--size', '12 by 7', '--screenshot']);
    expect(parsed).toMatchObject({ theme: null, size: null, screenshotFile: null });
  });
});
