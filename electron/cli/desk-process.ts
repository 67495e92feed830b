import { finished } from 'node:stream/promises';
import { runDesk } from './index.ts';
import { processSurroundings } from './process-surroundings.ts';

// The headless commands of the packed program: main forks this file for `VisaDesk desk <command>`.
// Arguments: application root, version, preview runtime or not, then the command line.
const [applicationRoot = '', version = '', runtime, ...commandLine] = process.argv.slice(2);
const surroundings = processSurroundings({
  applicationRoot,
  version,
  previewRuntime: runtime === 'preview',
});
const exitCode = await runDesk(commandLine, surroundings);
// A pipe may still hold part of a long answer; exit would cut it off.
process.stdout.end();
await finished(process.stdout, { readable: false }).catch(() => undefined);
process.exit(exitCode);
