/** Lines of comma-separated values (RFC 4180) that a spreadsheet takes for text, whatever devices and claims put into them. */

/**
 * A spreadsheet takes a cell that begins so for a formula, some with the full-width signs, too (OWASP, CSV Injection). An apostrophe
 * before it says that it is text; one that is there already gets another, so that it can be taken off again.
 */
const MEANS_MORE = /^[=+\-@\t\r\n'\uFF1D\uFF0B\uFF0D\uFF20]/;
const NEEDS_QUOTES = /[",\r\n]/;

export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(text: string): string {
  const safe = MEANS_MORE.test(text) ? `'${text}` : text;
  return safe !== text || NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
