import { describe, expect, it } from 'vitest';
import { parseStartWish } from '../../../renderer/app/use-start-screen.ts';
import { connectionWords, notableSkew } from '../../../renderer/features/connection/connection-words.ts';
import { commandSentence, stateSentence } from '../../../renderer/features/outbox/command-sentence.ts';
import { resolveLanguage } from '../../../renderer/features/settings/use-appearance.ts';
import { stepStates } from '../../../renderer/features/startup/startup-screen.tsx';
import { createFormatter } from '../../../renderer/lib/format.ts';
import { rowAfterKey } from '../../../renderer/ui/use-roving-rows.ts';
import type { ConnectionStatus } from '../../../shared/domains/connection/contract.ts';
import type { OutboxEntry } from '../../../shared/domains/outbox/contract.ts';
import { HOUR, ids, NOW } from './sample.ts';
import { translatorFor } from './translate.ts';

const t = translatorFor('en');
const format = createFormatter('en', 'UTC');

function status(change: Partial<ConnectionStatus>): ConnectionStatus {
  return {
    state: 'live',
    reason: null,
    lastSyncAt: NOW - HOUR,
    firstSync: { rows: 0, done: true },
    waiting: 0,
    attention: 0,
    clockSkewMs: null,
    embedded: true,
    ...change,
  };
}

describe('the connection pill', () => {
  const pill = (change: Partial<ConnectionStatus>) => connectionWords(status(change), NOW, format, t);

  it('says the state, how old the data is and what waits to be sent', () => {
    expect(pill({}).parts).toEqual(['Live']);
    expect(pill({ waiting: 2 }).parts).toEqual(['Live', '2 to send']);
    expect(pill({ state: 'offline', waiting: 1 }).parts).toEqual(['Offline', 'data from 11:00', '1 to send']);
    expect(pill({ state: 'starting', firstSync: { rows: 12_400, done: false } }).parts).toEqual([
      'Connecting',
      '12,400 rows',
    ]);
  });

  it('looks different in each state', () => {
    const tones = (['live', 'offline', 'reconnecting', 'refused'] as const).map(
      (state) => pill({ state }).tone,
    );
    expect(new Set(tones).size).toBe(4);
    expect(connectionWords(null, NOW, format, t)).toMatchObject({ tone: 'waiting', parts: ['Restarting'] });
  });

  it('gives the reason of a refusal in a sentence', () => {
    expect(pill({ state: 'refused', reason: 'not-staff' }).sentence).toContain('not active in the team');
  });

  it('minds the clock only when it is off by more than two minutes', () => {
    expect(notableSkew(status({ clockSkewMs: -119_000 }))).toBeNull();
    expect(notableSkew(status({ clockSkewMs: -121_000 }))).toBe(-121_000);
    expect(pill({ clockSkewMs: 121_000 }).parts).toEqual(['Live', 'wrong clock']);
  });
});

describe('the outbox', () => {
  const entry = (change: Partial<OutboxEntry>): OutboxEntry => ({
    id: ids.command,
    kind: 'refund.submit',
    entityType: 'refund',
    entityId: ids.refund,
    subject: { amountMinor: 2500, currency: 'USD', gatewayRef: 'ch_3PgafyB7WZ01zgkWSjxsAJo3' },
    state: 'queued',
    createdAt: NOW,
    attempts: 0,
    reason: null,
    canCancel: true,
    canRetry: false,
    canDismiss: false,
    ...change,
  });
  const sentence = (change: Partial<OutboxEntry>) =>
    commandSentence(entry(change), format, t).replace(/\u00a0/g, ' ');

  it('says what each command does, also when the payment or the kind is not known', () => {
    expect(sentence({})).toBe('Request a refund of USD 25.00 for ch_3Pgafy…xsAJo3');
    expect(sentence({ kind: 'refund.approve' })).toBe('Approve the refund of USD 25.00 for ch_3Pgafy…xsAJo3');
    expect(sentence({ subject: {} })).toBe('Request a refund of an amount for a payment');
    expect(sentence({ kind: 'customer.rename' })).toBe('An action of a newer version');
  });

  it('names the ticket of a command by its number, a new one by what it is about', () => {
    const known = { subject: 'Charged twice', ticketNumber: 42, customerName: 'Linh' };
    expect(sentence({ kind: 'ticket.reply', subject: known })).toBe('Reply on ticket #42, Linh');
    expect(sentence({ kind: 'ticket.update', subject: { ...known, customerName: null } })).toBe(
      'Change ticket #42, Unknown customer',
    );
    const fresh = { subject: 'Asks for an invoice', ticketNumber: 0, customerName: null };
    expect(sentence({ kind: 'ticket.create', subject: fresh })).toBe('Open a ticket: Asks for an invoice');
    expect(sentence({ kind: 'ticket.note', subject: {} })).toBe('Internal note on a ticket');
  });

  it('says what its state means and why', () => {
    expect(stateSentence(entry({}), t)).toMatch(/^Saved here/);
    expect(stateSentence(entry({ state: 'unknown' }), t)).toContain('Do not repeat');
    expect(stateSentence(entry({ state: 'rejected', reason: 'stale' }), t)).toBe(
      'Refused. It changed after you saw it. Look at it again and decide.',
    );
    expect(stateSentence(entry({ reason: 'blocked-by-earlier' }), t)).toMatch(/^Waiting\. /);
  });
});

describe('starting', () => {
  it('reads the screen that the command line asks for', () => {
    expect(parseStartWish('refunds')).toEqual({ kind: 'screen', name: 'refunds' });
    expect(parseStartWish('tickets')).toEqual({ kind: 'screen', name: 'tickets' });
    expect(parseStartWish('ticket:history')).toEqual({ kind: 'first-ticket', tab: 'timeline' });
    expect(parseStartWish('new-ticket')).toEqual({ kind: 'layer', name: 'new-ticket' });
    expect(parseStartWish('payment:duplicate')).toEqual({ kind: 'duplicate-payment' });
    expect(parseStartWish(`payment:${ids.payment}`)).toEqual({ kind: 'payment', id: ids.payment });
    expect(parseStartWish('no-such-screen')).toBeNull();
  });

  it('prefers the language of the command line, then the setting, then the system', () => {
    expect(resolveLanguage('zh-Hans', 'en', ['en-US'])).toBe('zh-Hans');
    expect(resolveLanguage('zh-CN', 'en', ['en-US'])).toBe('zh-Hans');
    expect(resolveLanguage(null, 'en', ['zh-CN'])).toBe('en');
    expect(resolveLanguage(null, 'system', ['zh-TW', 'en'])).toBe('zh-Hans');
    expect(resolveLanguage('!', 'system', ['en'])).toBe('en');
  });

  it('shows how far the preparation is', () => {
    expect(stepStates('demo-data').map(({ state }) => state)).toEqual(['done', 'current', 'waiting']);
    expect(stepStates('something-new').map(({ state }) => state)).toEqual(['waiting', 'waiting', 'waiting']);
  });
});

describe('walking through rows', () => {
  it('stops at both ends and leaves other keys alone', () => {
    expect([rowAfterKey('j', 0, 3), rowAfterKey('ArrowDown', 2, 3), rowAfterKey('k', 0, 3)]).toEqual([
      1, 2, 0,
    ]);
    expect([rowAfterKey('End', 0, 3), rowAfterKey('Home', 2, 3), rowAfterKey('x', 1, 3)]).toEqual([
      2,
      0,
      null,
    ]);
  });
});
