/** A stretch of a message: the writer's own words, or lines of an earlier message repeated below them. */
export type BodyPart = { readonly kind: 'own' | 'quoted'; readonly text: string };

/** Lines that mail programs put above what they repeat, in the languages they write them in. */
const FORWARD_LINE =
  /^\s*(?:-{2,}\s*(?:original message|forwarded message|mensaje original|mensagem original|message d'origine|ursprüngliche nachricht|исходное сообщение|原始邮件|原始郵件|原始信件)\s*-{2,}|_{20,})\s*$/iu;

/** "On Tuesday Ann wrote:": ends in a colon of any script, and stands right above a quote. */
const ATTRIBUTION = /\S[\s\S]{0,298}[:：]\s*$/u;

/**
 * Splits a message into own words and quoted lines (`>`, or everything below an "original message" line), so that
 * what was said before can be folded. Joined again with line breaks the parts are the message.
 */
export function bodyParts(body: string): readonly BodyPart[] {
  const lines = body.split('\n');
  const quoted = lines.map((line) => line.startsWith('>'));
  const forward = lines.findIndex((line) => FORWARD_LINE.test(line));
  if (forward >= 0) quoted.fill(true, forward);
  includeAttributions(lines, quoted);

  const parts: { kind: BodyPart['kind']; lines: string[] }[] = [];
  lines.forEach((line, index) => {
    const kind = quoted[index] === true ? 'quoted' : 'own';
    const last = parts.at(-1);
    if (last !== undefined && last.kind === kind) last.lines.push(line);
    else parts.push({ kind, lines: [line] });
  });
  return parts.map(({ kind, lines: own }) => ({ kind, text: own.join('\n') }));
}

function includeAttributions(lines: readonly string[], quoted: boolean[]): void {
  for (let index = 1; index < lines.length; index += 1) {
    if (quoted[index] !== true || quoted[index - 1] === true) continue;
    let above = index - 1;
    while (above > 0 && lines[above]?.trim() === '') above -= 1;
    const line = lines[above] ?? '';
    // A message that is nothing but a quote keeps its first line: something must be there to read.
    if (above > 0 && line.length <= 300 && ATTRIBUTION.test(line)) quoted.fill(true, above, index);
  }
}

const MOST_LINES = 16;
const MOST_CHARACTERS = 1600;
/** What would be hidden must be worth a click. */
const SLACK = 1.3;

/** The beginning of a long text; null if it is shown whole. Never ends inside a character. */
export function beginningOf(text: string): string | null {
  const lines = text.split('\n');
  if (lines.length <= MOST_LINES * SLACK && text.length <= MOST_CHARACTERS * SLACK) return null;
  const cut = lines.slice(0, MOST_LINES).join('\n').slice(0, MOST_CHARACTERS);
  const last = cut.charCodeAt(cut.length - 1);
  return (last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut).trimEnd();
}
