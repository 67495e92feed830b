import type { Attachment, Channel, Message, Priority, TicketStatus } from './entity.ts';

/**
 * One ticket of an import with all its messages, in any order; about 200 tickets a call. Instants are ISO 8601 with an
 * offset or Z. Idempotent by the import's source and `external_id`: the same ticket again adds the messages that are not
 * known yet and changes nothing else, because people have worked on it since.
 */
export type TicketImportRow = {
  readonly external_id: string;
  /** The customer by e-mail, else by the account number of another system; made if nobody has it. */
  readonly customer_email: string | null;
  readonly customer_ref: string | null;
  /** The payment in question, if it is known. Without one `gateway` is kept as given. */
  readonly gateway: string | null;
  readonly gateway_ref: string | null;
  readonly team: number;
  /** Cut after 300 characters. */
  readonly subject: string;
  readonly status: TicketStatus;
  readonly channel: Channel;
  readonly language: string | null;
  /** Counts where the customer's own country is not known. */
  readonly country: string | null;
  /** A login that does not work in the team (any more) counts as nobody. */
  readonly assignee: string | null;
  readonly priority: Priority;
  readonly tags: readonly string[];
  readonly snoozed_until: string | null;
  readonly created_at: string;
  readonly messages: readonly MessageImportRow[];
};

/** One message, note or call. Idempotent by the ticket and `external_id`. */
export type MessageImportRow = Pick<Message, 'direction' | 'kind' | 'author' | 'language'> & {
  readonly external_id: string;
  /** In the future counts as now. */
  readonly at: string;
  /** At most 1,000,000 characters. */
  readonly body: string;
  readonly call_seconds: number | null;
  /** What is queued would be sent to the customer: an import only tells of what was. */
  readonly delivery: Exclude<Message['delivery'], 'queued'>;
  readonly delivery_reason?: string | null;
  readonly attachments: readonly AttachmentImportRow[];
};

/** At most 25 MiB. Bytes that are left out may come with a later import of the same ticket. */
export type AttachmentImportRow = Pick<Attachment, 'name' | 'type' | 'size' | 'hash'> & {
  readonly external_id: string;
  readonly data_base64: string | null;
};
