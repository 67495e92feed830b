import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDataHost, type DataHost } from '../../../electron/data/data-host.ts';
import { readLastLogin } from '../../../electron/data/last-login.ts';
import type { ChildEvent } from '../../../electron/lib/child-contract.ts';
import type { CallInput, CallName, CallOutput } from '../../../shared/ipc/contract.ts';
import { type Envelope, unwrap } from '../../../shared/ipc/result.ts';
import { memoryLog, PROJECT, STAFF } from '../../support/data-world.ts';
import { createFakeTeam, type FakeTeam } from '../../support/fake-team-client.ts';
import { makePayment, testId } from '../../support/wire-rows.ts';

let directory: string;
let team: FakeTeam;
let host: DataHost;
let events: ChildEvent[];

async function open(login = 'amina', embedded = true): Promise<void> {
  events = [];
  host = await createDataHost({
    dataDirectory: directory,
    applicationRoot: PROJECT,
    workspace: 'embedded',
    embedded,
    login,
    teamClientFor: team.clientFor,
    previewRuntime: false,
    log: memoryLog(),
    threads: null,
    polling: false,
    emit: (event) => events.push(event),
  });
}

async function call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>> {
  return unwrap(JSON.parse(await host.invoke(name, JSON.stringify(input))) as Envelope<CallOutput<Name>>);
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'visadesk-host-'));
  team = createFakeTeam(STAFF);
  team.put('payment', makePayment(1));
  await open();
});
afterEach(async () => {
  await host.stop();
  rmSync(directory, { recursive: true, force: true });
});

test('answers calls as JSON and refuses what is not in the contract', async () => {
  await call('connection.sync-now', {});
  expect((await call('payments.page', { id: testId(1) })).payment.id).toBe(testId(1));
  await expect(call('payments.page', { id: 'no id' })).rejects.toMatchObject({ code: 'bad-input' });
  await expect(call('app.info', {})).rejects.toMatchObject({ code: 'unknown-call' });
});

test("switching closes one person's files and opens the other's; what is queued stays queued", async () => {
  await expect(call('session.current', {})).rejects.toMatchObject({ code: 'data-unavailable' });
  await call('connection.sync-now', {});
  const before = await call('session.current', {});
  expect(before).toMatchObject({ staff: { login: 'amina' }, embedded: true });
  expect(before.choices.map(({ login }) => login).sort()).toEqual(['amina', 'ingrid']);
  team.setOnline(false);
  await call('connection.sync-now', {}).catch(() => undefined);
  await call('refunds.submit', {
    commandId: testId(500),
    refundId: testId(501),
    paymentId: testId(1),
    amountMinor: 100,
    currency: 'USD',
    reason: 'goodwill',
    note: '',
    evidence: {},
  });
  await call('drafts.save', { key: 'a', body: 'amina writes' });
  await call('session.switch', { login: 'ingrid' });
  expect(host.login()).toBe('ingrid');
  expect(readLastLogin(join(directory, 'embedded'))).toBe('ingrid');
  expect(events.some((event) => event.type === 'window' && JSON.stringify(event).includes('session'))).toBe(
    true,
  );
  team.setOnline(true);
  await call('connection.sync-now', {});
  expect((await call('outbox.list', {})).entries).toEqual([]);
  expect(await call('drafts.get', { key: 'a' })).toEqual({ draft: null });
  expect(team.executed.size).toBe(0);
  await call('session.switch', { login: 'amina' });
  expect((await call('outbox.list', {})).entries).toMatchObject([{ id: testId(500) }]);
  expect((await call('drafts.get', { key: 'a' })).draft?.body).toBe('amina writes');
});

test("nobody switches to a login that is not there, or in a team's workspace", async () => {
  await call('connection.sync-now', {});
  await expect(call('session.switch', { login: 'mallory' })).rejects.toMatchObject({ code: 'not-staff' });
  await host.stop();
  await open('amina', false);
  await expect(call('session.switch', { login: 'ingrid' })).rejects.toMatchObject({ code: 'forbidden' });
  expect((await call('session.current', {})).choices.map(({ login }) => login)).toEqual(['amina']);
});

test('settings and drafts are kept, and odd stored values fall back', async () => {
  expect(await call('settings.get', {})).toEqual({ language: 'system', theme: 'system' });
  await call('settings.set', { theme: 'dark' });
  await call('settings.set', { language: 'zh-Hans' });
  await host.stop();
  await open();
  expect(await call('settings.get', {})).toEqual({ language: 'zh-Hans', theme: 'dark' });
  await call('drafts.save', { key: 'a', body: 'x' });
  await call('drafts.clear', { key: 'a' });
  expect(await call('drafts.get', { key: 'a' })).toEqual({ draft: null });
});
