/** What commands share: how one is built, its common options, and how its answer or failure is shown. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { JsonValue } from '@sallyport/core';
import { Command, Option } from 'commander';
import { fileReason } from '../data/file-reason.ts';
import { DEFAULTS } from '../defaults.ts';
import { fail } from '../errors.ts';
import { EXIT, reportFailure } from '../exit.ts';
import { exitStatusOf, type RunContext } from '../run-context.ts';
import { showValue } from '../view/value-view.ts';

export interface CommonOptions {
  readonly dataDir: string;
  readonly json: boolean;
}

const ONE_VALUE = 'print one JSON value and nothing else';
/** What `--json` means for a service: it goes on. */
export const LINES = 'print each step as a line of JSON';

/** A command with `--data-dir` and `--json`. */
export function dataCommand(name: string, description: string, json = ONE_VALUE): Command {
  return jsonCommand(name, description, json).addOption(dataDirOption());
}

/** A command with `--json`. */
export function jsonCommand(name: string, description: string, json = ONE_VALUE): Command {
  return new Command(name).description(description).option('--json', json, false);
}

export function dataDirOption(): Option {
  return new Option('-d, --data-dir <directory>', 'where everything is kept')
    .env('SALLYPORT_DATA_DIR')
    .default(DEFAULTS.dataDirectory);
}

/** PostgreSQL in place of a file. */
export function postgresOption(): Option {
  return new Option('--postgres <url>', 'keep the log in this PostgreSQL instead of a file').env('SALLYPORT_POSTGRES');
}

/** Runs a command's work; a failure becomes a sentence and an exit status: that of the signal when one stopped it. */
export async function perform(
  context: RunContext,
  json: boolean,
  work: () => Promise<number | undefined>,
): Promise<void> {
  const status = await work().then(
    (code) => code ?? EXIT.ok,
    (thrown: unknown) => reportFailure(context.terminal, thrown, json),
  );
  const { aborted, reason } = context.signal;
  process.exitCode = status !== EXIT.ok && aborted ? exitStatusOf(reason) : status;
}

/**
 * Runs an operation and shows its answer.
 * @param forPeople what people are shown of it; default: all
 */
export function performOperation(
  context: RunContext,
  options: CommonOptions,
  operate: (dataDir: string, context: RunContext, name: string, input: JsonValue) => Promise<JsonValue>,
  name: string,
  input: JsonValue,
  forPeople?: (answer: JsonValue) => JsonValue,
): Promise<void> {
  return perform(context, options.json, async () => {
    const answer = await operate(options.dataDir, context, name, input);
    showValue(context.terminal, answer, options.json, forPeople);
    return undefined;
  });
}

/** @throws E_CLI_FILE */
export function readInput(path: string): Uint8Array {
  try {
    return Uint8Array.from(readFileSync(path === '-' ? 0 : path));
  } catch (cause) {
    throw fail('E_CLI_FILE', `${path} cannot be read: ${fileReason(cause)}`, { cause });
  }
}

/** @throws E_CLI_FILE */
export function writeOutput(path: string, content: Uint8Array | string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  } catch (cause) {
    throw fail('E_CLI_FILE', `${path} cannot be written: ${fileReason(cause)}`, { cause });
  }
}
