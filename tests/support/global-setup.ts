import { ensureBuild } from '../../scripts/lib/build.ts';
import { openDisplay } from '../../scripts/lib/display.ts';
import { ensureElectronRuntime } from '../../scripts/lib/electron-runtime.ts';
import { ensureSystemPackages } from '../../scripts/lib/system-packages.ts';

/** Before the end-to-end tests: runtime, build and a display. Gives back what to do after them. */
async function prepareElectron(): Promise<() => void> {
  await ensureSystemPackages();
  const runtime = await ensureElectronRuntime();
  await ensureBuild(runtime);
  const display = await openDisplay();
  // Worker processes of Playwright inherit the environment.
  Object.assign(process.env, display.environment, { VISADESK_ELECTRON: runtime.executable });
  // Where Playwright looks for Electron. Given a path of its own instead it would leave its loader out, and the program
  // would open its window before Playwright listens: then a launch hangs now and then.
  if (runtime.kind !== 'official') process.env.ELECTRON_OVERRIDE_DIST_PATH = runtime.distribution;
  return display.close;
}

// biome-ignore lint/style/noDefaultExport: Playwright takes a global setup by its default export only.
export default prepareElectron;
