import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type SubmitResult, type TeamClient, TeamError } from '../../../electron/lib/team/team-client.ts';
import { createHubLine, sendTeamHint, serveTeamCalls } from '../../../electron/lib/team-calls.ts';

const channels: MessageChannel[] = [];
afterEach(() => {
  for (const { port1, port2 } of channels.splice(0)) {
    port1.close();
    port2.close();
  }
});

function channel(): MessageChannel {
  const made = new MessageChannel();
  channels.push(made);
  return made;
}

const applied: SubmitResult = { outcome: 'applied', reason: null, versions: [], replayed: false };

/** A team client of which only `submit` is of interest. */
function submitting(submit: TeamClient['submit']): TeamClient {
  const unused = (): never => {
    throw new Error('not used here');
  };
  return {
    head: unused,
    page: unused,
    pull: unused,
    submit,
    commandStatus: unused,
    importPayments: unused,
    importTickets: unused,
    attachmentChunk: unused,
    noteExport: unused,
    onHint: unused,
    reset: unused,
    close: unused,
  };
}

const command = { id: 'c-1', device: 'd-1', kind: 'refund.submit', v: 1, payload: { amountMinor: 5 } };

describe('the line between data and hub', () => {
  it('carries calls under the login that makes them', async () => {
    const { port1, port2 } = channel();
    const calls: unknown[] = [];
    serveTeamCalls(port1, (login) =>
      submitting(async (sent) => {
        calls.push([login, sent]);
        return applied;
      }),
    );
    const line = createHubLine();
    line.attach(port2);
    expect(await line.clientFor('amina').submit(command)).toEqual(applied);
    expect(await line.clientFor('ingrid').submit(command)).toEqual(applied);
    expect(calls).toEqual([
      ['amina', command],
      ['ingrid', command],
    ]);
  });

  it('keeps what a team error says', async () => {
    const { port1, port2 } = channel();
    serveTeamCalls(port1, () =>
      submitting(() => Promise.reject(new TeamError('alert', 'idempotency-mismatch', 'CR409'))),
    );
    const line = createHubLine();
    line.attach(port2);
    const error = await line
      .clientFor('amina')
      .submit(command)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TeamError);
    expect(error).toMatchObject({ errorClass: 'alert', code: 'idempotency-mismatch', sqlState: 'CR409' });
  });

  it('holds a command on a bug of the hub instead of taking it for lost', async () => {
    const { port1, port2 } = channel();
    serveTeamCalls(port1, () => submitting(() => Promise.reject(new TypeError('bug'))));
    const line = createHubLine();
    line.attach(port2);
    await expect(line.clientFor('amina').submit(command)).rejects.toMatchObject({
      errorClass: 'hold',
      code: 'internal',
    });
  });

  it('is offline before the hub is there and when it dies, and works again with the next one', async () => {
    const line = createHubLine();
    const client = line.clientFor('amina');
    await expect(client.submit(command)).rejects.toMatchObject({ errorClass: 'retry', code: 'offline' });

    const first = channel();
    serveTeamCalls(first.port1, () => submitting(() => new Promise(() => undefined)));
    line.attach(first.port2);
    const waiting = client.submit(command);
    first.port1.close();
    await expect(waiting).rejects.toMatchObject({ errorClass: 'retry', code: 'offline' });

    const second = channel();
    serveTeamCalls(second.port1, () => submitting(async () => applied));
    line.attach(second.port2);
    expect(await client.submit(command)).toEqual(applied);
  });

  it('carries hints until unsubscribed', async () => {
    const { port1, port2 } = channel();
    const line = createHubLine();
    line.attach(port2);
    const client = line.clientFor('amina');
    const heard = vi.fn();
    const other = vi.fn();
    const unsubscribe = client.onHint(heard);
    client.onHint(other);
    sendTeamHint(port1);
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(1));
    unsubscribe();
    sendTeamHint(port1);
    await vi.waitFor(() => expect(other).toHaveBeenCalledTimes(2));
    expect(heard).toHaveBeenCalledTimes(1);
  });
});
