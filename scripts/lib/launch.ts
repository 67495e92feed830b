import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** What decides how the program may be sandboxed on this machine. */
export type SandboxFacts = {
  platform: NodeJS.Platform;
  isRoot: boolean;
  /** Linux lets ordinary users create the namespaces that Chromium's sandbox is made of. */
  hasUserNamespaces: boolean;
};

/** Reads what `sandboxArguments` decides on. */
export function readSandboxFacts(): SandboxFacts {
  const setting = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8').trim() : 'absent');
  const isForbidden =
    setting('/proc/sys/kernel/unprivileged_userns_clone') === '0' ||
    setting('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1' ||
    setting('/proc/sys/user/max_user_namespaces') === '0';
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    hasUserNamespaces: !isForbidden,
  };
}

/** Electron refuses to start where its sandbox can't work; the reason for leaving it out is said aloud. */
export function sandboxArguments(facts: SandboxFacts): { arguments: string[]; notice: string | null } {
  if (facts.platform !== 'linux') return { arguments: [], notice: null };
  if (facts.isRoot) {
    return {
      arguments: ['--no-sandbox'],
      notice: "Running as root: Chromium's operating-system sandbox is off for this run.",
    };
  }
  if (facts.hasUserNamespaces) return { arguments: [], notice: null };
  return {
    arguments: ['--no-sandbox'],
    notice:
      "This system forbids user namespaces: Chromium's operating-system sandbox is off for this development run. " +
      'Installed packages bring their own setting.',
  };
}

const PATH_OPTIONS = new Set(['--screenshot', '--data-dir']);

/** npm runs scripts in the project's folder; paths are meant from where the person typed the command. */
export function resolvePathOptions(commandLineArguments: readonly string[], typedIn: string): string[] {
  return commandLineArguments.map((argument, index) => {
    const [option = '', ...joined] = argument.split('=');
    if (PATH_OPTIONS.has(option) && joined.length > 0)
      return `${option}=${resolve(typedIn, joined.join('='))}`;
    const isPath = PATH_OPTIONS.has(commandLineArguments[index - 1] ?? '') && !argument.startsWith('--');
    return isPath ? resolve(typedIn, argument) : argument;
  });
}

/** The environment for Electron: variables that would turn it into a plain Node, or feed it options, are left out. */
export function electronEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _runAsNode, NODE_OPTIONS: _nodeOptions, ...rest } = environment;
  return rest;
}
