/** Shows the answer of an operation: as JSON for programs, as aligned text for people. */

import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import { printable, styled, type Terminal } from '../terminal.ts';
import { jsonOf } from './json-of.ts';
import { tableText } from './table.ts';
import { scalarText, timeText, wordsOf } from './words.ts';

/** @param forPeople what people are shown of the value; default: all of it */
export function showValue(
  terminal: Terminal,
  value: unknown,
  json: boolean,
  forPeople: (value: JsonValue) => JsonValue = withReadableTimes,
): void {
  terminal.out(json ? `${JSON.stringify(value)}\n` : humanText(terminal, forPeople(jsonOf(value))));
}

function humanText(terminal: Terminal, value: JsonValue): string {
  if (Array.isArray(value)) return listText(terminal, value);
  if (!isJsonObject(value)) return `${scalarText(value)}\n`;
  return Object.entries(value)
    .map(([name, member]) => memberText(terminal, name, member))
    .join('');
}

function memberText(terminal: Terminal, name: string, member: JsonValue): string {
  const words = wordsOf(name);
  const label = styled(terminal, 'bold', words);
  if (Array.isArray(member)) {
    return member.length === 0 ? `${label}: none\n` : `${label}\n${listText(terminal, member)}`;
  }
  if (typeof member === 'string' && member.includes('\n')) return `${label}\n${linesText(member)}`;
  if (isJsonObject(member)) {
    const text = indented(humanText(terminal, member));
    return text === '' ? `${label}: none\n` : `${label}\n${text}`;
  }
  const text = scalarText(member);
  // What a terminal would break in the middle is easier to copy from a line of its own.
  const isTooLong = terminal.columns !== undefined && words.length + 2 + text.length > terminal.columns;
  return isTooLong ? `${label}\n  ${text}\n` : `${label}: ${text}\n`;
}

/** Rows of objects become columns, texts of several lines stay as they are, other rows have a line each. */
function listText(terminal: Terminal, rows: readonly JsonValue[]): string {
  if (rows.length === 0) return 'none\n';
  const objects = rows.filter((row): row is JsonObject => isJsonObject(row));
  if (objects.length === rows.length) return tableText(terminal, objects);
  return rows
    .map((row) => (typeof row === 'string' && row.includes('\n') ? linesText(row) : `  ${scalarText(row)}\n`))
    .join('');
}

function linesText(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `${printable(line)}\n`)
    .join('');
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

const TIME_NAMES = new Set(['at', 'changedAt', 'certifiedAt', 'notAfter', 'notBefore', 'issuedAt', 'expiresOn']);

/** Times as people read them: operations give milliseconds since 1970. */
export function withReadableTimes(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withReadableTimes);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      TIME_NAMES.has(name) && typeof member === 'number' ? timeText(member) : withReadableTimes(member),
    ]),
  );
}
