import { describe, expect, it } from 'vitest';
import { readPlaywrightReport, readVitestReport } from '../../../scripts/lib/test-stages.ts';

const vitest = (counts: object): string =>
  JSON.stringify({
    numPassedTests: 5,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    success: true,
    ...counts,
  });
const playwright = (stats: object, errors: unknown[] = []): string =>
  JSON.stringify({ stats: { expected: 5, unexpected: 0, flaky: 0, skipped: 0, ...stats }, errors });

describe('readVitestReport', () => {
  it('counts what passed', () => {
    expect(readVitestReport(vitest({}))).toEqual({ passed: 5, failed: 0 });
  });

  it('counts failed and skipped tests as failures', () => {
    const counts = { numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, success: false };
    expect(readVitestReport(vitest(counts))).toEqual({ passed: 5, failed: 4 });
  });

  it('counts a file that could not be loaded', () => {
    expect(readVitestReport(vitest({ success: false }))).toEqual({ passed: 5, failed: 1 });
  });
});

describe('readPlaywrightReport', () => {
  it('counts what passed', () => {
    expect(readPlaywrightReport(playwright({}))).toEqual({ passed: 5, failed: 0 });
  });

  it('counts unexpected, flaky and skipped tests and errors outside tests as failures', () => {
    expect(readPlaywrightReport(playwright({ unexpected: 1, flaky: 1, skipped: 1 }, ['setup']))).toEqual({
      passed: 5,
      failed: 4,
    });
  });
});
