/** What claims are made of, out of files. */

import { isJsonObject, isSallyportError, type JsonObject, parseJson } from '@sallyport/core';
import { readInput } from '../../data/named-files.ts';
import { fail } from '../../errors.ts';

const SUBJECT_LIMITS = { maxBytes: 1 << 20, maxDepth: 32 };

/** @throws E_CLI_FILE, E_CLI_USAGE */
export function subjectIn(file: string): JsonObject {
  try {
    const value = parseJson(readInput(file), SUBJECT_LIMITS);
    if (isJsonObject(value)) return value;
  } catch (thrown) {
    if (!isSallyportError(thrown) || thrown.code === 'E_CLI_FILE') throw thrown;
    throw fail('E_CLI_USAGE', `${file} holds no JSON that can be read: ${thrown.message}`, { cause: thrown });
  }
  throw fail('E_CLI_USAGE', `${file} holds no JSON object, as \`sallyport claim templates\` shows them`);
}

/** A token ends where its line does. @throws E_CLI_FILE */
export function claimIn(file: string): Uint8Array {
  const bytes = readInput(file);
  const text = new TextDecoder().decode(bytes).trim();
  return /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+){2}$/.test(text) ? new TextEncoder().encode(text) : bytes;
}
