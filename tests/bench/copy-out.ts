import type { Writable } from 'node:stream';
import { Client, type Connection, type Submittable } from 'pg';
import type { TeamConnection } from '../../electron/lib/team/connection.ts';

/** What pg hands to the query that is under way. */
type QueryEvents = {
  handleRowDescription(): void;
  handleCopyData(message: { readonly chunk: Buffer }): void;
  handleCommandComplete(): void;
  handleReadyForQuery(): void;
  handleError(error: Error): void;
};

/** A plain client, without any of the product's checks. */
export async function plainClient({
  host,
  port,
  database,
  login,
  password,
}: TeamConnection): Promise<Client> {
  const client = new Client({
    host,
    port,
    database,
    user: login,
    ...(password === null ? {} : { password }),
  });
  await client.connect();
  return client;
}

/**
 * `COPY … TO STDOUT` into a stream; pg has no call for it. What the stream can't take yet waits in memory, so that
 * the server never waits.
 */
export function copyOut(client: Client, sql: string, target: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    let failure: Error | null = null;
    const query: Submittable & QueryEvents = {
      submit: (connection: Connection) => connection.query(sql),
      handleRowDescription: () => undefined,
      // Copied: pg uses the same memory again for what comes next.
      handleCopyData: ({ chunk }) => void target.write(Buffer.from(chunk)),
      handleCommandComplete: () => undefined,
      handleError: (error) => {
        failure = error;
      },
      handleReadyForQuery: () => (failure === null ? resolve() : reject(failure)),
    };
    client.query(query);
  });
}
