import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  callRunningProgram,
  claimDataDirectory,
  type DataDirectoryClaim,
  type ServeCall,
} from '../../../electron/lib/local-socket.ts';

let directory: string;
let claims: DataDirectoryClaim[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'visadesk-socket-'));
  claims = [];
});
afterEach(async () => {
  await Promise.all(claims.map((claim) => claim.release()));
  rmSync(directory, { recursive: true, force: true });
});

const echo: ServeCall = async (name, inputText) =>
  JSON.stringify({ ok: true, value: { name, input: JSON.parse(inputText) as unknown } });

async function claim(folder = directory, serve = echo): Promise<void> {
  claims.push(await claimDataDirectory(folder, serve));
}
function address(): { address: string; token: string } {
  return JSON.parse(readFileSync(join(directory, 'local-socket.json'), 'utf8')) as {
    address: string;
    token: string;
  };
}
/** Sends lines as a stranger would and collects as many answers. */
function exchange(lines: readonly string[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(address().address);
    const answers: string[] = [];
    socket.on('error', reject);
    createInterface({ input: socket }).on('line', (line) => {
      answers.push(line);
      if (answers.length < lines.length) return;
      socket.destroy();
      resolve(answers);
    });
    socket.write(`${lines.join('\n')}\n`);
  });
}

describe('claimDataDirectory', () => {
  it('lets headless commands reach the holder', async () => {
    await claim();
    const answer = await callRunningProgram(directory, 'lookup.find', { text: '号码 42' }, 1_000);
    expect(JSON.parse(answer ?? '')).toEqual({
      ok: true,
      value: { name: 'lookup.find', input: { text: '号码 42' } },
    });
  });

  it('is exclusive, also among many who try at once', async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 5 }, () => claim()));
    const refused = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason] : []));
    expect(claims).toHaveLength(1);
    expect(refused).toHaveLength(4);
    for (const reason of refused) expect(reason).toMatchObject({ code: 'workspace-in-use' });
  });

  it('is free again after a release and after a holder that was killed', async () => {
    await claim();
    await claims.pop()?.release();
    expect(await callRunningProgram(directory, 'app.info', {}, 1_000)).toBeUndefined();
    const dead = JSON.stringify({ address: join(directory, 'gone.sock'), token: 'x' });
    writeFileSync(join(directory, 'local-socket.json'), dead);
    await claim();
    expect(claims).toHaveLength(1);
  });

  it('does not take over while the address file is damaged by a crash', async () => {
    writeFileSync(join(directory, 'local-socket.json'), '{"addr');
    await claim();
    expect(await callRunningProgram(directory, 'app.info', {}, 1_000)).toContain('app.info');
  });

  it('works where the path is too long for a socket, and tidies up', async () => {
    const deep = join(directory, 'd'.repeat(60), 'e'.repeat(60));
    await claim(deep);
    expect(await callRunningProgram(deep, 'app.info', {}, 1_000)).toContain('app.info');
    const used = (JSON.parse(readFileSync(join(deep, 'local-socket.json'), 'utf8')) as { address: string })
      .address;
    await claims.pop()?.release();
    expect(existsSync(used)).toBe(false);
  });

  it('keeps other users out', async () => {
    await claim();
    expect(statSync(join(directory, 'local-socket.json')).mode & 0o077).toBe(0);
    expect(statSync(address().address).mode & 0o077).toBe(0);
  });

  it('answers nobody without the token, and survives rubbish', async () => {
    await claim();
    const { token } = address();
    const [wrong, rubbish, right] = await exchange([
      JSON.stringify({ token: `${token}x`, name: 'app.info', input: {} }),
      'rubbish',
      JSON.stringify({ token, name: 'app.info', input: {} }),
    ]);
    expect(wrong).toContain('forbidden-sender');
    expect(rubbish).toContain('bad-input');
    expect(right).toContain('"ok":true');
  });

  it('survives a caller that hangs up while it is answered', async () => {
    await claim(directory, async () => 'x'.repeat(3_000_000));
    const { address: path, token } = address();
    for (let caller = 0; caller < 5; caller += 1) {
      const socket = connect(path);
      await once(socket, 'connect');
      socket.write(`${JSON.stringify({ token, name: 'app.info', input: {} })}\nrubbish`);
      await once(socket, 'readable');
      socket.destroy();
      await once(socket, 'close');
    }
    expect(await callRunningProgram(directory, 'app.info', {}, 1_000)).toHaveLength(3_000_000);
  });

  it('finishes the answers in hand before it ends', async () => {
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<string>();
    await claim(directory, () => {
      asked.resolve();
      return answer.promise;
    });
    const called = callRunningProgram(directory, 'app.info', {}, 1_000);
    await asked.promise;
    const released = claims.pop()?.release();
    answer.resolve('late');
    expect(await called).toBe('late');
    await released;
  });

  it('ends although somebody stays connected', async () => {
    await claim();
    const socket = connect(address().address);
    await once(socket, 'connect');
    await claims.pop()?.release();
    socket.destroy();
  });

  it('is not kept out by what a killed process left while the clock was wrong', async () => {
    const file = join(directory, 'claim.lock');
    writeFileSync(file, '1');
    const tomorrow = Date.now() / 1000 + 24 * 60 * 60;
    utimesSync(file, tomorrow, tomorrow);
    await claim();
  });

  it('says when the directory can not be written', async () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    await expect(claim(join(file, 'data'))).rejects.toMatchObject({ code: 'storage-unwritable' });
  });
});

describe('callRunningProgram', () => {
  it('says so when the program hangs up on it', async () => {
    const path = join(directory, 'other.sock');
    const server = createServer((socket) =>
      socket.on('error', () => undefined).once('data', () => socket.destroy()),
    );
    await once(server.listen(path), 'listening');
    writeFileSync(join(directory, 'local-socket.json'), JSON.stringify({ address: path, token: 't' }));
    await expect(
      callRunningProgram(directory, 'app.info', { long: 'x'.repeat(5_000_000) }, 1_000),
    ).rejects.toMatchObject({ code: 'data-unavailable' });
    server.close();
  });

  it('gives up after its time limit', async () => {
    await claim(directory, () => new Promise(() => undefined));
    await expect(callRunningProgram(directory, 'app.info', {}, 20)).rejects.toMatchObject({
      code: 'timed-out',
    });
  });
});
