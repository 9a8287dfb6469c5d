/** Does operations of a service: in the one that runs, else in one that this command opens and closes. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Domain, runDomainOperation } from '@sallyport/app-domain';
import { runManufacturerOperation } from '@sallyport/app-manufacturer';
import type { JsonValue } from '@sallyport/core';
import { askService, isServiceRunning } from '../control/control-client.ts';
import { openDataDirectory } from '../data/data-directory.ts';
import type { KeptService } from '../data/kept-settings.ts';
import { fail } from '../errors.ts';
import type { RunContext } from '../run-context.ts';
import { startDomain } from './domain.ts';
import { controlPath, type House, openHouse } from './house.ts';
import { startManufacturer } from './manufacturer.ts';

/** Does one operation of a service and gives its answer. */
export type Ask = (name: string, input: JsonValue) => Promise<JsonValue>;

/** Does work with operations on the domain: in the running service where there is one, else here. */
export function withDomain<T>(dataDirectory: string, context: RunContext, work: (ask: Ask) => Promise<T>): Promise<T> {
  return withService(dataDirectory, context, 'domain', work, async (house) => {
    const { service, close } = await startDomain(house, { listen: false }, context, () => {});
    return { ask: (name, input) => operateHere(service, name, input), close };
  });
}

/** Does one operation of a domain of this process. */
export function operateHere(domain: Domain, name: string, input: JsonValue): Promise<JsonValue> {
  return runDomainOperation(domain, name, input);
}

/** Does work with operations on the manufacturer: in the running service where there is one, else here. */
export function withManufacturer<T>(
  dataDirectory: string,
  context: RunContext,
  work: (ask: Ask) => Promise<T>,
): Promise<T> {
  return withService(dataDirectory, context, 'manufacturer', work, async (house) => {
    const { service, close } = await startManufacturer(house, { listen: false }, context, () => {});
    return { ask: (name, input) => runManufacturerOperation(service, name, input), close };
  });
}

/** Does one operation on the domain. */
export function operateDomain(
  dataDirectory: string,
  context: RunContext,
  name: string,
  input: JsonValue,
): Promise<JsonValue> {
  return withDomain(dataDirectory, context, (ask) => ask(name, input));
}

/** Does one operation on the manufacturer. */
export function operateManufacturer(
  dataDirectory: string,
  context: RunContext,
  name: string,
  input: JsonValue,
): Promise<JsonValue> {
  return withManufacturer(dataDirectory, context, (ask) => ask(name, input));
}

async function withService<T>(
  dataDirectory: string,
  context: RunContext,
  service: KeptService,
  work: (ask: Ask) => Promise<T>,
  open: (house: House) => Promise<{ readonly ask: Ask; close(): Promise<void> }>,
): Promise<T> {
  // A mistyped directory must not be made, filled with new keys and found empty.
  if (!existsSync(join(dataDirectory, service))) {
    throw fail('E_CLI_NOT_RUNNING', `no ${service} was ever started in ${dataDirectory}`);
  }
  const directory = openDataDirectory(dataDirectory, context.clock.now());
  const path = controlPath(directory, service);
  if (await isServiceRunning(path)) return work((name, input) => askService(path, name, input));
  const local = await open(openHouse(dataDirectory, context));
  try {
    return await work(local.ask);
  } finally {
    await local.close();
  }
}
