import type { ChangeTopic } from '../../shared/ipc/define.ts';
import type { Clock } from './clock.ts';

/** At most one notice in this time … */
const COALESCE_MS = 100;
/** … and while a full sync pours in rows by the thousand, so that screens do not query all the time. */
const BULK_COALESCE_MS = 1_000;

/** Collects what changed and tells it now and then. */
export type Announcer = {
  /** These changed. */
  note(topics: readonly ChangeTopic[], bulk?: boolean): void;
  /** Something may have changed: `collect` is asked when the time comes. */
  look(): void;
  stop(): void;
};

/** @param collect topics that are noted elsewhere, such as by the outbox's own triggers */
export function createAnnouncer(
  clock: Clock,
  collect: () => readonly ChangeTopic[],
  announce: (topics: readonly ChangeTopic[]) => void,
): Announcer {
  const noted = new Set<ChangeTopic>();
  let timer: { readonly at: number; readonly cancel: () => void } | null = null;
  let stopped = false;

  const flush = (): void => {
    timer = null;
    for (const topic of collect()) noted.add(topic);
    if (noted.size === 0) return;
    const topics = [...noted];
    noted.clear();
    announce(topics);
  };
  const arm = (delay: number): void => {
    // A call that was under way when all ended may still note something; there is nobody to ask any more.
    if (stopped) return;
    const at = clock.now() + delay;
    if (timer && timer.at <= at) return;
    timer?.cancel();
    timer = { at, cancel: clock.after(delay, flush) };
  };
  return {
    note(topics, bulk = false) {
      for (const topic of topics) noted.add(topic);
      arm(bulk ? BULK_COALESCE_MS : COALESCE_MS);
    },
    look: () => arm(COALESCE_MS),
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
}
