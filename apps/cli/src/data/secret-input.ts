/**
 * A secret from whoever runs the command: from a file, from the environment, or typed without being shown. Never from an
 * option, which other processes of the machine can read.
 */

import { isCancel, password } from '@clack/prompts';
import { Secret } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { RunContext } from '../run-context.ts';
import { readInput } from './named-files.ts';

export interface SecretSource {
  /** As a person would call it, for example `the network's passphrase`. */
  readonly what: string;
  /** A file whose first line it is; `-` for standard input. */
  readonly file: string | undefined;
  /** The environment variable that may hold it. */
  readonly variable: string;
  /** The option that names the file, for the sentence that says what is missing. */
  readonly option: string;
}

/** @throws E_CLI_USAGE when it is nowhere and nobody can be asked, E_CLI_FILE */
export async function obtainSecret(source: SecretSource, context: RunContext): Promise<Secret> {
  if (source.file !== undefined) return requireSome(firstLineOf(source.file), source);
  const given = context.environment[source.variable];
  if (given !== undefined) return requireSome(given, source);
  if (!context.terminal.interactive || process.stdin.isTTY !== true) {
    throw fail('E_CLI_USAGE', `${source.what} is missing: give ${source.option}, or set ${source.variable}`);
  }
  const typed = await password({ message: `Enter ${source.what}`, output: process.stderr, signal: context.signal });
  if (isCancel(typed) || typed === undefined) throw fail('E_CLI_ABORTED', `${source.what} was not entered`);
  return requireSome(typed, source);
}

/** One that may be missing. */
export function secretFrom(environment: NodeJS.ProcessEnv, variable: string): Secret | undefined {
  const given = environment[variable];
  return given === undefined || given === '' ? undefined : Secret.of(given);
}

function firstLineOf(file: string): string {
  return new TextDecoder().decode(readInput(file)).split(/\r?\n/, 1)[0] ?? '';
}

function requireSome(text: string, { what }: SecretSource): Secret {
  if (text === '') throw fail('E_CLI_USAGE', `${what} is empty`);
  return Secret.of(text);
}

/** A secret as operations of the domain take it, which runs under the same user. Not for printing. */
export function textOf(secret: Secret): string {
  return new TextDecoder().decode(secret.expose());
}
