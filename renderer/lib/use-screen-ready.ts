import { useEffect } from 'react';
import { call } from './ipc-client.ts';

/** A window that is not shown never paints; it is ready anyway after this long. */
const UNPAINTED_MS = 500;

/** Tells the shell, once per name, that a screen has been painted with its data (screenshots wait for it). */
export function useScreenReady(screen: string | null): void {
  useEffect(() => {
    if (screen === null) return;
    let told = false;
    const tell = () => {
      if (told) return;
      told = true;
      void call('app.screen-ready', { screen });
    };
    const timer = setTimeout(tell, UNPAINTED_MS);
    // The second frame starts when the first one, which holds the data, has been handed to the screen.
    void document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(tell)));
    return () => {
      told = true;
      clearTimeout(timer);
    };
  }, [screen]);
}
