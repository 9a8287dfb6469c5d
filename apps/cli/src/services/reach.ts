/** How a command reaches a service: the one that runs on its data directory, else one that this command opens and closes. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type AnswerOf, apiFail, type InputOf } from '@sallyport/api';
import { type Domain, type DomainOperations, runDomainOperation } from '@sallyport/app-domain';
import { type ManufacturerOperations, runManufacturerOperation } from '@sallyport/app-manufacturer';
import type { JsonValue } from '@sallyport/core';
import { askService, isServiceRunning } from '../control/control-client.ts';
import { openDataDirectory } from '../data/data-directory.ts';
import type { KeptService } from '../data/kept-settings.ts';
import { fail } from '../errors.ts';
import type { RunContext } from '../run-context.ts';
import { jsonOf } from '../view/json-of.ts';
import type { Ask, DomainAsk, ManufacturerAsk } from './ask.ts';
import { startDomain } from './domain.ts';
import { controlPath, type House, openHouse } from './house.ts';
import { startManufacturer } from './manufacturer.ts';
import type { Where } from './where.ts';

/** Does work with operations on the domain: in the running service where there is one, else here. */
export function withDomain<T>(where: Where, context: RunContext, work: (ask: DomainAsk) => Promise<T>): Promise<T> {
  return withService<DomainOperations, T>(where, context, 'domain', work, async (house) => {
    const { service, close } = await startDomain(house, { listen: false }, context, () => {});
    return { ask: domainAsk(service), close };
  });
}

/** Does operations of a domain of this process. */
export function domainAsk(domain: Domain): DomainAsk {
  return askOf<DomainOperations>((name, input) => runDomainOperation(domain, name, input));
}

/** Does work with operations on the manufacturer: in the running service where there is one, else here. */
export function withManufacturer<T>(
  where: Where,
  context: RunContext,
  work: (ask: ManufacturerAsk) => Promise<T>,
): Promise<T> {
  return withService<ManufacturerOperations, T>(where, context, 'manufacturer', work, async (house) => {
    const { service, close } = await startManufacturer(house, { listen: false }, context, () => {});
    return { ask: askOf((name, input) => runManufacturerOperation(service, name, input)), close };
  });
}

/** Does one operation on the domain. */
export function askDomain<Name extends keyof DomainOperations & string>(
  where: Where,
  context: RunContext,
  name: Name,
  input: InputOf<DomainOperations, Name>,
): Promise<AnswerOf<DomainOperations, Name>> {
  return withDomain(where, context, (ask) => ask(name, input));
}

/** Does one operation on the manufacturer. */
export function askManufacturer<Name extends keyof ManufacturerOperations & string>(
  where: Where,
  context: RunContext,
  name: Name,
  input: InputOf<ManufacturerOperations, Name>,
): Promise<AnswerOf<ManufacturerOperations, Name>> {
  return withManufacturer(where, context, (ask) => ask(name, input));
}

async function withService<Table, T>(
  { dataDir }: Where,
  context: RunContext,
  service: KeptService,
  work: (ask: Ask<Table>) => Promise<T>,
  open: (house: House) => Promise<{ readonly ask: Ask<Table>; close(): Promise<void> }>,
): Promise<T> {
  // A mistyped directory must not be made, filled with new keys and found empty.
  if (!existsSync(join(dataDir, service))) {
    throw fail('E_CLI_NOT_RUNNING', `no ${service} was ever started in ${dataDir}`);
  }
  const directory = openDataDirectory(dataDir, context.clock.now());
  const path = controlPath(directory, service);
  if (await isServiceRunning(path)) return work(socketAsk(path));
  const local = await open(openHouse(dataDir, context));
  try {
    return await work(local.ask);
  } finally {
    await local.close();
  }
}

/** Does operations of the service that listens at this path. */
export function socketAsk<Table>(path: string): Ask<Table> {
  return askOf((name, input) => askService(path, name, input));
}

function askOf<Table>(run: (name: string, input: JsonValue) => Promise<JsonValue>): Ask<Table>;
function askOf(run: (name: string, input: JsonValue) => Promise<JsonValue>): unknown {
  return (name: unknown, input: unknown) => {
    if (typeof name !== 'string') throw apiFail('E_API_OPERATION', 'there is no operation of this name');
    return run(name, jsonOf(input));
  };
}
