import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { electronEnvironment, resolvePathOptions, sandboxArguments } from '../../../scripts/lib/launch.ts';

describe('sandboxArguments', () => {
  const user = { platform: 'linux', isRoot: false, hasUserNamespaces: true } as const;

  it('leaves the sandbox on wherever it can work', () => {
    expect(sandboxArguments(user)).toEqual({ arguments: [], notice: null });
    expect(sandboxArguments({ ...user, platform: 'win32', hasUserNamespaces: false }).arguments).toEqual([]);
    expect(sandboxArguments({ ...user, platform: 'darwin', isRoot: true }).arguments).toEqual([]);
  });

  it('says so when it has to be off', () => {
    for (const facts of [
      { ...user, isRoot: true },
      { ...user, hasUserNamespaces: false },
    ]) {
      const decision = sandboxArguments(facts);
      expect(decision.arguments).toEqual(['--no-sandbox']);
      expect(decision.notice).toContain('sandbox is off');
    }
  });
});

describe('resolvePathOptions', () => {
  it('means paths from where the person is, and touches nothing else', () => {
    const given = ['--screenshot', 'out.png', '--screen', 'refunds', '--data-dir', '/data'];
    expect(resolvePathOptions(given, '/home/lin')).toEqual([
      ...['--screenshot', resolve('/home/lin', 'out.png'), '--screen', 'refunds', '--data-dir', '/data'],
    ]);
    expect(resolvePathOptions(['--screenshot=a=b.png', '--data-dir', '--smoke'], '/home/lin')).toEqual([
      ...[`--screenshot=${resolve('/home/lin', 'a=b.png')}`, '--data-dir', '--smoke'],
    ]);
  });
});

describe('electronEnvironment', () => {
  it('drops what would turn Electron into Node or give it options', () => {
    const environment = electronEnvironment({ ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '-r x', LANG: 'C' });
    expect(environment).toEqual({ LANG: 'C' });
  });
});
