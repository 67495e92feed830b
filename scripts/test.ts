import { parseArgs } from 'node:util';
import { runScript, SetupError, say } from './lib/progress.ts';
import { allStages, type Stage } from './lib/test-stages.ts';

/** The stages named by `--only a,b`, all without it. */
function chooseStages(stages: readonly Stage[], only: string | undefined): readonly Stage[] {
  if (only === undefined) return stages;
  const names = only.split(',');
  const unknown = names.filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    const known = stages.map(({ name }) => name).join(', ');
    throw new SetupError(`No such stage: ${unknown.join(', ')}. There are: ${known}.`);
  }
  return stages.filter(({ name }) => names.includes(name));
}

/** `npm test`: runs all stages even when one fails, and ends with `N passed, N failed`. */
async function test(): Promise<number> {
  const { values } = parseArgs({ options: { only: { type: 'string' }, full: { type: 'boolean' } } });
  const stages = chooseStages(allStages(values.full ? { TEST_EFFORT: 'full' } : {}), values.only);
  let passed = 0;
  let failed = 0;
  for (const stage of stages) {
    say(`${stage.name} ...`);
    const started = performance.now();
    const result = await stage.run();
    passed += result.passed;
    failed += result.failed;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const mark = result.failed === 0 ? 'ok  ' : 'FAIL';
    if (result.failed > 0) console.log(result.output.trimEnd());
    console.log(`${mark} ${stage.name}: ${result.passed} passed, ${result.failed} failed (${seconds} s)`);
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

await runScript(test);
