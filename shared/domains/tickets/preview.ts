/** Longest preview, in characters of the database (code points). */
export const PREVIEW_LENGTH = 200;

/** The beginning of a message on one line, without quoted lines; the team database makes the same. */
export function previewOf(body: string): string {
  const own = body
    .split('\n')
    .filter((line) => !line.startsWith('>'))
    .join(' ');
  const line = own.replace(/\s+/gu, ' ').trim();
  return [...line.slice(0, PREVIEW_LENGTH * 2)].slice(0, PREVIEW_LENGTH).join('');
}
