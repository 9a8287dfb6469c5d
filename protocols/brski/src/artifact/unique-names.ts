/**
 * Finds a member name that stands twice in one JSON object.
 *
 * `JSON.parse` keeps the last of two members without a word, while other parsers keep the first: a signed document
 * with both would mean one thing to the registrar and another to the pledge (RFC 8259 §4).
 */

const QUOTE = '"';

/** The first repeated member name in `text`, which must be valid JSON; undefined when there is none. */
export function repeatedName(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(undefined);
    else if (character === '}' || character === ']') open.pop();
    else if (character === QUOTE) {
      const end = closingQuote(text, at);
      const names = open.at(-1);
      if (names !== undefined && isName(text, end)) {
        const name: string = JSON.parse(text.slice(at, end + 1));
        if (names.has(name)) return name;
        names.add(name);
      }
      at = end;
    }
  }
  return undefined;
}

function closingQuote(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === QUOTE) return at;
  }
  return text.length;
}

/** A string is a member's name exactly when a colon follows it. */
function isName(text: string, end: number): boolean {
  let at = end + 1;
  while (/[ \t\r\n]/.test(text[at] ?? '')) at++;
  return text[at] === ':';
}
