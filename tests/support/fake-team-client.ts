import {
  type ExportNote,
  type FeedCursor,
  type PullPage,
  type SubmitResult,
  SYNC_TABLES,
  type SyncTable,
  type TeamClient,
  type TeamCommand,
  TeamError,
  type TeamHead,
  type WireRow,
} from '../../electron/lib/team/team-client.ts';
import type { Payment } from '../../shared/domains/payments/entity.ts';
import {
  applyRefundCommand,
  type RefundCommandKind,
  refundCommandSchemas,
} from '../../shared/domains/refunds/commands.ts';
import type { Refund } from '../../shared/domains/refunds/entity.ts';
import { countsAgainstRefundable } from '../../shared/domains/refunds/states.ts';
import type { Staff } from '../../shared/domains/staff/entity.ts';
import { executeTicketCommand } from './fake-ticket-commands.ts';
import { wireRow } from './wire-rows.ts';

type Entity = { readonly id: string; readonly ver: number };
type Method = 'head' | 'page' | 'pull' | 'submit' | 'commandStatus' | 'noteExport';

/** What goes wrong with one call: nothing arrives, the answer is lost, no answer ever comes, or a refusal. */
export type Fault = 'cut-before' | 'cut-after' | 'hang' | TeamError;

type StoredCommand = { readonly fingerprint: string; readonly result: SubmitResult };
type Change = { readonly xid: number; readonly table: SyncTable; readonly id: string };

/** A team database in memory: rows with versions, a change feed, commands that happen once, and faults on demand. */
export type FakeTeam = ReturnType<typeof createFakeTeam>;

export function createFakeTeam(staff: readonly Staff[] = []) {
  const rows = new Map<SyncTable, Map<string, WireRow>>(SYNC_TABLES.map((table) => [table, new Map()]));
  const columns = new Map<SyncTable, readonly string[]>();
  const hidden = new Set<string>();
  const commands = new Map<string, StoredCommand>();
  const executed = new Map<string, number>();
  const order: string[] = [];
  const calls: Method[] = [];
  const notes: ExportNote[] = [];
  /** Null = this call goes well. */
  const faults = new Map<Method, (Fault | null)[]>();
  const hanging = new Set<() => void>();
  const hints = new Set<() => void>();
  let feed: Change[] = [];
  let xid = 1;
  let floor = 0;
  let generation = 'first';
  let scopeEpoch = 1;
  let online = true;
  let now = Date.now;

  const table = (name: SyncTable): Map<string, WireRow> => rows.get(name) ?? new Map();
  const put = <Row extends Entity>(name: SyncTable, entity: Row): void => {
    const row = wireRow(entity);
    columns.set(name, Object.keys(row));
    table(name).set(entity.id, row);
    xid += 1;
    feed.push({ xid, table: name, id: entity.id });
  };
  const remove = (name: SyncTable, id: string): void => {
    table(name).delete(id);
    xid += 1;
    feed.push({ xid, table: name, id });
  };
  const get = <Row>(name: SyncTable, id: string): Row | null => {
    const row = table(name).get(id);
    return row ? (camelCase(row) as Row) : null;
  };
  const head = (): TeamHead => ({
    generation,
    horizon: String(xid + 1),
    floor: String(floor),
    schemaVersion: 1,
    scopeEpoch,
    now: now(),
    staffId: staff[0]?.id ?? '',
  });
  const isVisible = (name: SyncTable, id: string): boolean =>
    table(name).has(id) && !hidden.has(`${name} ${id}`);

  const pull = (cursor: FeedCursor, limit: number): PullPage => {
    const after = BigInt(cursor.xid);
    // A full page ends at (xid, seq of its last row); an empty rest at (horizon, 0).
    const waiting = feed.filter(
      (change) => BigInt(change.xid) > after || (cursor.seq === '0' && BigInt(change.xid) === after),
    );
    const part = waiting.slice(0, limit);
    const more = waiting.length > limit;
    const changedRows: Partial<Record<SyncTable, WireRow[]>> = {};
    const gone: Partial<Record<SyncTable, string[]>> = {};
    for (const { table: name, id } of new Map(
      part.map((change) => [`${change.table} ${change.id}`, change]),
    ).values()) {
      const row = isVisible(name, id) ? table(name).get(id) : undefined;
      if (row) changedRows[name] = [...(changedRows[name] ?? []), row];
      else gone[name] = [...(gone[name] ?? []), id];
    }
    const last = part.at(-1);
    return {
      head: head(),
      cursor: more && last ? { xid: String(last.xid), seq: '1' } : { xid: String(xid + 1), seq: '0' },
      more,
      rows: changedRows,
      gone,
    };
  };
  const refuse = (reason: string): SubmitResult => ({
    outcome: 'rejected',
    reason,
    versions: [],
    replayed: false,
  });
  const execute = (command: TeamCommand, login: string): SubmitResult => {
    const all = (name: SyncTable): readonly object[] => [...table(name).values()].map(camelCase);
    const who = staff.find((one) => one.login === login);
    const ticket = executeTicketCommand(command, who, now(), { get, put, all });
    if (ticket !== null) {
      if ('refused' in ticket) return refuse(ticket.refused);
      return { outcome: 'applied', reason: null, versions: ticket.versions, replayed: false };
    }
    if (!Object.hasOwn(refundCommandSchemas, command.kind)) return refuse('unknown-kind');
    const kind = command.kind as RefundCommandKind;
    const parsed = refundCommandSchemas[kind].safeParse(command.payload);
    if (!parsed.success) return refuse('invalid');
    const args = parsed.data;
    const before = get<Refund>('refund', args.refundId);
    const context = { login, personId: who?.personId ?? '', at: now() };
    if ('baseVer' in args && before && args.baseVer !== before.ver) return refuse('stale');
    if (kind !== 'refund.submit' && !before) return refuse('not-found');
    const after = applyRefundCommand(kind, args as never, context, before);
    if (!after || (before && after === before)) return refuse('bad-state');
    const payment = get<Payment>('payment', after.paymentId);
    if (!payment) return refuse('not-found');
    const held = (refund: Refund | null): number =>
      refund && countsAgainstRefundable(refund.state) ? refund.amountMinor : 0;
    const refundedMinor = payment.refundedMinor + held(after) - held(before);
    if (refundedMinor + payment.externalRefundedMinor > payment.capturedMinor)
      return refuse('exceeds-refundable');
    const newRefund = { ...after, ver: (before?.ver ?? 0) + 1 };
    const newPayment = { ...payment, refundedMinor, ver: payment.ver + 1 };
    put('refund', newRefund);
    put('payment', newPayment);
    return {
      outcome: 'applied',
      reason: null,
      versions: [
        { table: 'refund', id: newRefund.id, ver: newRefund.ver },
        { table: 'payment', id: newPayment.id, ver: newPayment.ver },
      ],
      replayed: false,
    };
  };
  const submit = (command: TeamCommand, login: string): SubmitResult => {
    const fingerprint = JSON.stringify([command.kind, command.v, command.payload, login]);
    const known = commands.get(command.id);
    if (known) {
      if (known.fingerprint !== fingerprint) throw new TeamError('alert', 'idempotency-mismatch', 'CR409');
      return { ...known.result, replayed: true };
    }
    order.push(command.id);
    const result = execute(command, login);
    executed.set(command.id, (executed.get(command.id) ?? 0) + 1);
    commands.set(command.id, { fingerprint, result });
    return result;
  };
  const hang = (): Promise<never> =>
    new Promise((_, reject) => {
      hanging.add(() => reject(new TeamError('retry', 'offline', null)));
    });
  /** Runs a call under whatever fault is next for it. */
  const run = async <Value>(method: Method, act: () => Value): Promise<Value> => {
    calls.push(method);
    // Nothing answers within the same turn of the event loop.
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (!online) throw new TeamError('retry', 'offline', null);
    const fault = faults.get(method)?.shift();
    if (fault === undefined || fault === null) return structuredClone(act());
    if (fault === 'hang') return hang();
    if (fault === 'cut-after') act();
    if (fault === 'cut-after' || fault === 'cut-before') throw new TeamError('retry', 'offline', null);
    throw fault;
  };
  for (const one of staff) put('staff', one);

  return {
    put,
    remove,
    get,
    /** Rows that `login`s of this team can not see any more, or can again. */
    setHidden(name: SyncTable, id: string, isHidden: boolean): void {
      if (isHidden) hidden.add(`${name} ${id}`);
      else hidden.delete(`${name} ${id}`);
      xid += 1;
      feed.push({ xid, table: name, id });
    },
    /** A row as it is, without making it sound. */
    putRaw(name: SyncTable, row: WireRow): void {
      table(name).set(String(row.id), row);
      xid += 1;
      feed.push({ xid, table: name, id: String(row.id) });
    },
    all: (name: SyncTable): readonly WireRow[] => [...table(name).values()],
    fail(method: Method, ...next: Fault[]): void {
      faults.set(method, [...(faults.get(method) ?? []), ...next]);
    },
    /** The same, after so many calls that go well. */
    failAfter(method: Method, calls: number, fault: Fault): void {
      faults.set(method, [...(faults.get(method) ?? []), ...Array<null>(calls).fill(null), fault]);
    },
    /** From now on everything goes well again. */
    heal(): void {
      faults.clear();
    },
    setOnline(value: boolean): void {
      online = value;
    },
    setClock(clock: () => number): void {
      now = clock;
    },
    hint(): void {
      for (const listener of hints) listener();
    },
    setScopeEpoch(value: number): void {
      scopeEpoch = value;
    },
    /** The feed was purged up to now. */
    purge(): void {
      floor = xid + 1;
      feed = [];
    },
    /** A restore: another generation, and these commands never happened. */
    restore(lost: readonly string[]): void {
      generation = `restored ${xid}`;
      for (const id of lost) commands.delete(id);
      feed = [];
      floor = xid + 1;
      xid += 1;
    },
    /** How often each command took effect. */
    executed,
    /** Ids of executed commands in the order of execution. */
    order,
    calls,
    /** Exports that were noted. */
    notes,
    clientFor: (login: string): TeamClient => ({
      head: () => run('head', head),
      page: (name, beforeId, limit) =>
        run('page', () => {
          const names = columns.get(name) ?? ['id'];
          const part = [...table(name).values()]
            .filter((row) => isVisible(name, String(row.id)))
            .filter((row) => beforeId === null || String(row.id) < beforeId)
            .sort((one, other) => (String(one.id) < String(other.id) ? 1 : -1))
            .slice(0, limit);
          return { columns: names, rows: part.map((row) => names.map((column) => row[column])) };
        }),
      pull: (cursor, limit) => run('pull', () => pull(cursor, limit)),
      submit: (command) => run('submit', () => submit(command, login)),
      commandStatus: (ids) =>
        run('commandStatus', () =>
          ids.flatMap((id) => {
            const known = commands.get(id);
            return known ? [{ id, outcome: known.result.outcome }] : [];
          }),
        ),
      importPayments: async () => ({ inserted: 0, updated: 0, unchanged: 0, bad: [] }),
      importTickets: async () => ({ inserted: 0, updated: 0, unchanged: 0, bad: [] }),
      attachmentChunk: async () => null,
      noteExport: (note) => run('noteExport', () => void notes.push(note)),
      onHint(listener) {
        hints.add(listener);
        return () => hints.delete(listener);
      },
      reset() {
        for (const end of hanging) end();
        hanging.clear();
      },
      close: async () => undefined,
    }),
  };
}

function camelCase(row: WireRow): object {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}
