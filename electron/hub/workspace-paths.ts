import { join } from 'node:path';

/** Name of the embedded workspace: its folder in the data directory, beside those of team workspaces. */
export const EMBEDDED_WORKSPACE = 'embedded';

/** Name in the build's output of the empty cluster that a first start begins with. */
export const CLUSTER_TEMPLATE = 'cluster-template.tar.gz';

/** Where the embedded workspace keeps what would be other people's systems. */
export function embeddedPaths(dataDirectory: string): {
  readonly team: string;
  /** There once the team database has been made, and filled, completely. */
  readonly ready: string;
  readonly simulator: string;
  /** How far the demo's world has got; not there if none is to follow. */
  readonly world: string;
} {
  const folder = join(dataDirectory, EMBEDDED_WORKSPACE);
  return {
    team: join(folder, 'team'),
    ready: join(folder, 'team-ready'),
    simulator: join(folder, 'gateway-simulator.db'),
    world: join(folder, 'demo-world.json'),
  };
}
