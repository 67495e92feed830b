import type { QueueRow } from '../../../../shared/domains/tickets/contract.ts';
import type { Envelope } from '../../../../shared/ipc/result.ts';
import { readAnswer } from '../../../lib/ipc-client.ts';
import type { ListPage } from '../../../lib/live-pages.ts';
import { useLivePages } from '../../../lib/use-live-pages.ts';
import type { QueueChoice } from '../../../stores/queue-choice.ts';

const PAGE_SIZE = 50;
/** Two thousand rows stay in memory behind the ones on the screen. */
const PAGES_KEPT = 40;

function readPage(text: string): Envelope<ListPage<QueueRow>> {
  return readAnswer<'tickets.queue'>(text);
}

/** The rows of the chosen queue by what is on the screen. */
export function useQueue({ view, filter, sort }: QueueChoice) {
  return useLivePages<'tickets.queue', QueueRow>(
    { name: 'tickets.queue', input: { view, filter, sort }, pageSize: PAGE_SIZE, keep: PAGES_KEPT },
    readPage,
  );
}
