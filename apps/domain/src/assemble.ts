/** Puts the parts of a domain together: books, engines, and one listener for both protocols. */

import { join } from 'node:path';
import type { Registrar } from '@sallyport/brski';
import type { CertificateAuthority, Vault } from '@sallyport/ca';
import { type Clock, DAY, type Milliseconds, type Random, SECOND, systemTimer } from '@sallyport/core';
import type { RunningTlsServer } from '@sallyport/http';
import type { EventListener } from '@sallyport/onboarding';
import type { Certificate } from '@sallyport/pki';
import type { StoredKey } from '@sallyport/pki/keystore';
import type { LogStore } from '@sallyport/store';
import { AcceptRegister } from './accept-register.ts';
import { DomainAccounts } from './accounts/domain-accounts.ts';
import { NetworkAdmission } from './admission/network-admission.ts';
import { fileShelf, memoryShelf, type SecretShelf } from './admission/secret-shelf.ts';
import { Stations } from './admission/stations.ts';
import { LiveEvents } from './api/live/live-events.ts';
import { HouseAssurance } from './assurance/house-assurance.ts';
import { assuranceRoutes } from './assurance/http.ts';
import { startRouters } from './assurance/routers/start-routers.ts';
import { DeviceDesk } from './directory/device-desk.ts';
import type { DeviceDirectory } from './directory/device-directory.ts';
import { directoryOver } from './directory/directory-over.ts';
import { openEngines } from './engines.ts';
import type { EnrolmentOptions } from './enrolment.ts';
import { openAuthority, openRegistrarCertificate, openStore, vaultNamed } from './identity.ts';
import { openListener } from './listener.ts';
import { ManufacturerBook } from './manufacturer-book.ts';
import { MasaConnections } from './masa-connections.ts';
import { ObservedStore } from './observed-store.ts';
import { Ways } from './onboarding/ways.ts';
import type { DomainOptions } from './options.ts';
import { RefusalMemory } from './refusals/refusal-memory.ts';
import { RevocationService } from './revocation/revocation-service.ts';
import { TrustFeed } from './revocation/trust-feed.ts';
import { ThreadNetworks } from './thread/thread-networks.ts';

const MAX_MASA_ANSWER = 1 << 20;
/** How long a change of trust at one replica may stay unknown at another. */
const LOOK_FOR_OTHERS: Milliseconds = SECOND / 2;

export interface Closing {
  close(): Promise<void>;
}

/** What a running domain is made of. */
export interface Parts {
  readonly store: LogStore;
  readonly vaults: readonly Vault[];
  readonly authority: CertificateAuthority;
  readonly revocation: RevocationService;
  readonly trust: TrustFeed;
  readonly house: HouseAssurance;
  readonly admission: NetworkAdmission;
  readonly accounts: DomainAccounts;
  readonly directory: DeviceDirectory;
  readonly deviceDesk: DeviceDesk;
  readonly ways: Ways;
  readonly live: LiveEvents;
  readonly clock: Clock;
  readonly random: Random;
  readonly refusals: RefusalMemory;
  readonly registrarCertificate: Certificate;
  /** As it was kept, or made anew when little is left of it. */
  openRegistrarIdentity(): Promise<{ readonly certificate: Certificate; readonly key: StoredKey }>;
  readonly lists: AcceptRegister;
  readonly manufacturers: ManufacturerBook;
  readonly masas: MasaConnections;
  readonly thread: ThreadNetworks;
  readonly registrar: Registrar;
  readonly server: RunningTlsServer | undefined;
  readonly owner: string;
  readonly onError: (error: unknown) => void;
}

/** Opens and starts everything; what was opened is in `opened`, for closing when something fails. */
export async function assemble(options: DomainOptions, opened: Closing[]): Promise<Parts> {
  const keep = <T extends Closing>(part: T): T => {
    opened.push(part);
    return part;
  };
  const { clock, random, onError } = options;
  const refusals = new RefusalMemory(clock);
  // Parts hear of each other by what they report.
  const events: EventListener = (event) => {
    options.events(event);
    house.heard(event);
    directory.heard(event);
    ways.hear(event);
    live.heard(event);
    refusals.hear(event);
  };
  const store = keep(new ObservedStore(await openStore(options)));
  const caVault = keep(await vaultNamed('domain-ca', options));
  const registrarVault = keep(await vaultNamed('registrar', options));
  let revocation: RevocationService | undefined;
  const authority = await openAuthority(caVault, store, options, () => revocation?.locations);
  revocation = keep(
    await RevocationService.start({
      authority,
      owner: options.owner,
      hosts: options.hosts,
      publishing: options.revocation ?? {},
      openVault: () => vaultNamed('ocsp-responder', options),
      clock,
      onError,
    }),
  );
  const key = await registrarVault.key('registrar', 'P-256');
  const openRegistrarIdentity = async () => ({
    certificate: await openRegistrarCertificate(registrarVault, key, authority, options, revocation.locations),
    key,
  });
  const { certificate: registrarCertificate } = await openRegistrarIdentity();
  const lists = await AcceptRegister.open(store);
  const manufacturers = await ManufacturerBook.open(store);
  const stations = new Stations(clock);
  const lookEvery = options.postgres === undefined ? {} : { lookEvery: LOOK_FOR_OTHERS };
  const house = keep(
    await HouseAssurance.open({
      store,
      lists,
      manufacturers,
      authority,
      registrarCertificate,
      openVault: (name) => vaultNamed(name, options),
      stations,
      directory: options.directory,
      options: options.assurance ?? {},
      clock,
      timer: systemTimer,
      random,
      ...lookEvery,
      onError,
    }),
  );
  const ways = new Ways();
  const live = keep(new LiveEvents({ store, timer: systemTimer, ...lookEvery, onError }));
  const directory = keep(
    directoryOver({
      store,
      desks: house.desks,
      ledger: authority.ledger,
      clock,
      timer: systemTimer,
      ...lookEvery,
      onError,
    }),
  );
  const deviceDesk = new DeviceDesk({ store, directory, lists, manufacturers, authority, desks: house.desks, clock });
  const authorizer = options.authorizer ?? house.desks.authorizer;
  const identity = {
    key: key.privateKeyObject(),
    certificateChain: [registrarCertificate.der, authority.certificate.der],
  };
  const masas = new MasaConnections({
    book: manufacturers,
    identity,
    timeout: options.masaTimeout ?? 60 * SECOND,
    maxBodyBytes: MAX_MASA_ANSWER,
    credentials: options.masaCredentials ?? [],
  });
  const enrolment: EnrolmentOptions = {
    authority,
    book: manufacturers,
    store,
    clock,
    authorizer,
    network: options.network,
    ldevidLifetime: options.ldevidLifetime ?? 365 * DAY,
    onError,
  };
  const engines = openEngines({
    enrolment,
    options: { ...options, events },
    certificate: registrarCertificate,
    key,
    masas,
  });
  const routes = assuranceRoutes({
    house: house.desks,
    ledger: authority.ledger,
    options: options.assurance ?? {},
    clock,
    onError,
  });
  const server = await openListener({ options, engines, routes, identity });
  if (server !== undefined) {
    keep(server);
    await house.listening(`https://${inUrl(options.hosts[0] ?? 'localhost')}:${server.port}`);
  }
  const thread = keep(
    new ThreadNetworks({
      owner: options.owner,
      domainMark: authority.certificate.fingerprint().slice(0, 8),
      discovery: options.threadDiscovery ?? {},
      store,
      lists,
      authorizer,
      events,
      onTurned: () => live.turned('thread'),
      clock,
      timer: systemTimer,
      random,
      onError,
    }),
  );
  const accounts = keep(
    new DomainAccounts({
      store,
      house: options.owner,
      hosts: options.hosts,
      options: options.accounts ?? {},
      ...(options.console?.origin === undefined ? {} : { origin: options.console.origin }),
      openVault: () => vaultNamed('accounts', options),
      clock,
      timer: systemTimer,
      random,
      ...lookEvery,
      onError,
    }),
  );
  const trust = keep(
    await TrustFeed.open({
      store,
      ledger: authority.ledger,
      timer: systemTimer,
      others: [house.trust],
      ...lookEvery,
      onError,
    }),
  );
  live.listenTo(trust);
  const admission = keep(
    await NetworkAdmission.start({
      options: options.admission ?? {},
      owner: options.owner,
      hosts: options.hosts,
      authority,
      book: manufacturers,
      authorizer,
      trust,
      store,
      shelf: shelfOf(options),
      stations,
      openVault: () => vaultNamed('radius', options),
      events,
      clock,
      timer: systemTimer,
      random,
      onError,
    }),
  );
  house.act(events);
  if (options.assurance?.routers !== undefined) {
    await startRouters({
      house: house.desks,
      options: options.assurance.routers,
      store,
      authority,
      revocation,
      certificate: registrarCertificate,
      key,
      stations,
      trust,
      onTurned: () => live.turned('router'),
      clock,
      timer: systemTimer,
      onError,
    });
  }
  return {
    store,
    vaults: [caVault, registrarVault],
    authority,
    revocation,
    trust,
    house,
    admission,
    accounts,
    directory,
    deviceDesk,
    ways,
    live,
    clock,
    random,
    refusals,
    registrarCertificate,
    openRegistrarIdentity,
    lists,
    manufacturers,
    masas,
    thread,
    registrar: engines.registrar,
    server,
    owner: options.owner,
    onError,
  };
}

/** Shared secrets of RADIUS clients. */
function shelfOf({ directory, passphrase, random }: DomainOptions): SecretShelf {
  if (directory === undefined) return memoryShelf();
  return fileShelf({ directory: join(directory, 'radius-clients'), passphrase, random });
}

function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
