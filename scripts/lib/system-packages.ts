import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupError, say, withProgress } from './progress.ts';
import { runCommand } from './run-command.ts';

/** Something of the operating system that Electron or the tests need. */
export type Requirement = {
  /** Debian's package; newer releases may add `t64` to the name. */
  package: string;
  /** A shared library, a command on the PATH, or a language some installed font covers. */
  probe: { library: string } | { command: string } | { font: string };
  /** A missing font spoils pictures; a missing library stops the program. */
  needed: 'always' | 'without display' | 'for reading';
};

export const requirements: readonly Requirement[] = [
  { package: 'libgtk-3-0', probe: { library: 'libgtk-3.so.0' }, needed: 'always' },
  { package: 'libnss3', probe: { library: 'libnss3.so' }, needed: 'always' },
  { package: 'libasound2', probe: { library: 'libasound.so.2' }, needed: 'always' },
  { package: 'libgbm1', probe: { library: 'libgbm.so.1' }, needed: 'always' },
  { package: 'libnotify4', probe: { library: 'libnotify.so.4' }, needed: 'always' },
  { package: 'libxss1', probe: { library: 'libXss.so.1' }, needed: 'always' },
  { package: 'libxtst6', probe: { library: 'libXtst.so.6' }, needed: 'always' },
  { package: 'libatspi2.0-0', probe: { library: 'libatspi.so.0' }, needed: 'always' },
  { package: 'libdrm2', probe: { library: 'libdrm.so.2' }, needed: 'always' },
  { package: 'xvfb', probe: { command: 'Xvfb' }, needed: 'without display' },
  { package: 'xauth', probe: { command: 'xauth' }, needed: 'without display' },
  { package: 'fontconfig', probe: { command: 'fc-list' }, needed: 'for reading' },
  { package: 'fonts-noto-cjk', probe: { font: 'zh-cn' }, needed: 'for reading' },
  { package: 'fonts-noto-core', probe: { font: 'ar' }, needed: 'for reading' },
  { package: 'fonts-noto-core', probe: { font: 'hi' }, needed: 'for reading' },
];

/** What this machine has; a value so that the decision below can be tested. */
export type SystemFacts = {
  libraries: ReadonlySet<string>;
  commands: ReadonlySet<string>;
  fontLanguages: ReadonlySet<string>;
  hasDisplay: boolean;
};

function isMet(requirement: Requirement, facts: SystemFacts): boolean {
  const { probe } = requirement;
  if ('library' in probe) return facts.libraries.has(probe.library);
  if ('command' in probe) return facts.commands.has(probe.command);
  return facts.fontLanguages.has(probe.font);
}

/** The requirements this machine does not meet. */
export function missingRequirements(facts: SystemFacts): Requirement[] {
  return requirements.filter(
    (requirement) =>
      !(requirement.needed === 'without display' && facts.hasDisplay) && !isMet(requirement, facts),
  );
}

/** Debian 13 and Ubuntu 24.04 renamed libraries (libgtk-3-0t64); picks the name this release knows. */
export function packageNames(missing: readonly Requirement[], known: ReadonlySet<string>): string[] {
  const names = missing.map((requirement) =>
    known.has(`${requirement.package}t64`) ? `${requirement.package}t64` : requirement.package,
  );
  return [...new Set(names)];
}

/** True if a window can be shown: always outside Linux. */
export function hasDisplay(environment: NodeJS.ProcessEnv = process.env): boolean {
  return process.platform !== 'linux' || Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);
}

function isOnPath(command: string): boolean {
  // /sbin is not on every user's PATH, ldconfig lives there.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/sbin', '/usr/sbin'];
  return folders.some((folder) => existsSync(join(folder, command)));
}

async function readFacts(): Promise<SystemFacts> {
  const probes = requirements.map((requirement) => requirement.probe);
  const ldconfig = existsSync('/sbin/ldconfig') ? '/sbin/ldconfig' : 'ldconfig';
  const libraries = new Set<string>();
  for (const line of (await runCommand(ldconfig, ['-p'])).output.split('\n')) {
    const name = line.trim().split(' ')[0];
    if (name) libraries.add(name);
  }
  const commands = new Set(
    probes.flatMap((probe) => ('command' in probe && isOnPath(probe.command) ? [probe.command] : [])),
  );
  const fontLanguages = new Set<string>();
  if (commands.has('fc-list')) {
    await Promise.all(
      probes.map(async (probe) => {
        if (!('font' in probe)) return;
        const listed = await runCommand('fc-list', [`:lang=${probe.font}`, 'file']);
        if (listed.output.trim() !== '') fontLanguages.add(probe.font);
      }),
    );
  }
  return { libraries, commands, fontLanguages, hasDisplay: hasDisplay() };
}

function isDebianLike(): boolean {
  if (!existsSync('/etc/os-release') || !isOnPath('apt-get')) return false;
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
}

async function knownPackages(): Promise<Set<string>> {
  return new Set((await runCommand('apt-cache', ['pkgnames'])).output.split('\n'));
}

async function installWithApt(missing: readonly Requirement[]): Promise<void> {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = async (...aptArguments: string[]): Promise<void> => {
    const result = await runCommand('apt-get', ['-q', '-y', ...aptArguments], { environment });
    if (result.exitCode !== 0) {
      throw new SetupError(`apt-get ${aptArguments.join(' ')} failed:\n${result.output}`);
    }
  };
  await withProgress('Reading the list of system packages', () => apt('update'));
  const names = packageNames(missing, await knownPackages());
  await withProgress(`Installing system packages: ${names.join(' ')}`, () =>
    apt('install', '--no-install-recommends', ...names),
  );
}

/**
 * On Linux, makes sure that libraries, Xvfb (where there is no display) and fonts are there: installs them when
 * root on Debian or Ubuntu, otherwise prints the command. Only missing fonts are no reason to stop.
 */
export async function ensureSystemPackages(): Promise<void> {
  if (process.platform !== 'linux') return;
  const missing = missingRequirements(await readFacts());
  if (missing.length === 0) return;
  if (isDebianLike()) {
    if (process.getuid?.() === 0) {
      await installWithApt(missing);
      return;
    }
    const names = packageNames(missing, await knownPackages()).join(' ');
    say(`System packages are missing. Install them with:\n  sudo apt-get install ${names}`);
  } else {
    const names = missing.map((requirement) => Object.values(requirement.probe)[0]).join(', ');
    say(`Missing from this system (libraries, commands, font languages): ${names}`);
  }
  if (missing.some((requirement) => requirement.needed !== 'for reading')) {
    throw new SetupError('VisaDesk can not start without these system packages.');
  }
}
