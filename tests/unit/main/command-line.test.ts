import { describe, expect, it } from 'vitest';
import { commandLineProblem, parseCommandLine } from '../../../electron/main/command-line.ts';
import { startScreens } from '../../../shared/domains/health/start-screens.ts';

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

describe('commandLineProblem', () => {
  it.each([
    [['--screenshot']],
    [['--screenshot', '--screen', 'refunds']],
    [['--screen', 'no-such-screen']],
    [['--screen', 'payment:7']],
    [['--theme=pink']],
    [['--size', '12 by 7']],
    [['--lang', 'plain English']],
    [['--data-dir=']],
  ])('refuses %j', (commandLineArguments) => {
    expect(commandLineProblem(commandLineArguments)?.option).toBe(commandLineArguments[0]?.split('=')[0]);
  });

  it.each([...startScreens, 'payment:01990000-0000-7000-8000-000000000001'])(
    'accepts the screen %s',
    (screen) => {
      expect(commandLineProblem(['--screenshot', 'out.png', '--screen', screen])).toBeNull();
    },
  );

  it('has no opinion on the switches of others', () => {
    expect(commandLineProblem(['--no-sandbox', '--inspect=0', '/project', '--lang=zh-CN'])).toBeNull();
  });
});
