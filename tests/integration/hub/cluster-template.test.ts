import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  readClusterTemplate,
  writeClusterTemplate,
} from '../../../electron/hub/team-database/cluster-template.ts';
import { openEmbeddedTeamDatabase } from '../../../electron/hub/team-database/embedded.ts';
import { createHubClient } from '../../../electron/lib/team/hub-client.ts';
import { MIGRATIONS } from '../../support/team-database.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'visadesk-template-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('begins with a copy of the template and goes on with its own data', async () => {
  const templateFile = join(folder, 'template.tar.gz');
  const directory = join(folder, 'team');
  await writeClusterTemplate(templateFile);
  expect(await readClusterTemplate(templateFile, directory)).not.toBeNull();
  expect(await readClusterTemplate(join(folder, 'none'), directory)).toBeNull();
  for (let start = 1; start <= 2; start += 1) {
    const options = { directory, migrationsDirectory: MIGRATIONS, templateFile };
    const database = await openEmbeddedTeamDatabase(options);
    const hub = createHubClient(database.hubSession);
    expect(await hub.staff()).toHaveLength(1);
    if (start === 2) {
      const { rows } = await database.ownerSession.query('SELECT count(*) FROM crm.payment');
      expect(rows).toEqual([[1]]);
    }
    const row = {
      gateway: 'stripe',
      gateway_ref: 'ch_1',
      amount_minor: 1,
      currency: 'EUR',
      status: 'captured',
    };
    await hub.importPayments('test', [{ ...row, created_at: '2026-11-01T10:00:00Z' }]);
    await database.close();
    expect(await readClusterTemplate(templateFile, directory)).toBeNull();
  }
});
