import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExportNote } from '../../../electron/lib/team/team-client.ts';
import { engines, type TestTeam } from '../../support/team-database.ts';

function note(changes: Partial<ExportNote> = {}): ExportNote {
  return {
    exportId: randomUUID(),
    kind: 'payments',
    from: '2026-11-01',
    to: '2026-11-30',
    format: 'csv',
    rows: 1200,
    masked: true,
    reason: null,
    filters: {},
    ...changes,
  };
}

const full = { masked: false, reason: 'reconciliation with the bank' } as const;

describe.each(engines)('exports in the audit log on $name', ({ open }) => {
  let team: TestTeam;

  beforeAll(async () => {
    team = await open();
  });
  afterAll(() => team.close());

  const entries = async (exportId: string) =>
    (
      await team.owner.query('SELECT actor, action, detail FROM audit.entry WHERE entity = $1 ORDER BY seq', [
        exportId,
      ])
    ).rows;

  test('say who, what, how much and why', async () => {
    const masked = note({ filters: { status: ['failed'], gateway: ['stripe'] } });
    await team.client('ann').noteExport(masked);
    const whole = note({ ...full, kind: 'refunds', format: 'xlsx', rows: 0, to: '2026-11-01' });
    await team.client('sue').noteExport(whole);
    expect(await entries(masked.exportId)).toEqual([
      [
        'ann',
        'export',
        {
          kind: 'payments',
          from: '2026-11-01',
          to: '2026-11-30',
          format: 'csv',
          rows: 1200,
          masked: true,
          reason: null,
          filters: '{"status": ["failed"], "gateway": ["stripe"]}',
        },
      ],
    ]);
    expect(await entries(whole.exportId)).toEqual([
      [
        'sue',
        'export',
        expect.objectContaining({
          kind: 'refunds',
          format: 'xlsx',
          rows: 0,
          masked: false,
          reason: full.reason,
        }),
      ],
    ]);
    await expect(team.client('ada').noteExport(note(full))).resolves.toBeUndefined();
  });

  test('are sealed and verified with the rest', async () => {
    const hub = team.hub();
    await team.client('ann').noteExport(note());
    expect((await hub.sealAudit()).sealed).toBeGreaterThan(0);
    expect(await hub.verifyAudit()).toMatchObject({ ok: true });
  });

  test('are refused with personal data to an agent, and to whoever is no staff at all', async () => {
    const unmasked = note(full);
    await expect(team.client('ann').noteExport(unmasked)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await entries(unmasked.exportId)).toEqual([]);
    const unsaid = note({ masked: null as unknown as boolean, reason: full.reason });
    await expect(team.client('ann').noteExport(unsaid)).rejects.toMatchObject({ code: 'forbidden' });
    await team.owner.query("UPDATE crm.staff SET active = false WHERE login = 'amir'");
    await expect(team.client('amir').noteExport(note())).rejects.toMatchObject({ code: 'not-staff' });
  });

  test.each<[string, Partial<ExportNote>]>([
    ['without a reason', { masked: false }],
    ['with a reason that is none', { masked: false, reason: '   why?    ' }],
    ['with a novel for a reason', { ...full, reason: 'x'.repeat(501) }],
    ['of something unknown', { kind: 'customers' }],
    ['in an unknown format', { format: 'pdf' }],
    ['of a period that ends before it begins', { from: '2026-11-02', to: '2026-11-01' }],
    ['of fewer rows than none', { rows: -1 }],
    ['with a heap of filters', { filters: { gateway: ['x'.repeat(9000)] } }],
  ])('are refused %s', async (_, changes) => {
    const wrong = note(changes);
    await expect(team.client('sue').noteExport(wrong)).rejects.toMatchObject({ code: 'invalid' });
    expect(await entries(wrong.exportId)).toEqual([]);
  });

  test('keep no card number, wherever one is put', async () => {
    const typed = note({
      masked: false,
      reason: 'customer 4111 1111-1111 1111 asked, case 20261123',
      filters: { gateway: ['5500005555555559'] },
    });
    await team.client('sue').noteExport(typed);
    const [[, , detail] = []] = await entries(typed.exportId);
    expect(detail).toMatchObject({
      reason: 'customer [number] asked, case 20261123',
      filters: '{"gateway": ["[number]"]}',
    });
  });
});
