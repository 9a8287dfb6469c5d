/** Starts the services of one data directory, each with its control socket, from the options of a command. */

import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import {
  Domain,
  type DomainAssuranceOptions,
  type DomainOptions,
  type RevocationPublishing,
  runDomainOperation,
} from '@sallyport/app-domain';
import { Manufacturer, type ManufacturerOptions, runManufacturerOperation } from '@sallyport/app-manufacturer';
import { DAY, isSallyportError, type JsonValue, reasonOf, type Secret, toBase64Url } from '@sallyport/core';
import type { EventListener } from '@sallyport/onboarding';
import { askService, isServiceRunning } from './control/control-client.ts';
import { type ControlServer, startControlServer } from './control/control-server.ts';
import { type DataDirectory, openDataDirectory } from './data/data-directory.ts';
import { basisKept, basisToKeep } from './data/kept-basis.ts';
import { keepSecret } from './data/kept-secret.ts';
import { type KeptService, type KeptSettings, keepSettings, keptSettings } from './data/kept-settings.ts';
import { obtainPassphrase, type Passphrase } from './data/passphrase.ts';
import { DEFAULTS } from './defaults.ts';
import { fail } from './errors.ts';
import type { RunContext } from './run-context.ts';
import { printable } from './terminal.ts';

/** A data directory with what opens its keys. */
export interface House {
  readonly directory: DataDirectory;
  readonly passphrase: Passphrase;
}

export function openHouse(path: string, context: RunContext): House {
  const directory = openDataDirectory(path, context.clock.now());
  return { directory, passphrase: obtainPassphrase(directory, context.environment, context.random) };
}

export interface ManufacturerSettings {
  readonly name?: string;
  readonly host?: string;
  readonly masaPort?: number;
  readonly stationPort?: number;
  /** Names under which the MASA is reached; the first stands in IDevIDs. */
  readonly masaHosts?: readonly string[];
  readonly requireOwnership?: boolean;
  readonly customers?: ManufacturerOptions['customers'];
  readonly nonceless?: boolean;
  readonly postgres?: string;
  /** False for a MASA alone. */
  readonly station?: boolean;
  readonly listen?: boolean;
}

export interface Running<Service> {
  readonly service: Service;
  close(): Promise<void>;
}

/** Where a service takes operations while it runs. */
export function controlPath(directory: DataDirectory, service: KeptService): string {
  return directory.file(`${service}.sock`);
}

export async function startManufacturer(
  house: House,
  settings: ManufacturerSettings,
  context: RunContext,
  events: EventListener,
): Promise<Running<Manufacturer>> {
  const options = manufacturerOptions(house, settings, context, events);
  const service = await Manufacturer.start(options);
  if (settings.listen !== false) {
    const kept = keptSettings(house.directory, 'manufacturer');
    const stationPort = service.stationPort ?? kept.stationPort;
    const masaHosts = settings.masaHosts ?? kept.masaHosts;
    keepSettings(house.directory, 'manufacturer', {
      name: options.name,
      host: options.masa.host,
      masaPort: service.masaPort,
      postgres: options.postgres !== undefined,
      ...(stationPort === undefined ? {} : { stationPort }),
      ...(masaHosts === undefined ? {} : { masaHosts: [...masaHosts] }),
    });
  }
  return withControl(house, 'manufacturer', service, settings.listen !== false, (name, input) =>
    runManufacturerOperation(service, name, input),
  );
}

function manufacturerOptions(
  house: House,
  settings: ManufacturerSettings,
  context: RunContext,
  events: EventListener,
): ManufacturerOptions {
  const kept = keptSettings(house.directory, 'manufacturer');
  const host = settings.host ?? kept.host ?? DEFAULTS.host;
  const postgres = logAddress(settings, kept, context);
  return {
    name: settings.name ?? kept.name ?? DEFAULTS.manufacturer,
    directory: house.directory.manufacturer,
    passphrase: house.passphrase.secret,
    masa: { host, port: settings.masaPort ?? kept.masaPort ?? DEFAULTS.masaPort },
    masaHosts: settings.masaHosts ?? kept.masaHosts ?? masaNames(host),
    clock: context.clock,
    random: context.random,
    events,
    onError: (error) => reportInternal(context, error),
    ...(settings.listen === undefined ? {} : { listen: settings.listen }),
    ...(postgres === undefined ? {} : { postgres }),
    ...(settings.requireOwnership === undefined ? {} : { requireOwnership: settings.requireOwnership }),
    ...(settings.customers === undefined ? {} : { customers: settings.customers }),
    ...(settings.nonceless === undefined ? {} : { nonceless: settings.nonceless }),
    ...(settings.station === false
      ? {}
      : {
          station: {
            host,
            port: settings.stationPort ?? kept.stationPort ?? DEFAULTS.stationPort,
            user: DEFAULTS.stationUser,
            hosts: reachableNames(host),
            password: stationPassword(house.directory, context),
          },
        }),
  };
}

const STATION_PASSWORD_BYTES = 18;

/** What the factory's station shows; kept in the data directory, where `sallyport device` finds it. */
export function stationPassword(directory: DataDirectory, { random }: Pick<RunContext, 'random'>): Secret {
  return keepSecret(directory.file('station-password'), () => toBase64Url(random.bytes(STATION_PASSWORD_BYTES)));
}

export interface DomainSettings {
  readonly owner?: string;
  readonly host?: string;
  readonly port?: number;
  readonly hosts?: readonly string[];
  readonly network?: string;
  readonly postgres?: string;
  /** Where revocation list and OCSP are published over plain HTTP; nowhere unless it was said once. */
  readonly revocationPort?: number;
  /** Under which URL; default made of the name of the host. */
  readonly revocationUrl?: string;
  /** How many days a revocation list is current. */
  readonly crlDays?: number;
  readonly listen?: boolean;
  /** Whether other commands reach the service through its socket. Default: when it listens. */
  readonly control?: boolean;
  readonly reducedSecurity?: DomainOptions['reducedSecurity'];
  readonly masaCredentials?: DomainOptions['masaCredentials'];
  /** How devices are let onto networks. Default: they are not. */
  readonly admission?: DomainOptions['admission'];
  /** How claims are taken and routers commanded. Default: whom the domain believed when it last ran. */
  readonly assurance?: DomainAssuranceOptions;
}

export async function startDomain(
  house: House,
  settings: DomainSettings,
  context: RunContext,
  events: EventListener,
): Promise<Running<Domain>> {
  const kept = keptSettings(house.directory, 'domain');
  const owner = settings.owner ?? kept.owner ?? DEFAULTS.owner;
  const host = settings.host ?? kept.host ?? DEFAULTS.host;
  const hosts = settings.hosts ?? kept.hosts;
  const network = settings.network ?? kept.network ?? DEFAULTS.network;
  const postgres = logAddress(settings, kept, context);
  const revocation = publishing(settings, kept, host, hosts ?? reachableNames(host));
  const assurance = settings.assurance ?? basisKept(kept.believes, context);
  const service = await Domain.start({
    owner,
    directory: house.directory.domain,
    passphrase: house.passphrase.secret,
    listen:
      settings.listen === false ? undefined : { host, port: settings.port ?? kept.port ?? DEFAULTS.registrarPort },
    hosts: hosts ?? reachableNames(host),
    network,
    clock: context.clock,
    random: context.random,
    events,
    onError: (error) => reportInternal(context, error),
    ...(postgres === undefined ? {} : { postgres }),
    ...(revocation === undefined ? {} : { revocation }),
    ...(settings.reducedSecurity === undefined ? {} : { reducedSecurity: settings.reducedSecurity }),
    ...(settings.masaCredentials === undefined ? {} : { masaCredentials: settings.masaCredentials }),
    ...(settings.admission === undefined ? {} : { admission: settings.admission }),
    assurance,
  });
  if (settings.listen !== false) {
    keepSettings(house.directory, 'domain', {
      owner,
      host,
      network,
      postgres: postgres !== undefined,
      ...(service.port === undefined ? {} : { port: service.port }),
      ...(hosts === undefined ? {} : { hosts: [...hosts] }),
      ...keptPublishing(service, { crlDays: settings.crlDays ?? kept.crlDays }),
      ...(settings.assurance === undefined
        ? { believes: kept.believes }
        : { believes: basisToKeep(settings.assurance) }),
    });
  }
  const hasControl = settings.control ?? settings.listen !== false;
  return withControl(house, 'domain', service, hasControl, (name, input) => operateHere(service, name, input));
}

/** Where the domain publishes the status of its certificates. Work on the books names the place and does not listen. */
function publishing(
  settings: DomainSettings,
  kept: KeptSettings['domain'],
  host: string,
  [name = host]: readonly string[],
): RevocationPublishing | undefined {
  const port = settings.revocationPort ?? kept.revocationPort;
  const days = settings.crlDays ?? kept.crlDays;
  const lifetime = days === undefined ? {} : { crlLifetime: days * DAY };
  if (port === undefined) return days === undefined ? undefined : lifetime;
  const moved = settings.revocationPort !== undefined && settings.revocationPort !== kept.revocationPort;
  const usual = `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
  const url = settings.revocationUrl ?? (moved ? undefined : kept.revocationUrl) ?? (port === 0 ? undefined : usual);
  return {
    ...(url === undefined ? {} : { url }),
    ...lifetime,
    ...(settings.listen === false ? {} : { listen: { host, port } }),
  };
}

function keptPublishing(
  { revocation: { port, url } }: Domain,
  { crlDays }: Pick<KeptSettings['domain'], 'crlDays'>,
): KeptSettings['domain'] {
  return {
    ...(port === undefined || url === undefined ? {} : { revocationPort: port, revocationUrl: url }),
    ...(crlDays === undefined ? {} : { crlDays }),
  };
}

/**
 * Where the log is, when not in a file. Work on the books of a service that kept its log in PostgreSQL must find it
 * there: a new, empty file would answer that nothing is known, and take entries that nobody reads.
 * @throws E_CLI_USAGE
 */
function logAddress(
  settings: { readonly postgres?: string; readonly listen?: boolean },
  kept: { readonly postgres?: boolean | undefined },
  { environment }: RunContext,
): string | undefined {
  const address = settings.postgres ?? (settings.listen === false ? environment['SALLYPORT_POSTGRES'] : undefined);
  if (kept.postgres !== true || address !== undefined) return address;
  throw fail('E_CLI_USAGE', 'the log of this data directory is in PostgreSQL: set SALLYPORT_POSTGRES to its URL');
}

/** The names a listener on this address answers to. */
function reachableNames(host: string): readonly string[] {
  if (host === '127.0.0.1' || host === '::1') return ['localhost', '127.0.0.1', '::1'];
  return isEverywhere(host) ? [hostname(), 'localhost'] : [host];
}

function isEverywhere(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** IDevIDs carry the MASA's name for life, so it is not guessed. @throws E_CLI_USAGE */
function masaNames(host: string): readonly string[] {
  if (!isEverywhere(host)) return reachableNames(host);
  throw fail('E_CLI_USAGE', 'a MASA that listens everywhere needs --masa-name: IDevIDs carry it for life');
}

async function withControl<Service extends { close(): Promise<void> }>(
  house: House,
  name: KeptService,
  service: Service,
  listen: boolean,
  run: (name: string, input: JsonValue) => Promise<JsonValue>,
): Promise<Running<Service>> {
  let control: ControlServer | undefined;
  try {
    if (listen) control = await startControlServer(controlPath(house.directory, name), run);
  } catch (cause) {
    await service.close();
    throw fail('E_CLI_FILE', `the control socket cannot be made: ${reasonOf(cause)}`, { cause });
  }
  return {
    service,
    close: async () => {
      await control?.close();
      await service.close();
    },
  };
}

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

function reportInternal({ terminal }: RunContext, error: unknown): void {
  const code = isSallyportError(error) ? ` (${error.code})` : '';
  terminal.note(`sallyport: ${printable(reasonOf(error))}${code}\n`);
}

/** Where a device of this data directory lives. */
export function deviceDirectory(directory: DataDirectory, serialNumber: string): string {
  return join(directory.devices, serialNumber.replace(/[^A-Za-z0-9.-]/g, '_'));
}
