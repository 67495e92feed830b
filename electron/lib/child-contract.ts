import type { WindowEvent } from '../../shared/ipc/contract.ts';

/** What main tells data and hub when it starts them. */
export type ChildStart = {
  /** Folder with `migrations/` and `resources/`: the project in development, the app.asar of a packed program. */
  readonly applicationRoot: string;
  readonly dataDirectory: string;
  readonly version: string;
  /** Electron 33 for networks without GitHub: its SQLite is older than the product's floor and is exempted. */
  readonly previewRuntime: boolean;
};

/** What main may call in data and hub (see process-messages.ts). */
export type ChildHandlers = {
  /** Resolves when the process can answer calls; rejects with a `DeskError` that the window explains. */
  start(start: ChildStart): Promise<void>;
  /** A contract call; input and answer (an envelope) are JSON texts. */
  invoke(call: { readonly name: string; readonly inputText: string }): Promise<string>;
  /** Finishes what is in hand and exits. Main kills the process after a few seconds. */
  stop(input: Readonly<Record<string, never>>): Promise<void>;
};

/** What data and hub tell main without being asked. */
export type ChildEvent =
  /** Passed on to the window. */
  | { readonly type: 'window'; readonly event: WindowEvent }
  /** Where a long start has got to, for the progress screen, such as `team-database`, `demo-data`, `first-sync`. */
  | { readonly type: 'step'; readonly step: string };
