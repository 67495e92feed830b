/** Bytes that are written at once. */
const BLOCK = 128 * 1024;
/** UTF-8 needs no more for a UTF-16 unit. */
const LONGEST_UNIT = 3;

/** Characters that are put together before they are encoded: longer texts fall out of the processor's cache. */
export const PIECE = 16 * 1024;

/**
 * Texts as UTF-8 in blocks. Half of a surrogate pair becomes U+FFFD: the bytes are valid UTF-8 whatever the texts are.
 * A text that ends in the middle of a pair must not be given.
 */
export function* inBlocks(texts: Iterable<string>): Generator<Buffer> {
  let block = Buffer.allocUnsafe(BLOCK);
  let used = 0;
  for (const text of texts) {
    const most = text.length * LONGEST_UNIT;
    if (used + most > BLOCK) {
      yield block.subarray(0, used);
      block = Buffer.allocUnsafe(Math.max(BLOCK, most));
      used = 0;
    }
    used += block.write(text, used);
  }
  yield block.subarray(0, used);
}
