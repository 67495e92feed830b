/** Read backwards, code point by code point. */
export function reversed(text: string): string {
  return [...text].reverse().join('');
}

/** The smallest text above everything that begins with `prefix`; null when there is none. */
export function afterPrefix(prefix: string): string | null {
  const points = [...prefix];
  for (let index = points.length - 1; index >= 0; index -= 1) {
    const next = nextCodePoint(points[index]?.codePointAt(0) ?? 0);
    if (next !== null) return points.slice(0, index).join('') + String.fromCodePoint(next);
  }
  return null;
}

/** SQLite compares UTF-8 bytes, which is code point order; surrogates are not characters. */
function nextCodePoint(point: number): number | null {
  if (point >= 0x10ffff) return null;
  return point === 0xd7ff ? 0xe000 : point + 1;
}
