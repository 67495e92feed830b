import type { z } from 'zod';
import { settingsSchema } from '../../shared/domains/settings/contract.ts';

/** What the agent chose, before `system` is resolved. */
const appearanceSchema = settingsSchema.partial();
export type Appearance = z.infer<typeof appearanceSchema>;

const KEY = 'appearance';

/**
 * The last known choice, kept by the window so that its first picture already has the right language and theme;
 * the setting itself lives in outbox.db and arrives a moment later.
 */
export function rememberedAppearance(): Appearance {
  try {
    return appearanceSchema.parse(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
  } catch {
    return {};
  }
}

/** Keeps the choice for the next start. Without storage the next start merely begins with the system's look. */
export function rememberAppearance(appearance: Appearance): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(appearance));
  } catch {}
}

const darkQuery = '(prefers-color-scheme: dark)';

/** Puts a theme on the page and, for `system`, follows the operating system until the answer is called. */
export function applyTheme(theme: 'system' | 'light' | 'dark'): () => void {
  const media = window.matchMedia(darkQuery);
  const paint = () => {
    const dark = theme === 'system' ? media.matches : theme === 'dark';
    document.documentElement.classList.toggle('dark', dark);
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
  };
  paint();
  if (theme !== 'system') return () => {};
  media.addEventListener('change', paint);
  return () => media.removeEventListener('change', paint);
}
