/** Text out of which keys of the log's tables are made: what no key can be is refused before anything is done. */

/** A key holds 1024 bytes of UTF-8, and some words of ours beside what is given. */
const MAX_BYTES = 960;

export function isKey(text: string): boolean {
  return Buffer.byteLength(text) <= MAX_BYTES && text.isWellFormed() && !text.includes('\0');
}
