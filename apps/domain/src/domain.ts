/** The owner's side, put together: domain CA, registrar, EST, lists and log on one listener. */

import { join } from 'node:path';
import { acceptListAuthorizer } from '@sallyport/assurance-accept-lists';
import { type AuditConfig, createRegistrar, type ReducedSecurity, type Registrar, systemTimer } from '@sallyport/brski';
import {
  CERTIFICATE_PROJECTION,
  CertificateAuthority,
  createRootCertificate,
  LogCertificateLedger,
  memoryVault,
  openFileVault,
  type Vault,
} from '@sallyport/ca';
import { type Clock, DAY, MINUTE, type Milliseconds, type Random, SECOND, type Secret } from '@sallyport/core';
import { createEstServer } from '@sallyport/est';
import type { SignedHandOver } from '@sallyport/hand-over';
import {
  type Credentials,
  type HttpHandler,
  type RunningTlsServer,
  type ServerLimits,
  startTlsServer,
} from '@sallyport/http';
import type { Authorizer, EventListener } from '@sallyport/onboarding';
import { type Certificate, Name } from '@sallyport/pki';
import type { StoredKey } from '@sallyport/pki/keystore';
import { type LogStore, openPostgresStore, openSqliteStore } from '@sallyport/store';
import { AcceptRegister } from './accept-register.ts';
import { DomainDevices } from './devices.ts';
import {
  type EnrolmentOptions,
  enrolmentGate,
  estAuthenticator,
  issuedCertificates,
  ldevidIssuer,
} from './enrolment.ts';
import { deviceFlags, registrarJournal, unreviewedVouchers } from './journal.ts';
import { ManufacturerBook } from './manufacturer-book.ts';
import { MasaConnections } from './masa-connections.ts';
import { registrarProfile, SERVER_LIFETIME } from './profiles.ts';
import { domainRegister } from './register.ts';

export interface DomainOptions {
  /** The owner's name, as it stands in certificates. */
  readonly owner: string;
  /** Where keys and, without `postgres`, the log are kept; undefined keeps everything in memory. */
  readonly directory: string | undefined;
  readonly passphrase: Secret;
  /** Connection string of a PostgreSQL that holds the log in place of a file, for several replicas. */
  readonly postgres?: string;
  /** Where to listen; undefined for work on the books alone. */
  readonly listen: { readonly host: string /** 0 lets the system choose. */; readonly port: number } | undefined;
  /** Names and addresses under which the registrar is reached. */
  readonly hosts: readonly string[];
  /** The target network that LDevIDs are for, for example an SSID. */
  readonly network: string;
  /** Default one year. */
  readonly ldevidLifetime?: Milliseconds;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: EventListener;
  /** Who decides at the enforcement points. Default: the owner's accept lists. */
  readonly authorizer?: Authorizer;
  readonly reducedSecurity?: ReducedSecurity;
  readonly audit?: AuditConfig;
  /** Name and password for MASAs that ask for them, by origin (RFC 8995 §5.4); the certificate is shown to all. */
  readonly masaCredentials?: readonly Credentials[];
  /** Time for one exchange with a MASA. Default 60 s; the device gets 202 long before. */
  readonly masaTimeout?: Milliseconds;
  readonly limits?: Partial<ServerLimits>;
  readonly onError: (error: unknown) => void;
}

const RENEW_BEFORE = 60 * DAY;
const SWEEP_EVERY = MINUTE;
/** RFC 8995 §11: how long a device may be silent about its voucher before its history is reviewed all the same. */
const STATUS_PATIENCE = 5 * MINUTE;
const MAX_MASA_ANSWER = 1 << 20;

export class Domain {
  readonly authority: CertificateAuthority;
  /** Whom the owner accepts. */
  readonly lists: AcceptRegister;
  readonly manufacturers: ManufacturerBook;
  readonly devices: DomainDevices;
  readonly registrar: Registrar;
  readonly #parts: Parts;
  readonly #sweeper: NodeJS.Timeout;
  readonly #renewer: NodeJS.Timeout;
  #registrarCertificate: Certificate;

  private constructor(parts: Parts) {
    this.authority = parts.authority;
    this.#registrarCertificate = parts.registrarCertificate;
    this.lists = parts.lists;
    this.manufacturers = parts.manufacturers;
    this.devices = new DomainDevices(parts.store);
    this.registrar = parts.registrar;
    this.#parts = parts;
    this.#sweeper = setInterval(() => {
      parts.registrar.sweep(STATUS_PATIENCE);
      // Another replica may have introduced a manufacturer.
      parts.manufacturers.refresh().catch(parts.onError);
    }, SWEEP_EVERY);
    this.#sweeper.unref();
    this.#renewer = setInterval(() => this.renew().catch(parts.onError), DAY);
    this.#renewer.unref();
  }

  /**
   * Opens what is there, makes what is not, and starts to listen.
   * @throws E_HTTP_PORT_IN_USE, E_STORE_…, E_KEYSTORE_…, E_CA_…
   */
  static async start(options: DomainOptions): Promise<Domain> {
    const opened: Closing[] = [];
    try {
      return new Domain(await assemble(options, opened));
    } catch (thrown) {
      for (const each of opened.reverse()) await each.close();
      throw thrown;
    }
  }

  /** The port that is listened on, or undefined. */
  get port(): number | undefined {
    return this.#parts.server?.port;
  }

  get owner(): string {
    return this.#parts.owner;
  }

  /**
   * Takes over a delivery: makes the manufacturer known, accepts it, and with `onlyThese` narrows to the devices in the
   * file. Whether to believe the file's signer is decided before.
   */
  async acceptHandOver({ handOver }: SignedHandOver, onlyThese: boolean): Promise<string> {
    const manufacturer = await this.manufacturers.introduce(handOver);
    const note = `hand-over of ${handOver.at.toISOString().slice(0, 10)}`;
    await this.lists.add('manufacturers', manufacturer, note);
    if (onlyThese) {
      await this.lists.addAll(
        handOver.devices.map(({ serialNumber }) => ({
          list: 'devices',
          match: `${manufacturer}/${serialNumber}`,
          note,
        })),
      );
    }
    return manufacturer;
  }

  get registrarCertificate(): Certificate {
    return this.#registrarCertificate;
  }

  /** Renews the registrar's certificate when it nears its end, without a restart. Runs by itself once a day. */
  async renew(): Promise<void> {
    const { authority, masas, registrar, server } = this.#parts;
    const { certificate, key } = await this.#parts.openRegistrarIdentity();
    if (certificate.equals(this.#registrarCertificate)) return;
    const identity = { key: key.privateKeyObject(), certificateChain: [certificate.der, authority.certificate.der] };
    // The engine knows both before any device can see the new one.
    registrar.renewCertificate(certificate);
    server?.replaceIdentity(identity);
    masas.renewIdentity(identity);
    this.#registrarCertificate = certificate;
  }

  /** Finishes what is under way, then closes listener, connections, log and vaults. */
  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    clearInterval(this.#renewer);
    await this.#parts.server?.close();
    await this.registrar.settled();
    this.#parts.masas.close();
    await this.#parts.store.close();
    await Promise.all(this.#parts.vaults.map((vault) => vault.close()));
  }
}

interface Closing {
  close(): Promise<void>;
}

interface Parts {
  readonly store: LogStore;
  readonly vaults: readonly Vault[];
  readonly authority: CertificateAuthority;
  readonly registrarCertificate: Certificate;
  /** As it was kept, or made anew when little is left of it. */
  openRegistrarIdentity(): Promise<{ readonly certificate: Certificate; readonly key: StoredKey }>;
  readonly lists: AcceptRegister;
  readonly manufacturers: ManufacturerBook;
  readonly masas: MasaConnections;
  readonly registrar: Registrar;
  readonly server: RunningTlsServer | undefined;
  readonly owner: string;
  readonly onError: (error: unknown) => void;
}

async function assemble(options: DomainOptions, opened: Closing[]): Promise<Parts> {
  const keep = <T extends Closing>(part: T): T => {
    opened.push(part);
    return part;
  };
  const { clock, random, events, onError } = options;
  const store = keep(await openStore(options));
  const caVault = keep(await vaultNamed('domain-ca', options));
  const registrarVault = keep(await vaultNamed('registrar', options));
  const authority = await openAuthority(caVault, store, options);
  const key = await registrarVault.key('registrar', 'P-256');
  const openRegistrarIdentity = async () => ({
    certificate: await openRegistrarCertificate(registrarVault, key, authority, options),
    key,
  });
  const { certificate: registrarCertificate } = await openRegistrarIdentity();
  const lists = await AcceptRegister.open(store);
  const manufacturers = await ManufacturerBook.open(store);
  const authorizer = options.authorizer ?? acceptListAuthorizer(() => lists.upToDate());
  const masas = new MasaConnections({
    book: manufacturers,
    identity: { key: key.privateKeyObject(), certificateChain: [registrarCertificate.der, authority.certificate.der] },
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
  const registrar = createRegistrar(
    {
      certificate: registrarCertificate,
      signer: key,
      chain: [authority.certificate],
      manufacturers: () => manufacturers.trust,
      // The whole domain is pinned, so that a renewed or second registrar certificate still fits (RFC 8995 §5.5.2).
      pin: 'chain',
      ...(options.reducedSecurity === undefined ? {} : { reducedSecurity: options.reducedSecurity }),
      ...(options.audit === undefined ? {} : { audit: options.audit }),
    },
    {
      authorizer,
      masa: masas,
      journal: registrarJournal(store),
      flags: deviceFlags(store),
      unreviewed: unreviewedVouchers(store),
      issued: issuedCertificates(enrolment),
      events,
      clock,
      random,
      timer: systemTimer,
    },
  );
  const est = createEstServer(
    { protocol: 'brski', serverKeyType: 'P-256' },
    {
      clock,
      random,
      authenticator: estAuthenticator(enrolment),
      gate: enrolmentGate(enrolment, registrar),
      issuer: ldevidIssuer(enrolment),
      caCertificates: async (label) => (label === undefined ? authority.chain : undefined),
      onEvent: events,
      onError,
    },
  );
  const server =
    options.listen === undefined
      ? undefined
      : keep(
          await startTlsServer({
            handler: byPrefix(registrar.handle, est.handle),
            ...options.listen,
            ...(options.limits === undefined ? {} : { limits: options.limits }),
            key: key.privateKeyObject(),
            certificateChain: [registrarCertificate.der, authority.certificate.der],
            requestClientCertificate: true,
          }),
        );
  const vaults = [caVault, registrarVault];
  return {
    store,
    vaults,
    authority,
    registrarCertificate,
    openRegistrarIdentity,
    lists,
    manufacturers,
    masas,
    registrar,
    server,
    owner: options.owner,
    onError,
  };
}

function byPrefix(brski: HttpHandler, est: HttpHandler): HttpHandler {
  return (request) => (request.path.startsWith('/.well-known/est') ? est(request) : brski(request));
}

async function openAuthority(vault: Vault, store: LogStore, options: DomainOptions): Promise<CertificateAuthority> {
  const { clock, random, owner } = options;
  const signer = await vault.key('domain-ca', 'P-256');
  const now = clock.now();
  const certificate = await vault.certificate('domain-ca', {
    key: signer,
    now,
    make: () =>
      createRootCertificate({
        subject: Name.of([
          ['O', owner],
          ['CN', `${owner} domain CA`],
        ]),
        signer,
        random,
        notBefore: new Date(now.getTime() - DAY),
        notAfter: new Date(now.getTime() + 20 * 365 * DAY),
        pathLength: 0,
      }),
  });
  const ledger = new LogCertificateLedger({ store, authority: 'domain-ca' });
  return new CertificateAuthority({ certificate, signer, ledger, clock, random });
}

function openRegistrarCertificate(
  vault: Vault,
  key: StoredKey,
  authority: CertificateAuthority,
  options: DomainOptions,
): Promise<Certificate> {
  const { hosts, owner } = options;
  return vault.certificate('registrar', {
    key,
    now: options.clock.now(),
    renewBefore: Math.min(RENEW_BEFORE, SERVER_LIFETIME / 2),
    fits: (kept) => {
      const names = kept.subjectAltNames.flatMap((name) =>
        name.kind === 'dns' || name.kind === 'ip' ? [name.value] : [],
      );
      return hosts.every((host) => names.includes(host));
    },
    make: () => authority.issue({ profile: registrarProfile, facts: { owner, hosts }, publicKey: key.publicKey }),
  });
}

function openStore(options: DomainOptions): Promise<LogStore> {
  const projections = [domainRegister, CERTIFICATE_PROJECTION];
  const { clock, postgres, directory } = options;
  if (postgres !== undefined) {
    return openPostgresStore({ connectionString: postgres, projections, clock, schema: 'sallyport_domain' });
  }
  return openSqliteStore({
    path: directory === undefined ? ':memory:' : join(directory, 'domain.db'),
    projections,
    clock,
  });
}

async function vaultNamed(name: string, options: DomainOptions): Promise<Vault> {
  const { directory, passphrase, random } = options;
  return directory === undefined
    ? memoryVault()
    : openFileVault({ directory: join(directory, name), passphrase, random });
}
