import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './paths.ts';
import { runCommand } from './run-command.ts';

/** What came of a stage. `output` is for a person who has to find out why it failed. */
export type StageResult = { passed: number; failed: number; output: string };

/** A part of `npm test`. */
export type Stage = { name: string; run: () => Promise<StageResult> };

const reportFolder = join(projectRoot, 'node_modules', '.cache', 'visadesk-reports');

/** A program of node_modules that passes or fails as a whole: counts as one test. */
async function check(program: string, ...programArguments: string[]): Promise<StageResult> {
  const command = [join(projectRoot, 'node_modules', program), ...programArguments];
  const result = await runCommand(process.execPath, command, { cwd: projectRoot });
  const passed = result.exitCode === 0 ? 1 : 0;
  return { passed, failed: 1 - passed, output: result.output };
}

/** Everything together, then each environment with only what it has: no Node in the window, no DOM in Electron. */
async function checkTypes(): Promise<StageResult> {
  const total: StageResult = { passed: 0, failed: 0, output: '' };
  for (const project of ['tsconfig.json', 'shared', 'renderer', 'electron']) {
    const result = await check('typescript/bin/tsc', '--noEmit', '-p', project);
    total.passed += result.passed;
    total.failed += result.failed;
    total.output += result.output;
  }
  return total;
}

/** The counts in a report of vitest; a file that could not even be loaded counts as a failure. */
export function readVitestReport(text: string): { passed: number; failed: number } {
  const report = JSON.parse(text) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numTodoTests: number;
    success: boolean;
  };
  const skipped = report.numPendingTests + report.numTodoTests;
  const failed = report.numFailedTests + skipped;
  return { passed: report.numPassedTests, failed: report.success ? failed : Math.max(1, failed) };
}

/** The counts in a report of Playwright; flaky and skipped tests count as failures. */
export function readPlaywrightReport(text: string): { passed: number; failed: number } {
  const report = JSON.parse(text) as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
    errors: unknown[];
  };
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { passed: expected, failed: unexpected + flaky + skipped + report.errors.length };
}

/** Runs a test runner and reads its report; without one, everything counts as one failure. */
async function reportingStage(options: {
  command: string[];
  report: string;
  environment: NodeJS.ProcessEnv;
  read: (text: string) => { passed: number; failed: number };
}): Promise<StageResult> {
  mkdirSync(reportFolder, { recursive: true });
  rmSync(options.report, { force: true });
  const result = await runCommand(process.execPath, options.command, {
    cwd: projectRoot,
    environment: { ...process.env, ...options.environment },
  });
  if (!existsSync(options.report)) return { passed: 0, failed: 1, output: result.output };
  const counts = options.read(readFileSync(options.report, 'utf8'));
  const failed = result.exitCode === 0 ? counts.failed : Math.max(1, counts.failed);
  return { passed: counts.passed, failed, output: result.output };
}

function vitestStage(project: 'unit' | 'integration' | 'simulation', environment: NodeJS.ProcessEnv): Stage {
  const report = join(reportFolder, `${project}.json`);
  return {
    name: project,
    run: async () => {
      if (globSync(`tests/${project}/**/*.test.{ts,tsx}`, { cwd: projectRoot }).length === 0) {
        return { passed: 0, failed: 0, output: '' };
      }
      return reportingStage({
        command: [
          join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs'),
          ...['run', '--project', project],
          ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
        ],
        report,
        environment,
        read: readVitestReport,
      });
    },
  };
}

function endToEndStage(environment: NodeJS.ProcessEnv): Stage {
  const report = join(reportFolder, 'e2e.json');
  return {
    name: 'e2e',
    run: () =>
      reportingStage({
        command: [
          join(projectRoot, 'node_modules', '@playwright', 'test', 'cli.js'),
          'test',
          '--reporter=line,json',
        ],
        report,
        environment: { ...environment, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
        read: readPlaywrightReport,
      }),
  };
}

/** Every stage in the order in which they run: the quick ones first. */
export function allStages(environment: NodeJS.ProcessEnv): Stage[] {
  return [
    { name: 'format', run: () => check('@biomejs/biome/bin/biome', 'format', '.') },
    { name: 'lint', run: () => check('@biomejs/biome/bin/biome', 'lint', '--error-on-warnings', '.') },
    {
      name: 'layers',
      run: () =>
        check(
          'dependency-cruiser/bin/dependency-cruiser.mjs',
          ...['--config', '.dependency-cruiser.cjs'],
          ...['shared', 'electron', 'renderer', 'scripts', 'tests'],
        ),
    },
    { name: 'dead-code', run: () => check('knip/bin/knip.js') },
    { name: 'types', run: checkTypes },
    vitestStage('unit', environment),
    vitestStage('integration', environment),
    vitestStage('simulation', environment),
    endToEndStage(environment),
  ];
}
