import { join } from 'node:path';

/** What decides where data goes; a value so that every platform's rule can be tested on one. */
export type Machine = {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

/**
 * Where the program keeps its data unless `--data-dir` says otherwise: local, never roaming, application data,
 * because SQLite files that a domain controller copies between machines get damaged.
 */
export function defaultDataDirectory({ platform, home, environment }: Machine): string {
  switch (platform) {
    case 'win32':
      return join(environment.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'VisaDesk');
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'VisaDesk');
    default:
      return join(environment.XDG_DATA_HOME ?? join(home, '.local', 'share'), 'VisaDesk');
  }
}
