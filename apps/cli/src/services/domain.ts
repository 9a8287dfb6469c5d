/** Starts the domain of a data directory from the options of a command. */

import { Domain, type DomainAssuranceOptions, type DomainOptions } from '@sallyport/app-domain';
import type { EventListener } from '@sallyport/onboarding';
import { basisKept, basisToKeep } from '../data/kept-basis.ts';
import { keepSettings, keptSettings } from '../data/kept-settings.ts';
import { DEFAULTS } from '../defaults.ts';
import type { RunContext } from '../run-context.ts';
import { logAddress, reachableNames } from './addresses.ts';
import { type ConsoleSettings, consoleOptions, keptConsole } from './console.ts';
import type { House } from './house.ts';
import { keptPublishing, publishing, type RevocationSettings } from './revocation.ts';
import { type Running, reportInternal, withControl } from './running.ts';

export interface DomainSettings extends RevocationSettings {
  readonly owner?: string;
  readonly host?: string;
  readonly port?: number;
  readonly hosts?: readonly string[];
  readonly network?: string;
  readonly postgres?: string;
  readonly listen?: boolean;
  /** Where people look on in a browser. Default: nowhere. */
  readonly console?: ConsoleSettings;
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
  const lookedAt = settings.console && consoleOptions(settings.console, kept, { host, port: settings.port }, context);
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
    ...(lookedAt === undefined ? {} : { console: lookedAt }),
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
      ...keptConsole(service, lookedAt),
      ...keptPublishing(service, { crlDays: settings.crlDays ?? kept.crlDays }),
      ...(settings.assurance === undefined
        ? { believes: kept.believes }
        : { believes: basisToKeep(settings.assurance) }),
    });
  }
  const hasControl = settings.control ?? settings.listen !== false;
  return withControl(house, 'domain', service, hasControl, service.localApi, context);
}
