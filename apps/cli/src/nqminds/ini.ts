/**
 * The INI dialect of the brski tool's config file, as minIni reads it.
 *
 * Sections and keys match in any case, `=` or else `:` ends a key, `;` and `#` begin a comment at the start of a line
 * or outside quotes, and a value in double quotes is unquoted with `\"` and `""` standing for a quote. Unlike most INI
 * readers, nothing is a list, a number or a boolean by its looks.
 */

/** Section name in lower case → key in lower case → its values in order. */
export type Ini = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

export function parseIni(text: string): Ini {
  const sections = new Map<string, Map<string, string[]>>();
  let current = new Map<string, string[]>();
  sections.set('', current);
  for (const raw of text.split(/\r\n|\n|\r/)) {
    const line = raw.trim();
    if (line === '' || line.startsWith(';') || line.startsWith('#')) continue;
    const closing = line.lastIndexOf(']');
    if (line.startsWith('[') && closing > 0) {
      const name = line.slice(1, closing).toLowerCase();
      current = sections.get(name) ?? new Map();
      sections.set(name, current);
      continue;
    }
    const separator = line.includes('=') ? line.indexOf('=') : line.indexOf(':');
    if (separator <= 0) continue;
    const key = line.slice(0, separator).trim().toLowerCase();
    const values = current.get(key) ?? [];
    values.push(readValue(line.slice(separator + 1).trim()));
    current.set(key, values);
  }
  return sections;
}

function readValue(text: string): string {
  const value = withoutComment(text).trimEnd();
  const isQuoted = value.length >= 2 && value.startsWith('"') && value.endsWith('"');
  return isQuoted ? value.slice(1, -1).replace(/["\\]"/g, '"') : value;
}

function withoutComment(text: string): string {
  let isInside = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    const isNextQuote = text[at + 1] === '"';
    if (character === '"') {
      if (isNextQuote) at++;
      else isInside = !isInside;
    } else if (character === '\\' && isNextQuote) {
      at++;
    } else if ((character === ';' || character === '#') && !isInside) {
      return text.slice(0, at);
    }
  }
  return text;
}
