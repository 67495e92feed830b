import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChannelRegistry, OutgoingMessage } from '../../../electron/hub/channels/channel.ts';
import { createSimulatedChannel } from '../../../electron/hub/channels/simulated.ts';
import { deliverMessagesJob } from '../../../electron/hub/jobs/deliver-messages.ts';
import type { Log } from '../../../electron/lib/log.ts';
import type { HubClient } from '../../../electron/lib/team/hub-client.ts';
import { engines, type TestTeam } from '../../support/team-database.ts';
import { importTicket, messagesOf, replyTo, submitTicket } from '../../support/team-tickets.ts';
import { silentLog } from './refund-world.ts';

describe.each(engines)('delivering answers on $name', ({ open }) => {
  let team: TestTeam;

  beforeAll(async () => {
    team = await open();
  });
  afterAll(() => team.close());

  const job = (
    channels: ChannelRegistry,
    parts: { readonly hub?: HubClient; readonly log?: Log; readonly callTimeoutMs?: number } = {},
  ) => deliverMessagesJob({ hub: team.hub(), log: silentLog, callTimeoutMs: 500, ...parts, channels });

  /** Runs a job as the runner does, until it says that there is nothing more to do at once. */
  async function run({ run: once }: ReturnType<typeof job>): Promise<void> {
    while (await once());
  }

  /** A ticket of this customer with queued answers. */
  async function answered(address: string, bodies: readonly string[] = ['Dear customer']) {
    const ticketId = await importTicket(team.hub(), team.owner, { customer_email: address });
    for (const body of bodies) {
      const seen = (await messagesOf(team.owner, ticketId)).at(-1)?.id ?? null;
      expect(
        await submitTicket(team.client('ann'), 'ticket.reply', replyTo(ticketId, seen, { body })),
      ).toMatchObject({ outcome: 'applied' });
    }
    return ticketId;
  }

  const deliveries = async (ticketId: string) =>
    (await messagesOf(team.owner, ticketId))
      .filter(({ direction }) => direction === 'out')
      .map(({ delivery, deliveryReason }) => [delivery, deliveryReason]);
  const makeDue = () =>
    team.owner.query("UPDATE crm.message_delivery SET claimed_at = '-infinity', next_try_at = '-infinity'");

  it('brings each answer once and in order, and says what came back', async () => {
    const arrived: OutgoingMessage[] = [];
    const channel = createSimulatedChannel({ onArrival: (message) => arrived.push(message) });
    const good = await answered('lan@example.org', ['first', 'second', 'third']);
    const gone = await answered('nobody@bounce.example');
    await run(job(() => channel));
    expect(arrived.map(({ body }) => body)).toEqual(['first', 'second', 'third']);
    expect(arrived[0]).toMatchObject({ address: 'lan@example.org', channel: 'email', authorName: 'ann' });
    expect(await deliveries(good)).toEqual(Array(3).fill(['sent', null]));
    expect(await deliveries(gone)).toEqual([['failed', 'mailbox-unavailable']]);
    await run(job(() => channel));
    expect(arrived).toHaveLength(3);
  });

  it('waits for a channel that is away, and leaves a slow one alone after its time', async () => {
    let isDown = true;
    const arrived: string[] = [];
    const warned: unknown[] = [];
    const log = { ...silentLog, warn: (...line: unknown[]) => warned.push(line) };
    const flaky = createSimulatedChannel({
      isDown: () => isDown,
      onArrival: ({ messageId }) => arrived.push(messageId),
    });
    const ticketId = await answered('away@example.org', ['words of a letter']);
    await run(job(() => flaky, { log }));
    expect(await deliveries(ticketId)).toEqual([['queued', null]]);
    // Not at once again.
    await run(job(() => flaky, { log }));
    expect(warned).toHaveLength(1);
    expect(JSON.stringify(warned)).not.toContain('words of a letter');
    isDown = false;
    await makeDue();
    const slow = createSimulatedChannel({ delayMs: 60_000, onArrival: () => arrived.push('late') });
    await run(job(() => slow, { callTimeoutMs: 50 }));
    expect(await deliveries(ticketId)).toEqual([['queued', null]]);
    await makeDue();
    await run(job(() => flaky));
    expect(await deliveries(ticketId)).toEqual([['sent', null]]);
    expect(arrived).toHaveLength(1);
  });

  it('killed before it could say so, it delivers the same message again, under the same id', async () => {
    const arrived: string[] = [];
    const channel = createSimulatedChannel({ onArrival: ({ messageId }) => arrived.push(messageId) });
    const ticketId = await answered('twice@example.org');
    const killed: HubClient = {
      ...team.hub(),
      messageDelivered: () => Promise.reject(new Error('killed')),
    };
    await expect(run(job(() => channel, { hub: killed }))).rejects.toThrow('killed');
    expect(await deliveries(ticketId)).toEqual([['queued', null]]);
    // Its lease holds the message back.
    await run(job(() => channel));
    expect(arrived).toHaveLength(1);
    await makeDue();
    await run(job(() => channel, { hub: team.hub('hub_two') }));
    expect(await deliveries(ticketId)).toEqual([['sent', null]]);
    expect(arrived).toHaveLength(2);
    expect(new Set(arrived).size).toBe(1);
  });

  it('one answer that can not be reported stops none of the others', async () => {
    const ids = await Promise.all(['a', 'b', 'c'].map((name) => answered(`${name}@example.org`, [name])));
    const hub = team.hub();
    const channel = createSimulatedChannel();
    let reported = 0;
    const stumbling: HubClient = {
      ...hub,
      messageDelivered: (result) => {
        reported += 1;
        return reported === 2 ? Promise.reject(new Error('offline')) : hub.messageDelivered(result);
      },
    };
    await expect(job(() => channel, { hub: stumbling }).run()).rejects.toThrow('offline');
    const states = (await Promise.all(ids.map(deliveries))).flat().map(([delivery]) => delivery);
    expect(states.sort()).toEqual(['queued', 'sent', 'sent']);
    await makeDue();
    await run(job(() => channel));
  });

  it('has nothing for a channel that it does not know', async () => {
    const ticketId = await answered('who@example.org');
    await run(job((channel) => (channel === 'chat' ? createSimulatedChannel() : null)));
    expect(await deliveries(ticketId)).toEqual([['failed', 'channel-not-configured']]);
  });
});
