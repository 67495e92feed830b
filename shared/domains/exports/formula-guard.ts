// What a spreadsheet takes for the beginning of a formula. U+FF0B, U+FF0D, U+FF1D, U+FF20 and their small forms are what
// = + - @ look like in Chinese and Japanese typing.
const SIGN = '=+\\-@\\uff0b\\uff0d\\uff1d\\uff20\\ufe62\\ufe63\\ufe66\\ufe6b';
/** What may stand before it: characters that programs trim, take away or do not show. */
const UNSEEN =
  '\\s"\\u0000-\\u001f\\u007f-\\u00a0\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff';
/** A number or a phone number: digits and what stands between them can call nothing and read no cell. */
const NUMBER = '[+-][(]?\\d[\\d ().,/-]*';

const startsFormula = new RegExp(`^(?:[\\t\\r\\n]|(?!${NUMBER}$)[${UNSEEN}]*[${SIGN}])`);
const signs = new RegExp(`[${SIGN}]`, 'g');
const unseen = new RegExp(`[${UNSEEN};]`);
const separator = /[;\t\r\n]/;
const numberToTheEnd = new RegExp(`${NUMBER}(?:[;\\t\\r\\n]|$)`, 'y');

/** Whether a spreadsheet would compute this text instead of showing it. */
export function looksLikeFormula(text: string): boolean {
  return startsFormula.test(text);
}

/**
 * The text with an apostrophe wherever a spreadsheet that reads it from a CSV file would begin a formula: at its start,
 * and inside, where a program with another list separator (Excel in half of Europe takes `;`) or one that ends a row at
 * every line break would begin a new cell. Everything else, numbers and phone numbers included, stays as it is.
 */
export function guardFormulas(text: string): string {
  const start = looksLikeFormula(text) ? "'" : '';
  if (!separator.test(text)) return start + text;
  let guarded = start;
  let done = 0;
  for (const { index } of text.matchAll(signs)) {
    if (!beginsCell(text, index) || isNumber(text, index)) continue;
    guarded += `${text.slice(done, index)}'`;
    done = index;
  }
  return guarded + text.slice(done);
}

/** Whether nothing but unseen characters lies between a separator inside the text and this place. */
function beginsCell(text: string, index: number): boolean {
  for (let before = index - 1; before >= 0; before -= 1) {
    const character = text.charAt(before);
    if (separator.test(character)) return true;
    if (!unseen.test(character)) return false;
  }
  return false;
}

function isNumber(text: string, index: number): boolean {
  numberToTheEnd.lastIndex = index;
  return numberToTheEnd.test(text);
}
