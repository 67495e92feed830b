import type { TicketImportRow } from '../../../shared/domains/tickets/import-row.ts';
import { storableText } from '../storable-text.ts';

/**
 * A ticket of another system as it may be stored: what people wrote is freed from card numbers. Ids, hashes and bytes
 * stay as they are, because digits inside them are no card number and a change would make them something else.
 */
export function storableTicket(row: TicketImportRow): TicketImportRow {
  return {
    ...row,
    subject: storableText(row.subject),
    tags: row.tags.map(storableText),
    messages: row.messages.map((message) => ({
      ...message,
      author: storableText(message.author),
      body: storableText(message.body),
      attachments: message.attachments.map((attachment) => ({
        ...attachment,
        name: storableText(attachment.name),
      })),
    })),
  };
}
