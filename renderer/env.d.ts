/// <reference types="vite/client" />
import type { VisaDeskBridge } from '../shared/ipc/contract.ts';

declare global {
  interface Window {
    /** Put there by the preload script: the only way out of the window. */
    readonly visadesk: VisaDeskBridge;
  }
}
