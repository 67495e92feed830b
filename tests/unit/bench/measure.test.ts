import { describe, expect, it } from 'vitest';
import { stripeRecordToRow } from '../../../shared/domains/payments/import-stripe.ts';
import { byTurns, figure, spreadOf } from '../../bench/measure.ts';
import { gatewayRefOf, isCaptured, paymentRow, stripeExport } from '../../bench/synthetic.ts';
import { reportTable } from '../../bench/table.ts';

const hundred = Array.from({ length: 100 }, (_, index) => index + 1);

describe('figures', () => {
  it('take percentiles by nearest rank, with the slow end as the bad one', () => {
    expect(spreadOf(hundred.toReversed(), 'ms')).toEqual({
      p50: 50,
      p95: 95,
      p99: 99,
      worst: 100,
      runs: 100,
    });
  });
  it('take the low end of rates as the bad one', () => {
    expect(spreadOf(hundred, 'rows/s')).toEqual({ p50: 51, p95: 6, p99: 2, worst: 1, runs: 100 });
  });
  it('refuse to be made of nothing', () => {
    expect(() => figure({ name: 'a.b', what: '', unit: 'ms', ours: [] })).toThrow('Nothing was measured');
  });
  it('have a ratio above one when they are worse than the floor, for times and for rates', () => {
    const slow = figure({ name: 'a.b', what: '', unit: 'ms', ours: [30], floor: { what: '', values: [10] } });
    const slowRate = figure({
      name: 'a.b',
      what: '',
      unit: 'rows/s',
      ours: [10],
      floor: { what: '', values: [30] },
    });
    expect([slow.ratio, slowRate.ratio]).toEqual([3, 3]);
  });
  it('keep to a bar or do not', () => {
    const made = figure({
      name: 'a.b',
      what: '',
      unit: 'ms',
      ours: hundred,
      floor: { what: '', values: [40] },
      bars: [
        { of: 'p95', limit: 95 },
        { of: 'p99', limit: 98 },
        { of: 'ratio', limit: 1.25 },
      ],
    });
    expect(made.bars.map(({ met }) => met)).toEqual([true, false, true]);
    const rate = figure({
      name: 'a.b',
      what: '',
      unit: 'rows/s',
      ours: [9],
      bars: [{ of: 'p50', limit: 10 }],
    });
    expect(rate.bars.map(({ met }) => met)).toEqual([false]);
  });
  it('come from turns: floor first, then ours, and again', async () => {
    const order: string[] = [];
    const note = (name: string) => async (turn: number) => [order.push(`${name} ${turn}`)];
    await byTurns(2, note('floor'), note('ours'));
    expect(order).toEqual(['floor 0', 'ours 0', 'floor 1', 'ours 1']);
  });
  it('stand in the table with their bar and whether it is met', () => {
    const made = figure({
      name: 'a.b',
      what: 'something',
      unit: 'ms',
      ours: [30],
      bars: [{ of: 'p50', limit: 20 }],
    });
    const report = {
      date: '',
      seed: 1,
      rows: 2,
      facts: {},
      load: 0,
      seconds: 3,
      figures: [made],
      failures: [],
    };
    expect(reportTable(report)).toMatch(/^a\.b +ms +30\.0 +1 +p50 <= 20\.0 ms +NOT MET$/m);
  });
});

describe('synthetic payments', () => {
  it('are the same every time, whatever was made before', () => {
    const first = paymentRow(77, 1000);
    paymentRow(3, 1000);
    expect(paymentRow(77, 1000)).toEqual(first);
    expect(first.gateway_ref).toBe(gatewayRefOf(77));
    expect(first.status).toBe(isCaptured(77) ? 'captured' : 'failed');
  });
  it('have a reference of their own each', () => {
    const references = new Set(Array.from({ length: 20_000 }, (_, index) => gatewayRefOf(index)));
    expect(references.size).toBe(20_000);
  });
  it('make an export that the importer takes without a bad row', () => {
    const [header = '', ...lines] = [...stripeExport(1200)].join('').trimEnd().split('\n');
    const names = header.split(',');
    const results = lines.map((line) => {
      // The one quoted cell is the description.
      const cells = line.replace(/"[^"]*"/, 'description').split(',');
      return stripeRecordToRow(Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])));
    });
    expect(results.filter(({ ok }) => !ok)).toEqual([]);
    expect(results).toHaveLength(1200);
  });
});
