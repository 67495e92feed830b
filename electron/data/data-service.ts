import { reportsContract } from '../../shared/domains/reports/contract.ts';
import { DeskError } from '../../shared/errors.ts';
import type { CallDefinition, ChangeTopic } from '../../shared/ipc/define.ts';
import type { ExportNote } from '../lib/team/team-client.ts';
import { createAnnouncer } from './announcer.ts';
import { type Clock, systemClock } from './clock.ts';
import { type Commands, createCommands } from './commands.ts';
import { type PersonCall, personContract } from './contract.ts';
import { trackChanges } from './db/change-tracker.ts';
import { openCacheReader } from './db/open.ts';
import { createDraftHandlers } from './domains/drafts/queries.ts';
import { createExports } from './domains/exports/handlers.ts';
import { createHealthQueries } from './domains/health/queries.ts';
import { createReportSaver } from './domains/reports/save.ts';
import { createSettingHandlers } from './domains/settings/queries.ts';
import { createLocalTicketHandlers } from './domains/tickets/local.ts';
import { createTicketMarks } from './domains/tickets/marks.ts';
import { createQueueClock } from './domains/tickets/queue-clock.ts';
import { type PersonFiles, takePersonFiles } from './person-files.ts';
import { createReaders, type Readers } from './readers.ts';
import { withRepair } from './repair.ts';
import { createConnectionHandlers, createOutboxHandlers } from './service-handlers.ts';
import type { DataService, DataServiceOptions } from './service-types.ts';
import { type BacklogWork, createBacklog } from './sync/backlog.ts';
import { withDeadline } from './sync/deadline.ts';
import { createDuplicateRunner } from './sync/duplicate-runner.ts';
import { createSyncLoop, type SyncLoop } from './sync/loop.ts';
import { createPuller } from './sync/pull.ts';
import { createPusher } from './sync/push.ts';
import type { SyncState } from './sync/sync-state.ts';
import { startJobs, startWriter } from './threads.ts';

/**
 * Builds the data service of one person.
 * @throws DeskError storage-*, `outbox-newer`, `outbox-damaged`, `workspace-in-use`
 */
export async function createDataService(options: DataServiceOptions): Promise<DataService> {
  const { clock = systemClock } = options;
  const files = await takePersonFiles({ ...options, clock, onLost: options.onFatal });
  try {
    return await createOnFiles({ ...options, clock }, files);
  } catch (error) {
    await files.close();
    throw error;
  }
}

async function createOnFiles(
  options: DataServiceOptions & { readonly clock: Clock },
  files: PersonFiles,
): Promise<DataService> {
  const { clock, log, random = Math.random } = options;
  const { outbox, outboxDatabase, cacheFile } = files;

  const outboxChanges = trackChanges(outboxDatabase, {
    outbox: 'outbox',
    draft: 'draft',
    seen: 'seen',
    setting: 'setting',
  });
  const announcer = createAnnouncer(clock, outboxChanges.collect, options.onChanged);
  const around = {
    files: options.threads,
    log,
    onDeath: (thread: string) => options.onFatal(new Error(`The ${thread} thread ended.`)),
  };
  const identity = { workspace: options.workspace, login: options.login };
  const writer = startWriter(
    { file: cacheFile, identity, migrations: files.cacheMigrations },
    around,
    (change) => announcer.note(change.topics, change.bulk),
  );
  const opened = await writer.call('open', { now: clock.now() });
  const jobs = startJobs(around, (progress) => exports.heard(progress));

  let stopped = false;
  let firstSync = progressOf(opened.state);
  let openedReaders: Readers | null = null;
  const readers = (): Readers => {
    if (openedReaders) return openedReaders;
    throw new DeskError('cache-rebuilt', 'The cache is being rebuilt.');
  };
  // `commands`, `loop` and `pusher` need one another; each is called only after all are there.
  let loop: SyncLoop;
  const team = withDeadline(options.team, clock);
  const commands: Commands = createCommands({
    database: outboxDatabase,
    outbox,
    writer,
    clock,
    log,
    staff: () => readers().staff(),
    onSaved() {
      announcer.look();
      pusher.pump();
    },
  });
  const puller = createPuller(
    {
      team,
      writer,
      outbox,
      clock,
      log,
      onSettled: commands.settled,
      onReview(ids) {
        announcer.look();
        for (const row of ids.flatMap((id) => outbox.find(id) ?? [])) void commands.refreshOverlay(row);
      },
      onProgress(state) {
        firstSync = progressOf(state);
        announcer.note(['connection'], true);
      },
    },
    opened.state,
  );
  const pusher = createPusher({
    team,
    outbox,
    clock,
    random,
    log,
    login: options.login,
    isOpen: () => loop.isLive(),
    onChange(row) {
      announcer.look();
      void commands.refreshOverlay(row);
    },
    onAnswer: () => loop.request(),
    onSuspect: () => loop.suspect(),
  });
  const duplicates = createDuplicateRunner({ writer, jobs, cacheFile, clock, log });
  const noteExport = (note: ExportNote): Promise<void> => team((client) => client.noteExport(note));
  const exports = createExports({
    jobs,
    cacheFile,
    clock,
    log,
    staff: () => readers().staff(),
    sync: () => loop.syncNow(),
    isComplete: () => firstSync.done,
    judged: duplicates.run,
    note: noteExport,
    onChange: () => announcer.note(['export']),
    onCacheDamage: () => loop.repairCache(),
  });
  const backlog = (work: BacklogWork, topic: ChangeTopic) =>
    createBacklog(work, { writer, log, onComplete: () => announcer.note([topic]) });
  const indexer = backlog('indexMessages', 'message');
  const counter = backlog('countPayments', 'payment');
  const queueClock = createQueueClock({
    clock,
    log,
    hasMoved: (from, to) => openedReaders?.queuesMoved(from, to) ?? false,
    onMoved: () => announcer.note(['ticket']),
  });
  const marks = createTicketMarks(outboxDatabase, outbox, clock.now());

  const openReaders = (): Readers =>
    createReaders(openCacheReader(cacheFile), {
      facts: { ...identity, embedded: options.embedded },
      outbox,
      marks,
      clock,
      commands: () => commands,
      confirmedAt: puller.confirmedAt,
    });
  const rebuildCache = async (): Promise<void> => {
    firstSync = { rows: 0, done: false };
    openedReaders?.cache.close();
    openedReaders = null;
    await jobs.call('endScan', {});
    await exports.endAll('cache-rebuilt');
    puller.restart(await writer.call('rebuild', { now: clock.now() }));
    openedReaders = openReaders();
    await commands.refreshAllOverlays();
    announcer.note(['payment', 'customer', 'refund', 'connection']);
  };
  loop = createSyncLoop({
    team: options.team,
    puller,
    clock,
    random,
    log,
    polling: options.polling,
    onStatus: () => announcer.note(['connection']),
    onLive(recovered) {
      if (recovered) outbox.release();
      pusher.pump();
      if (!options.polling) return;
      void counter.run();
      void indexer.run();
      void duplicates.run();
    },
    rebuildCache,
  });
  openedReaders = openReaders();
  await commands.refreshAllOverlays();

  const direct = {
    ...createConnectionHandlers({
      loop,
      outbox,
      embedded: options.embedded,
      confirmedAt: puller.confirmedAt,
      firstSync: () => firstSync,
    }),
    ...createOutboxHandlers({ outbox, pusher, commands, clock }),
    ...createDraftHandlers(outboxDatabase, clock),
    ...createSettingHandlers(outboxDatabase),
    ...exports.handlers,
    ...createReportSaver({
      reports: () => readers().handlers,
      sync: () => loop.syncNow(),
      note: noteExport,
    }),
    ...createLocalTicketHandlers({
      database: outboxDatabase,
      outbox,
      marks,
      now: clock.now,
      async onTakenBack(row) {
        await commands.refreshOverlay(row);
        pusher.pump();
      },
    }),
    ...createHealthQueries({
      outbox: outboxDatabase,
      cache: () => readers().cache,
      previewRuntime: options.previewRuntime,
      checkWriter: () => writer.call('check', {}),
      checkIntegrity: () => jobs.call('checkIntegrity', { file: cacheFile }),
      feed: () => ({ cursor: puller.place(), confirmedAt: puller.confirmedAt() }),
    }),
  };
  const handlers = withRepair(direct, () => readers().handlers, {
    async before(name) {
      if (stopped) throw new DeskError('data-unavailable', 'The data service is ending.');
      // Headless commands wait for what they ask about, and for nothing else.
      if (options.polling) return;
      if (readsPairs(name)) await duplicates.run();
      if (name === 'tickets.search') await indexer.run();
      if (Object.hasOwn(reportsContract, name)) await counter.run();
    },
    after: announcer.look,
    isOutboxSound: () => outboxDatabase.pragma('quick_check(1)', { simple: true }) === 'ok',
    onCacheDamage: () => loop.repairCache(),
    onOutboxDamage: options.onFatal,
  });
  /** After a kill every page is looked at, beside the work; damage found there is repaired like any other. */
  const checkAfterKill = async (): Promise<void> => {
    const found = await jobs.call('checkIntegrity', { file: cacheFile });
    if (found !== 'ok') loop.repairCache();
  };
  return {
    handlers,
    start() {
      loop.start();
      queueClock.start();
      if (opened.wasKilled && options.threads) void checkAfterKill();
    },
    syncNow: loop.syncNow,
    judged: duplicates.run,
    async stop() {
      stopped = true;
      queueClock.stop();
      await loop.stop();
      await pusher.stop();
      await Promise.all([duplicates.stop(), indexer.stop(), counter.stop(), exports.endAll(null)]);
      announcer.stop();
      await puller
        .confirm()
        .catch((error: unknown) => log.error('The place in the feed could not be written', error));
      // The writer last: only a connection that may write empties the write-ahead log when it is the last to close.
      await jobs.call('endScan', {});
      openedReaders?.cache.close();
      await writer.call('close', {});
      await Promise.all([writer.stop(), jobs.stop()]);
      await options.team.close();
      await files.close();
    },
  };
}

function readsPairs(name: PersonCall): boolean {
  const definition: CallDefinition = personContract[name];
  return definition.kind === 'query' && definition.reads.includes('duplicate_pair');
}

function progressOf(state: SyncState): { readonly rows: number; readonly done: boolean } {
  return { rows: state.fullSync?.rows ?? 0, done: state.position !== null };
}
