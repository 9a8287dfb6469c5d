/** Text that may quote whoever was refused, fit for a log and a list. */

/** At most so many characters, on one line, and without what a terminal or a page would obey, such as other directions of writing. */
export function onOneLine(text: string, most: number): string {
  return text
    .slice(0, most)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .toWellFormed();
}
