import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { DeskError } from '../../shared/errors.ts';
import { failureOf } from '../../shared/ipc/result.ts';

/**
 * One process at a time works on a data directory. It listens on a local socket (a named pipe on Windows), through
 * which headless commands reach it; a socket that answers is the lock, so a killed process leaves none behind.
 * Lines of JSON: `{token, name, input}` out, an envelope back.
 */
const addressSchema = z.strictObject({ address: z.string(), token: z.string() });
type Address = z.infer<typeof addressSchema>;

const requestSchema = z.strictObject({ token: z.string(), name: z.string(), input: z.unknown() });

/** Answers a call; input and envelope are JSON texts. */
export type ServeCall = (name: string, inputText: string) => Promise<string>;

/** The right to work on a data directory until it is released. */
export type DataDirectoryClaim = { release(): Promise<void> };

const ADDRESS_FILE = 'local-socket.json';
const CLAIM_FILE = 'claim.lock';
/** The claim file guards a few milliseconds of work; one this old was left by a killed process. */
const CLAIM_STALE_MS = 10_000;
const CONNECT_TIMEOUT_MS = 2_000;
/** Unix socket paths end at 104 bytes on macOS, 108 on Linux. */
const LONGEST_SOCKET_PATH = 100;
const MAXIMUM_LINE = 16 * 1024 * 1024;

function readAddress(dataDirectory: string): Address | undefined {
  try {
    return addressSchema.parse(JSON.parse(readFileSync(join(dataDirectory, ADDRESS_FILE), 'utf8')));
  } catch {
    // Not there, or half written by a process that was killed: nobody is listening.
    return undefined;
  }
}

/** Connects, or undefined when nobody listens there. */
function tryConnect(address: string): Promise<Socket | undefined> {
  return new Promise((settle) => {
    const socket = connect(address);
    const give = (result: Socket | undefined): void => {
      clearTimeout(timer);
      socket.removeAllListeners();
      if (!result) socket.destroy();
      settle(result);
    };
    const timer = setTimeout(() => give(undefined), CONNECT_TIMEOUT_MS);
    socket.once('connect', () => give(socket));
    socket.once('error', () => give(undefined));
  });
}

/** Removes what `freshAddress` made besides the socket itself. */
function forgetAddress(dataDirectory: string, address: string): void {
  rmSync(join(dataDirectory, ADDRESS_FILE), { force: true });
  const ownFolder = process.platform !== 'win32' && dirname(address) !== dataDirectory;
  if (ownFolder) rmSync(dirname(address), { recursive: true, force: true });
}

function freshAddress(dataDirectory: string): string {
  if (process.platform === 'win32') {
    // The name must not be guessable: anyone could open a pipe of that name first.
    return `\\\\.\\pipe\\visadesk-${randomBytes(16).toString('hex')}`;
  }
  const path = join(dataDirectory, `desk-${process.pid}.sock`);
  if (Buffer.byteLength(path) <= LONGEST_SOCKET_PATH) {
    rmSync(path, { force: true });
    return path;
  }
  return join(mkdtempSync(join(tmpdir(), 'visadesk-')), 'desk.sock');
}

function sameToken(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

async function answerLine(line: string, token: string, serve: ServeCall): Promise<string> {
  try {
    const request = requestSchema.parse(JSON.parse(line));
    if (!sameToken(request.token, token)) throw new DeskError('forbidden-sender', 'Wrong token');
    return await serve(request.name, JSON.stringify(request.input));
  } catch (error) {
    const known = error instanceof DeskError ? error : new DeskError('bad-input', 'Not a call');
    return JSON.stringify(failureOf(known));
  }
}

/** The socket's lines. Readline passes a fault of the socket on as one of its own, which would end the process. */
function linesOf(socket: Socket): Interface {
  return createInterface({ input: socket }).on('error', () => socket.destroy());
}

/**
 * Answers one caller.
 * @returns how to hang up: after the answers in hand
 */
function serveSocket(socket: Socket, token: string, serve: ServeCall): () => void {
  let answering = 0;
  let isEnding = false;
  const endWhenDone = (): void => {
    if (isEnding && answering === 0) socket.destroySoon();
  };
  socket.on('error', () => socket.destroy());
  let received = 0;
  socket.on('data', (chunk: Buffer) => {
    // One line per call, so that a stranger can't fill the memory with an endless one.
    received = chunk.includes(10) ? 0 : received + chunk.length;
    if (received > MAXIMUM_LINE) socket.destroy();
  });
  linesOf(socket).on('line', (line) => {
    if (isEnding) return;
    answering += 1;
    void answerLine(line, token, serve).then((answer) => {
      answering -= 1;
      if (socket.writable) socket.write(`${answer}\n`);
      endWhenDone();
    });
  });
  return () => {
    isEnding = true;
    endWhenDone();
  };
}

async function withClaimFile<Result>(dataDirectory: string, job: () => Promise<Result>): Promise<Result> {
  const file = join(dataDirectory, CLAIM_FILE);
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const claimed = statSync(file, { throwIfNoEntry: false });
      // A clock that was wrong and has been set back leaves a file from the future.
      if (claimed && Math.abs(Date.now() - claimed.mtimeMs) > CLAIM_STALE_MS) rmSync(file, { force: true });
      await delay(20);
    }
  }
  try {
    return await job();
  } finally {
    rmSync(file, { force: true });
  }
}

async function listen(
  address: string,
  hangUps: Set<() => void>,
  serveCaller: (socket: Socket) => () => void,
): Promise<Server> {
  const server = createServer((socket) => {
    const hangUp = serveCaller(socket);
    hangUps.add(hangUp);
    socket.once('close', () => hangUps.delete(hangUp));
  });
  await new Promise<void>((settle, reject) => {
    server.once('error', reject);
    server.listen(address, settle);
  });
  if (process.platform !== 'win32') chmodSync(address, 0o600);
  // Headless callers must not keep a quitting program alive.
  server.unref();
  return server;
}

function writeAddress(dataDirectory: string, address: Address): void {
  const file = join(dataDirectory, ADDRESS_FILE);
  writeFileSync(`${file}.new`, JSON.stringify(address), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/**
 * Claims a data directory for this process and serves headless callers from it.
 * @throws DeskError `workspace-in-use` when another process answers there, `storage-unwritable`
 */
export async function claimDataDirectory(
  dataDirectory: string,
  serve: ServeCall,
): Promise<DataDirectoryClaim> {
  const directory = resolve(dataDirectory);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return await withClaimFile(directory, async () => {
      const holder = readAddress(directory);
      const socket = holder && (await tryConnect(holder.address));
      if (socket) {
        socket.destroy();
        throw new DeskError('workspace-in-use', `VisaDesk is already running on ${directory}`);
      }
      const token = randomBytes(32).toString('hex');
      const address = freshAddress(directory);
      const hangUps = new Set<() => void>();
      const server = await listen(address, hangUps, (socket) => serveSocket(socket, token, serve));
      writeAddress(directory, { address, token });
      return {
        release: () =>
          new Promise<void>((settle) => {
            server.close(() => settle());
            // It closes with its last caller, and one that just stays must not keep a quitting program alive.
            for (const hangUp of hangUps) hangUp();
            forgetAddress(directory, address);
          }),
      };
    });
  } catch (error) {
    if (error instanceof DeskError) throw error;
    throw new DeskError('storage-unwritable', `Can not write to ${directory}`);
  }
}

/**
 * Asks the program that is running on a data directory.
 * @returns the envelope as JSON text, or undefined when none is running there
 * @throws DeskError `timed-out`, or `data-unavailable` when the program ends before it has answered
 */
export async function callRunningProgram(
  dataDirectory: string,
  name: string,
  input: unknown,
  timeoutMs: number,
): Promise<string | undefined> {
  const holder = readAddress(resolve(dataDirectory));
  const socket = holder && (await tryConnect(holder.address));
  if (!holder || !socket) return undefined;
  try {
    return await new Promise<string>((settle, reject) => {
      const timer = setTimeout(
        () => reject(new DeskError('timed-out', `${name} took over ${timeoutMs} ms`)),
        timeoutMs,
      );
      timer.unref();
      const lost = (): void => {
        clearTimeout(timer);
        reject(new DeskError('data-unavailable', 'The running program ended before it answered.'));
      };
      socket.on('error', lost);
      socket.on('close', lost);
      linesOf(socket).once('line', (line) => {
        clearTimeout(timer);
        settle(line);
      });
      socket.write(`${JSON.stringify({ token: holder.token, name, input })}\n`);
    });
  } finally {
    socket.destroy();
  }
}
