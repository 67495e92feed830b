/** Where `desk` runs. A value, so that tests run it in a folder of their own. */
export type DeskSurroundings = {
  /** Folder with `migrations/` and `resources/`. */
  readonly applicationRoot: string;
  readonly version: string;
  /** Used unless `--data-dir` says otherwise. */
  readonly defaultDataDirectory: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Electron for networks without GitHub; false under plain Node. */
  readonly previewRuntime: boolean;
  /** Standard output and error. */
  out(text: string): void;
  err(text: string): void;
};
