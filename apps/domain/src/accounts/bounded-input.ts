/** What is kept of an operation's input: all of it where it is short, and what can be recognised where it is not. */

import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from '@sallyport/core';

const MAX_INPUT = 4096;
const MAX_MEMBER = 512;

/** At most some four thousand characters of JSON. Long members become their length and SHA-256, so that they can be compared with a file. */
export function boundedInput(input: JsonObject): JsonObject {
  if (lengthOf(input) <= MAX_INPUT) return input;
  const shortened = Object.fromEntries(
    Object.entries(input).map(([name, value]): [string, JsonValue] => [
      name,
      lengthOf(value) <= MAX_MEMBER ? value : digestOf(value),
    ]),
  );
  return lengthOf(shortened) <= MAX_INPUT ? shortened : { input: digestOf(input) };
}

function lengthOf(value: JsonValue): number {
  return JSON.stringify(value).length;
}

function digestOf(value: JsonValue): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `(${text.length} characters, SHA-256 ${createHash('sha256').update(text).digest('hex')})`;
}
