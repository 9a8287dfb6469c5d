/** What commands share: how one is built, its common options, and how its answer or failure is shown. */

import type { InputOf } from '@sallyport/api';
import type { DomainOperations } from '@sallyport/app-domain';
import type { ManufacturerOperations } from '@sallyport/app-manufacturer';
import type { JsonValue } from '@sallyport/core';
import { Command, Option } from 'commander';
import { DEFAULTS } from '../defaults.ts';
import { EXIT, reportFailure } from '../exit.ts';
import { httpsOrigin, sha256 } from '../options.ts';
import { exitStatusOf, type RunContext } from '../run-context.ts';
import { askDomain, askManufacturer } from '../services/reach.ts';
import type { Where } from '../services/where.ts';
import { showValue } from '../view/value-view.ts';

export interface CommonOptions extends Where {
  readonly json: boolean;
}

const ONE_VALUE = 'print one JSON value and nothing else';
/** What `--json` means for a service: it goes on. */
export const LINES = 'print each step as a line of JSON';

/** A command with `--data-dir` and `--json`. */
export function dataCommand(name: string, description: string, json = ONE_VALUE): Command {
  return jsonCommand(name, description, json).addOption(dataDirOption());
}

/** The same for what is done to a domain, which may also run elsewhere. */
export function domainCommand(name: string, description: string, json = ONE_VALUE): Command {
  const command = dataCommand(name, description, json);
  for (const option of remoteOptions()) command.addOption(option);
  return command;
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

function remoteOptions(): readonly Option[] {
  return [
    new Option('--api <url>', 'in a domain elsewhere: https://host:port of its console; the token is SALLYPORT_TOKEN')
      .env('SALLYPORT_API')
      .argParser(httpsOrigin),
    new Option('--ca <file>', "with --api: PEM of what the console's certificate leads to").env('SALLYPORT_CA'),
    new Option('--ca-fingerprint <sha256>', 'with --api: in place of that file, its fingerprint')
      .env('SALLYPORT_CA_FINGERPRINT')
      .argParser(sha256),
  ];
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
 * Does an operation on the domain and shows its answer.
 * @param forPeople what people are shown of it; default: all
 */
export function performDomain<Name extends keyof DomainOperations & string>(
  context: RunContext,
  options: CommonOptions,
  name: Name,
  input: InputOf<DomainOperations, Name>,
  forPeople?: (answer: JsonValue) => JsonValue,
): Promise<void> {
  return perform(context, options.json, async () => {
    showValue(context.terminal, await askDomain(options, context, name, input), options.json, forPeople);
    return undefined;
  });
}

/** The same on the manufacturer. */
export function performManufacturer<Name extends keyof ManufacturerOperations & string>(
  context: RunContext,
  options: CommonOptions,
  name: Name,
  input: InputOf<ManufacturerOperations, Name>,
  forPeople?: (answer: JsonValue) => JsonValue,
): Promise<void> {
  return perform(context, options.json, async () => {
    showValue(context.terminal, await askManufacturer(options, context, name, input), options.json, forPeople);
    return undefined;
  });
}
