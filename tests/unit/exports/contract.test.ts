import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDispatch } from '../../../electron/main/dispatch.ts';
import { exportRequestSchema, SHORTEST_REASON } from '../../../shared/domains/exports/contract.ts';

const request = {
  kind: 'refunds',
  from: '2026-11-01',
  to: '2026-11-30',
  format: 'xlsx',
  file: '/home/ingrid/.bashrc',
};

describe('exports.start', () => {
  it('names a path, so the window can not call it, whatever has taken it over', async () => {
    const heard: string[] = [];
    const owner = async (name: string) => {
      heard.push(name);
      return '{}';
    };
    const dispatch = createDispatch({ main: owner, data: owner, hub: owner });
    const answer = await dispatch('window', 'exports.start', JSON.stringify(request));
    expect(JSON.parse(answer)).toMatchObject({ ok: false, error: { code: 'unknown-call' } });
    expect(heard).toEqual([]);
    await dispatch('headless', 'exports.start', JSON.stringify(request));
    for (const name of ['exports.status', 'exports.cancel']) await dispatch('window', name, '{}');
    expect(heard).toEqual(['exports.start', 'exports.status', 'exports.cancel']);
  });

  it('is masked, in codes, under stable keys and replaces nothing unless told otherwise', () => {
    expect(exportRequestSchema.parse(request)).toEqual({
      ...request,
      filters: {},
      replace: false,
      full: false,
      reason: null,
      language: null,
      headers: 'keys',
    });
  });

  it.each([
    { from: '2026-02-30' },
    { to: 'yesterday' },
    { kind: 'customers' },
    { format: 'pdf' },
    { file: '' },
    { reason: '         x ' },
    { filters: { state: ['lost'] } },
    { filters: { channel: ['email'] } },
    { columns: ['email'] },
  ])('refuses %j', (change) => {
    expect(exportRequestSchema.safeParse({ ...request, ...change }).success).toBe(false);
  });

  it('asks for as long a reason as the team database does', () => {
    const migration = join(import.meta.dirname, '../../../migrations/team/0022-exports.sql');
    expect(readFileSync(migration, 'utf8')).toContain(`length(btrim(p_reason)) >= ${SHORTEST_REASON}`);
  });
});
