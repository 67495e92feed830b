import { join } from 'node:path';

/** Name of the embedded workspace: its folder in the data directory, beside those of team workspaces. */
export const EMBEDDED_WORKSPACE = 'embedded';

/** Where the embedded workspace keeps what would be other people's systems. */
export function embeddedPaths(dataDirectory: string): { readonly team: string; readonly simulator: string } {
  const folder = join(dataDirectory, EMBEDDED_WORKSPACE);
  return { team: join(folder, 'team'), simulator: join(folder, 'gateway-simulator.db') };
}
