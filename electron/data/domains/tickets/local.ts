import type Database from 'better-sqlite3';
import type { ticketsContract } from '../../../../shared/domains/tickets/contract.ts';
import { ticketDraftKey, ticketDraftSchema } from '../../../../shared/domains/tickets/drafts.ts';
import { DeskError } from '../../../../shared/errors.ts';
import type { HandlersFor } from '../../../../shared/ipc/define.ts';
import type { OutboxRow } from '../../outbox/command.ts';
import type { OutboxStore } from '../../outbox/store.ts';
import type { TicketMarks } from './marks.ts';
import { readTicketCommand } from './overlay.ts';

type LocalHandlers = Pick<HandlersFor<typeof ticketsContract>, 'tickets.seen' | 'tickets.take-back'>;

/** What concerns outbox.db alone. */
export function createLocalTicketHandlers(parts: {
  readonly database: Database.Database;
  readonly outbox: OutboxStore;
  readonly marks: TicketMarks;
  readonly now: () => number;
  /** A command is gone: what hangs on it changes. */
  readonly onTakenBack: (row: OutboxRow) => Promise<void>;
}): LocalHandlers {
  const { database, outbox, now } = parts;
  const get = database.prepare<[string], string>('SELECT body FROM draft WHERE key = ?').pluck();
  const save = database.prepare('INSERT OR REPLACE INTO draft(key, body, saved_at) VALUES (?, ?, ?)');

  /** Where a command's text goes back to. */
  const textOf = (row: OutboxRow): { readonly key: string; readonly body: string } => {
    const command = readTicketCommand(row);
    if (command?.kind === 'ticket.reply') {
      return { key: ticketDraftKey(command.args.ticketId, 'reply'), body: command.args.body };
    }
    if (command?.kind === 'ticket.note') {
      return { key: ticketDraftKey(command.args.ticketId, 'note'), body: command.args.body };
    }
    throw new DeskError('invalid', 'Only an answer or a note can be taken back to edit it.');
  };
  return {
    'tickets.seen': ({ id, at }) => {
      // A clock that runs ahead must not hide what comes before its time.
      parts.marks.setSeen(id, Math.min(at, now()));
      return {};
    },
    'tickets.take-back': async ({ id }) => {
      const row = outbox.find(id);
      if (!row) throw new DeskError('not-found', 'No such command.');
      const { key, body } = textOf(row);
      outbox.takeBack(id, now(), () => {
        save.run(key, draftWith(body, get.get(key)), now());
      });
      await parts.onTakenBack(row);
      return { draftKey: key };
    },
  };
}

/** The text above what was half-written there; what else the window keeps in the draft stays. */
function draftWith(body: string, stored: string | undefined): string {
  const draft = ticketDraftSchema.safeParse(parsedJson(stored));
  if (!draft.success) return JSON.stringify({ body });
  const texts = [body, draft.data.body].filter((text) => text.trim() !== '');
  return JSON.stringify({ ...draft.data, body: texts.join('\n\n') });
}

function parsedJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
