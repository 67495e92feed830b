import { randomUUID } from 'node:crypto';
import { systemClock } from '../../electron/data/clock.ts';
import { createDataService } from '../../electron/data/data-service.ts';
import { openPersonFiles } from '../../electron/data/person-files.ts';
import { threadFiles } from '../../electron/data/threads.ts';
import { memoryLog, PROJECT } from './data-world.ts';
import { fillTeam } from './killed-world.ts';

/** A process for tests that kill it. `data-child.ts outbox|sync DIRECTORY` */
const [task, directory = ''] = process.argv.slice(2);

/** Says something to the test that outlives this process, without a buffer in between. */
function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (task === 'outbox') {
  const { outbox } = openPersonFiles({
    directory,
    workspace: 'embedded',
    login: 'amina',
    applicationRoot: PROJECT,
    previewRuntime: false,
    clock: systemClock,
    log: memoryLog(),
    onLost: (error) => {
      throw error;
    },
  });
  for (;;) {
    const id = randomUUID();
    outbox.enqueue({
      id,
      lane: 'payment:1',
      entityType: 'refund',
      entityId: randomUUID(),
      kind: 'refund.withdraw',
      v: 1,
      payload: JSON.stringify({ note: 'x'.repeat(Math.floor(Math.random() * 3_000)) }),
      actor: 'amina',
      person: randomUUID(),
      device: randomUUID(),
      createdAt: Date.now(),
      notBefore: null,
    });
    if (Math.random() < 0.3) outbox.markSending(id);
    say(id);
  }
}

if (task === 'sync') {
  const team = fillTeam().clientFor('amina');
  const service = await createDataService({
    directory,
    applicationRoot: PROJECT,
    workspace: 'embedded',
    embedded: true,
    login: 'amina',
    team: {
      ...team,
      page(...parameters) {
        say('page');
        return team.page(...parameters);
      },
    },
    threads: threadFiles(new URL('../../electron/data/index.ts', import.meta.url).href),
    polling: false,
    previewRuntime: false,
    log: memoryLog(),
    onChanged: () => undefined,
    onFatal: (error) => {
      throw error;
    },
  });
  say('open');
  await service.syncNow();
  say('synced');
  await service.judged();
  say('judged');
  await service.stop();
}
