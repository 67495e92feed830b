import { useEffect } from 'react';
import { call, pendingCalls } from './ipc-client.ts';

/** A window that is not shown never draws a frame; it is ready anyway after this long. */
const UNPAINTED_MS = 2000;

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** What moves once and ends, such as a panel that appears; a turning sign never would. */
function finiteAnimations(): Animation[] {
  return document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
}

/** Everything asked for has been answered and drawn, and nothing is still moving into place. */
async function painted(): Promise<void> {
  await document.fonts.ready;
  do {
    await nextFrame();
    await nextFrame();
    await Promise.allSettled(finiteAnimations().map(({ finished }) => finished));
    // What has just been answered may make another part ask in its turn.
    await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 200 }));
  } while (pendingCalls() > 0);
}

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
    // A slow machine draws late, but it draws: from the first frame on only what is on screen counts.
    void nextFrame().then(() => {
      clearTimeout(timer);
      void painted().then(tell);
    });
    return () => {
      told = true;
      clearTimeout(timer);
    };
  }, [screen]);
}
