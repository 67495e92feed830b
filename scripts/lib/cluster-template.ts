import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeClusterTemplate } from '../../electron/hub/team-database/cluster-template.ts';
import { CLUSTER_TEMPLATE } from '../../electron/hub/workspace-paths.ts';
import { projectRoot } from './paths.ts';

/** Puts the empty PostgreSQL cluster into the build's output; made once per version of PGlite. */
export async function copyClusterTemplate(distFolder: string): Promise<void> {
  const packageFile = join(projectRoot, 'node_modules', '@electric-sql', 'pglite', 'package.json');
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  const made = join(
    projectRoot,
    'node_modules',
    '.cache',
    'visadesk',
    `pglite-${version}-${CLUSTER_TEMPLATE}`,
  );
  if (!existsSync(made)) {
    await mkdir(dirname(made), { recursive: true });
    await writeClusterTemplate(`${made}.new`);
    await rename(`${made}.new`, made);
  }
  await copyFile(made, join(distFolder, CLUSTER_TEMPLATE));
}
