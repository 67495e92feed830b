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
  return display.close;
}

// biome-ignore lint/style/noDefaultExport: Playwright takes a global setup by its default export only.
export default prepareElectron;
