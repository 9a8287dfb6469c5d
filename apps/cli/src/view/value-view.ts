/** Shows the answer of an operation: as JSON for programs, as aligned text for people. */

import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import { printable, styled, type Terminal } from '../terminal.ts';

export function showValue(terminal: Terminal, value: JsonValue, json: boolean): void {
  terminal.out(json ? `${JSON.stringify(value)}\n` : humanText(terminal, value));
}

function humanText(terminal: Terminal, value: JsonValue): string {
  if (Array.isArray(value)) return tableText(terminal, value);
  if (!isJsonObject(value)) return `${scalarText(value)}\n`;
  return Object.entries(value)
    .map(([name, member]) => memberText(terminal, name, member))
    .join('');
}

function memberText(terminal: Terminal, name: string, member: JsonValue): string {
  const label = styled(terminal, 'bold', wordsOf(name));
  if (Array.isArray(member)) return `${label}\n${tableText(terminal, member)}`;
  if (typeof member === 'string' && member.includes('\n')) return `${label}\n${multiLine(member)}`;
  if (isJsonObject(member)) return `${label}\n${indent(humanText(terminal, member))}`;
  return `${label}: ${scalarText(member)}\n`;
}

/** Rows of objects become columns; other rows a line each. */
function tableText(terminal: Terminal, rows: readonly JsonValue[]): string {
  if (rows.length === 0) return '  none\n';
  const objects = rows.filter((row): row is JsonObject => isJsonObject(row));
  if (objects.length !== rows.length) return rows.map((row) => `  ${scalarText(row)}\n`).join('');
  const columns = [...new Set(objects.flatMap((row) => Object.keys(row)))];
  const cells = objects.map((row) => columns.map((column) => scalarText(row[column] ?? null)));
  const widths = columns.map((column, index) =>
    Math.max(wordsOf(column).length, ...cells.map((row) => (row[index] ?? '').length)),
  );
  const line = (texts: readonly string[]) =>
    texts
      .map((each, index) => each.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  return [styled(terminal, 'dim', line(columns.map(wordsOf))), ...cells.map(line)]
    .map((each) => `  ${each}\n`)
    .join('');
}

const TIME_NAMES = new Set(['at', 'changedAt', 'certifiedAt', 'notAfter', 'notBefore', 'issuedAt', 'expiresOn']);

function scalarText(value: JsonValue): string {
  if (value === null) return '–';
  if (typeof value === 'string') return printable(value.replaceAll('\n', ' '));
  if (Array.isArray(value)) return value.map(scalarText).join(', ');
  return typeof value === 'object' ? printable(JSON.stringify(value)) : String(value);
}

/** `serialNumber` reads as `serial number`. */
function wordsOf(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}

function multiLine(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `${printable(line)}\n`)
    .join('');
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

/** Times as people read them: operations give milliseconds since 1970. */
export function withReadableTimes(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withReadableTimes);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      TIME_NAMES.has(name) && typeof member === 'number' ? new Date(member).toISOString() : withReadableTimes(member),
    ]),
  );
}
