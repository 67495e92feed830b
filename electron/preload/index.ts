import { contextBridge, ipcRenderer } from 'electron';
import type { VisaDeskBridge } from '../../shared/ipc/contract.ts';

/** The only importer of ipcRenderer: two channels, nothing else of Electron reaches the window. */
const bridge: VisaDeskBridge = {
  invoke: (name, inputText) => ipcRenderer.invoke('visadesk:invoke', name, inputText),
  on: (listener) => {
    const forward = (_event: unknown, eventText: string): void => listener(eventText);
    ipcRenderer.on('visadesk:event', forward);
    return () => {
      ipcRenderer.off('visadesk:event', forward);
    };
  },
};

contextBridge.exposeInMainWorld('visadesk', bridge);
