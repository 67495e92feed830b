import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildDemo } from '../../../electron/hub/demo/build-demo.ts';
import { demoFiles } from '../../../electron/hub/demo/demo-files.ts';
import { worldBatches } from '../../../electron/hub/demo/world/batches.ts';
import {
  type Conversation,
  deskLanguage,
  writtenLanguages,
} from '../../../electron/hub/demo/world/conversations.ts';
import { filledConversation, type Slots } from '../../../electron/hub/demo/world/slots.ts';
import { responseTarget } from '../../../shared/domains/tickets/deadline.ts';
import { tagSchema } from '../../../shared/domains/tickets/entity.ts';
import type { TicketImportRow } from '../../../shared/domains/tickets/import-row.ts';
import { findCardNumbers } from '../../../shared/lib/card-number.ts';

const NOW = Date.UTC(2026, 10, 22, 9, 30);
const batches = [...worldBatches({ seed: 'test', scale: 1, now: NOW })];
const payments = batches.flatMap((batch) => batch.payments);
const tickets = batches.flatMap((batch) => batch.tickets);
const customers = new Map(batches.flatMap((batch) => batch.customers.map((one) => [one.email, one])));
const byReference = new Map(payments.map((row) => [row.gateway_ref, row]));

function between(number: number, least: number, most: number): void {
  expect(number).toBeGreaterThanOrEqual(least);
  expect(number).toBeLessThanOrEqual(most);
}

function textsOf({ subject, messages }: TicketImportRow): string[] {
  return [subject, ...messages.flatMap(({ body, author }) => [body, author])];
}

/** Since when the customer of an open ticket waits; null = nobody does. */
function waitingSince({ status, messages }: TicketImportRow): number | null {
  const said = messages.filter(({ direction }) => direction !== 'note');
  const isAnswer = ({ direction, kind }: (typeof said)[number]) => direction === 'out' || kind === 'call';
  const unanswered = said.slice(said.findLastIndex(isAnswer) + 1);
  return status === 'open' && unanswered[0] ? Date.parse(unanswered[0].at) : null;
}

describe('tickets of the demo world', () => {
  it('each belong to a customer who has paid or tried to, and to that payment', () => {
    expect(new Set(tickets.map(({ external_id }) => external_id)).size).toBe(tickets.length);
    for (const ticket of tickets) {
      const payment = byReference.get(ticket.gateway_ref);
      const customer = customers.get(ticket.customer_email ?? '');
      expect(payment).toMatchObject({ gateway: ticket.gateway, email: ticket.customer_email });
      expect(ticket.country).toBe(customer?.country);
      expect(ticket.language).toBe(deskLanguage(customer?.language ?? ''));
      for (const tag of ticket.tags) expect(tagSchema.parse(tag)).toBe(tag.toLowerCase());
    }
  });

  it('are in every language that was written, on every channel', () => {
    expect(writtenLanguages.length).toBeGreaterThanOrEqual(10);
    expect(new Set(tickets.map(({ language }) => language))).toEqual(new Set(writtenLanguages));
    expect(new Set(tickets.map(({ channel }) => channel)).size).toBe(4);
    between(new Set(tickets.flatMap(({ tags }) => tags)).size, 10, 30);
  });

  it('lie before a desk as on a busy morning', () => {
    const waits = tickets.filter((ticket) => waitingSince(ticket) !== null);
    between(waits.length, 85, 150);
    const overdue = waits.filter(
      (ticket) => (waitingSince(ticket) ?? 0) + responseTarget(ticket.priority, ticket.channel) < NOW,
    );
    between(overdue.length, 5, 30);
    between(tickets.filter(({ status }) => status === 'pending').length, 12, 45);
    const snoozed = tickets.filter(({ snoozed_until }) => snoozed_until !== null);
    between(snoozed.length, 1, 12);
    for (const { snoozed_until } of snoozed) expect(Date.parse(snoozed_until ?? '')).toBeGreaterThan(NOW);
    for (const { status, messages } of tickets) {
      if (status === 'pending') expect(messages.at(-1)?.direction).not.toBe('in');
    }
    between(waits.filter(({ assignee }) => assignee === null).length, 20, 100);
  });

  it('are worked on by people of their team, who alone write answers and notes', () => {
    const staff = new Map(demoFiles.staff.map((person) => [person.login, person]));
    for (const { team, assignee, messages } of tickets) {
      if (assignee !== null) expect(staff.get(assignee)?.teams).toContain(team);
      for (const { direction, kind, author, delivery, call_seconds } of messages) {
        if (direction !== 'in' || kind === 'call') expect(staff.get(author)?.teams).toContain(team);
        expect(delivery).toBe(direction === 'out' && kind === 'message' ? 'sent' : 'none');
        expect(call_seconds === null).toBe(kind === 'message');
      }
    }
    expect(tickets.some(({ messages }) => messages[0]?.kind === 'call')).toBe(true);
  });

  it('promise no refund of a charge that nobody has refunded', () => {
    const twice = tickets.filter(({ tags }) => tags.includes('duplicate') || tags.includes('trip cancelled'));
    for (const { gateway_ref, messages } of twice) {
      const refunded = byReference.get(gateway_ref)?.refunded_minor ?? 0;
      if (refunded === 0) expect(messages.map(({ direction }) => direction)).not.toContain('out');
    }
    expect(twice.length).toBeGreaterThan(40);
  });

  it('prove a cancelled trip with a document that is one', () => {
    const proofs = tickets.flatMap(({ messages }) => messages.flatMap(({ attachments }) => attachments));
    expect(proofs.length).toBeGreaterThan(10);
    for (const { data_base64, size, type } of proofs) {
      const bytes = Buffer.from(data_base64 ?? '', 'base64');
      expect([bytes.length, type]).toEqual([size, 'application/pdf']);
      const text = bytes.toString('latin1');
      const [, table = ''] = /startxref\n(\d+)\n%%EOF\n$/.exec(text) ?? [];
      expect(text.slice(Number(table)).startsWith('xref\n')).toBe(true);
      const places = [...text.matchAll(/^(\d{10}) 00000 n $/gm)].map(([, place]) => Number(place));
      expect(places.map((place) => text.slice(place, place + 7))).toEqual(
        [1, 2, 3, 4, 5].map((number) => `${number} 0 obj`),
      );
    }
  });
});

describe('texts of the demo', () => {
  const all = [...tickets, ...buildDemo(NOW).tickets];

  it('have every slot filled and fit their limits', () => {
    for (const text of all.flatMap(textsOf)) {
      expect(text).not.toMatch(/[{}]|undefined|NaN/);
      expect(text.length).toBeLessThan(2000);
      expect(text.trim()).not.toBe('');
    }
  });

  it('take no conversation that asks for what there is not', () => {
    const slots: Slots = {
      ...{
        name: 'A B',
        firstName: 'A',
        amount: '$1',
        destination: 'Kenya',
        paymentId: 'ch_1',
        application: 'KEN-1',
      },
      ...{ date: 'today', last4: null, gateway: 'Stripe', agent: 'Amina', days: '3', newName: null },
    };
    const about = (text: string): Conversation => ({
      ...{ kind: 'page-error', channel: 'chat', subject: 'Payment' },
      turns: [{ who: 'customer', text }],
    });
    expect(filledConversation(about('{days} days, {firstName}'), slots)?.turns[0]?.text).toBe('3 days, A');
    expect(filledConversation(about('card {last4}'), slots)).toBeNull();
    expect(filledConversation(about('my name is {newName}'), slots)).toBeNull();
    expect(filledConversation(about('{toString}'), slots)).toBeNull();
  });

  it('hold no card number, no address but of nobody, no phone but of nobody', () => {
    const cells = payments.flatMap((row) => Object.values(row).filter((cell) => typeof cell === 'string'));
    expect([...all.flatMap(textsOf), ...cells].filter((text) => findCardNumbers(text).length > 0)).toEqual(
      [],
    );
    const addresses = [...all.flatMap(textsOf), ...customers.keys()].flatMap(
      (text) => text.match(/\S+@\S+/g) ?? [],
    );
    for (const address of addresses) expect(address).toMatch(/@example\.(?:com|org|net)/);
    const phones = [...customers.values()].flatMap(({ phone }) => phone ?? []);
    expect(phones.length).toBeGreaterThan(100);
    const kept =
      /^\+(?:1 202 555 01\d\d|44 7700 900\d{3}|61 491 570 15\d|33 6 39 98 \d\d \d\d|49 171 39200\d\d)$/;
    for (const phone of phones) expect(phone).toMatch(kept);
  });

  it('are said one after the other and before now, whenever that is', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.integer({ min: 1.5e12, max: 2e12 }), (seed, now) => {
        const [batch] = worldBatches({ seed, scale: 0.1, now }, 0, 120);
        if (batch === undefined) throw new Error('no batch');
        for (const { messages, gateway_ref, created_at } of batch.tickets) {
          const payment = batch.payments.find((row) => row.gateway_ref === gateway_ref);
          const times = [payment?.created_at ?? '', ...messages.map(({ at }) => at)].map(Date.parse);
          for (const [place, time] of times.entries()) {
            if (place > 0) expect(time).toBeGreaterThan(times[place - 1] ?? 0);
          }
          expect(times.at(-1)).toBeLessThan(now);
          expect(created_at).toBe(messages[0]?.at);
        }
        for (const { created_at, captured_at } of batch.payments) {
          expect(Date.parse(captured_at ?? created_at)).toBeLessThan(now);
        }
        for (const { at } of batch.events) expect(at).toBeLessThan(now);
      }),
      { numRuns: 30 },
    );
  });
});
