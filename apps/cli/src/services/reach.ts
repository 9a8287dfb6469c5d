/** How a command reaches a service: the one that runs on its data directory, else one that this command opens and closes. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type AnswerOf, type Api, type ApiTransport, apiClient, type InputOf } from '@sallyport/api';
import type { Domain, DomainOperations } from '@sallyport/app-domain';
import { MANUFACTURER_OPERATIONS, type ManufacturerOperations } from '@sallyport/app-manufacturer';
import { isSocketListening } from '@sallyport/http';
import { filesOverSocket, inProcess, overSocket } from '../control/transports.ts';
import { openDataDirectory } from '../data/data-directory.ts';
import type { KeptService } from '../data/kept-settings.ts';
import { fail } from '../errors.ts';
import { withRemoteDomain, withRemoteFiles } from '../remote/remote-domain.ts';
import type { RunContext } from '../run-context.ts';
import { type DomainAsk, type DomainFetch, domainClient, domainFetch, type ManufacturerAsk } from './ask.ts';
import { startDomain } from './domain.ts';
import { controlPath, type House, openHouse } from './house.ts';
import { apiOf, startManufacturer } from './manufacturer.ts';
import type { Where } from './where.ts';

/** A service that this command opened, to be closed by it. */
interface Opened {
  readonly api: Api;
  close(): Promise<void>;
}

/** Does work with operations on the domain: in the one elsewhere that was named, in the one that runs here, else in one of its own. */
export function withDomain<T>(where: Where, context: RunContext, work: (ask: DomainAsk) => Promise<T>): Promise<T> {
  const { api } = where;
  if (api !== undefined) return withRemoteDomain({ ...where, api }, context, work);
  const worked = (transport: ApiTransport) => work(domainClient(transport));
  return withService(where, context, 'domain', worked, openDomain(context));
}

/** Does work with operations on the domain whose answers are files. */
export function withDomainFiles<T>(
  where: Where,
  context: RunContext,
  work: (fetch: DomainFetch) => Promise<T>,
): Promise<T> {
  const { api } = where;
  const worked = (transport: ApiTransport) => work(domainFetch(transport));
  if (api !== undefined) return withRemoteFiles({ ...where, api }, context, worked);
  return withService(where, context, 'domain', worked, openDomain(context), filesOverSocket);
}

function openDomain(context: RunContext): (house: House) => Promise<Opened> {
  return async (house) => {
    const { service, close } = await startDomain(house, { listen: false }, context, () => {});
    return { api: service.localApi, close };
  };
}

/** Does operations of a domain of this process. */
export function domainAsk({ localApi }: Domain): DomainAsk {
  return domainClient(inProcess(localApi));
}

/** Does work with operations on the manufacturer: in the running service where there is one, else here. */
export function withManufacturer<T>(
  where: Where,
  context: RunContext,
  work: (ask: ManufacturerAsk) => Promise<T>,
): Promise<T> {
  const worked = (transport: ApiTransport) => work(apiClient(MANUFACTURER_OPERATIONS, transport).ask);
  return withService(where, context, 'manufacturer', worked, async (house) => {
    const { service, close } = await startManufacturer(house, { listen: false }, context, () => {});
    return { api: apiOf(service, context), close };
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

async function withService<T>(
  { dataDir }: Where,
  context: RunContext,
  service: KeptService,
  work: (transport: ApiTransport) => Promise<T>,
  open: (house: House) => Promise<Opened>,
  socket: typeof overSocket = overSocket,
): Promise<T> {
  // A mistyped directory must not be made, filled with new keys and found empty.
  if (!existsSync(join(dataDir, service))) {
    throw fail('E_CLI_NOT_RUNNING', `no ${service} was ever started in ${dataDir}`);
  }
  const directory = openDataDirectory(dataDir, context.clock.now());
  const path = controlPath(directory, service);
  if (await isSocketListening(path)) return work(socket(path, context.signal));
  const { api, close } = await open(openHouse(dataDir, context));
  try {
    return await work(inProcess(api, context.signal));
  } finally {
    await close();
  }
}
