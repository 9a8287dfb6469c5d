/** The maker's side, put together: vaults, log, factory station and MASA on their listeners. */

import { join } from 'node:path';
import { type ClaimSigner, certifiedSigner } from '@sallyport/assurance-claims';
import {
  CERTIFICATE_PROJECTION,
  type CertificateAuthority,
  LogCertificateLedger,
  memoryVault,
  openFileVault,
  readVaultCertificate,
  type Vault,
} from '@sallyport/ca';
import type { Clock, Random, Secret } from '@sallyport/core';
import { type HandOver, sealHandOver } from '@sallyport/hand-over';
import type { ServerLimits } from '@sallyport/http';
import type { Authorizer, EventListener } from '@sallyport/onboarding';
import type { Certificate } from '@sallyport/pki';
import { type LogStore, openPostgresStore, openSqliteStore } from '@sallyport/store';
import type { Customer } from './customers.ts';
import { fail } from './errors.ts';
import { Factory } from './factory.ts';
import { type Identity, openAuthority, openServerIdentity, openSigner } from './identity.ts';
import { type LastingServer, startLastingServer } from './lasting-server.ts';
import { startMasa } from './masa-service.ts';
import { type Purchase, purchaseClaim } from './purchases.ts';
import { DeviceRecords } from './records.ts';
import { manufacturerRegister } from './register.ts';
import { createStation } from './station.ts';

export interface Endpoint {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

export interface ManufacturerOptions {
  /** The company's name, as it stands in certificates. */
  readonly name: string;
  /** Where keys and, without `postgres`, the log are kept; undefined keeps everything in memory. */
  readonly directory: string | undefined;
  /** Protects the keys in `directory`. */
  readonly passphrase: Secret;
  /** Connection string of a PostgreSQL that holds the log in place of a file, for several replicas. */
  readonly postgres?: string;
  /** Where the MASA listens. */
  readonly masa: Endpoint;
  /** False for work on the books alone, without listeners. Default true. */
  readonly listen?: boolean;
  /** Names and addresses under which the MASA is reached; the first stands in the IDevIDs. */
  readonly masaHosts: readonly string[];
  /** The factory station; without it this process is a MASA alone and never opens the IDevID CA's key. */
  readonly station?: Endpoint & {
    readonly user: string;
    readonly password: Secret;
    /** Names and addresses under which stations reach it. Default: the address it listens on. */
    readonly hosts?: readonly string[];
  };
  readonly clock: Clock;
  readonly random: Random;
  readonly events: EventListener;
  /** Asked at C.5, after the ownership records. Default: permits what they permit. */
  readonly authorizer?: Authorizer;
  /** Owners' accounts at the MASA (RFC 8995 §5.4.1). Default: none, and nobody authenticates by password. */
  readonly customers?: readonly Customer[];
  /**
   * Issue vouchers without a nonce too, to customers who authenticate, with a key of their own (RFC 8995 §11.6.2).
   * Default false.
   */
  readonly nonceless?: boolean;
  /** Default: false. Refuse every claimant that no sales record names (RFC 8995 §7.4.2). */
  readonly requireOwnership?: boolean;
  readonly limits?: Partial<ServerLimits>;
  /** Hears of failures that no client is told of. */
  readonly onError: (error: unknown) => void;
}

export class Manufacturer {
  readonly name: string;
  /** What the manufacturer's people do with devices. */
  readonly records: DeviceRecords;
  readonly factory: Factory | undefined;
  readonly idevidAnchors: readonly Certificate[];
  readonly voucherAnchors: readonly Certificate[];
  readonly masaTlsAnchors: readonly Certificate[];
  /** As IDevIDs name it: an authority. */
  readonly masaAuthority: string;
  readonly #office: Identity;
  readonly #openSpeaker: () => Promise<ClaimSigner>;
  readonly #store: LogStore;
  readonly #servers: readonly LastingServer[];
  readonly #vaults: readonly Vault[];
  readonly #clock: Clock;

  private constructor(parts: Parts) {
    this.name = parts.options.name;
    this.records = new DeviceRecords(parts.store, parts.options.clock);
    this.factory = parts.factory;
    this.idevidAnchors = [parts.idevidAnchor];
    this.voucherAnchors = [parts.masaCa.certificate];
    this.masaTlsAnchors = [parts.masaCa.certificate];
    this.masaAuthority = parts.masaAuthority;
    this.#office = parts.office;
    this.#openSpeaker = parts.openSpeaker;
    this.#store = parts.store;
    this.#servers = parts.servers;
    this.#vaults = parts.vaults;
    this.#clock = parts.options.clock;
  }

  /**
   * Opens what is there, makes what is not, and starts to listen.
   * @throws E_HTTP_PORT_IN_USE, E_STORE_…, E_KEYSTORE_…, E_CA_…
   */
  static async start(options: ManufacturerOptions): Promise<Manufacturer> {
    const opened: Closing[] = [];
    try {
      return new Manufacturer(await assemble(options, opened));
    } catch (thrown) {
      for (const each of opened.reverse()) await each.close();
      throw thrown;
    }
  }

  get masaPort(): number {
    return this.#servers[0]?.port ?? 0;
  }

  get stationPort(): number | undefined {
    return this.#servers[1]?.port;
  }

  /** The certificate that signs hand-over files; owners compare its fingerprint. */
  get handOverSigner(): Certificate {
    return this.#office.certificate;
  }

  /** Records a sale and makes the hand-over file for it. `domainKey` may be unknown until the owner's first claim. */
  async sell(
    serialNumbers: readonly string[],
    owner: { readonly name: string; readonly domainKey?: string },
  ): Promise<Uint8Array> {
    const devices = await this.records.sell(serialNumbers, { name: owner.name, domainKey: owner.domainKey ?? null });
    const handOver: HandOver = {
      manufacturer: this.name,
      soldTo: owner.name,
      at: this.#clock.now(),
      idevidAnchors: this.idevidAnchors,
      masaUrl: `https://${this.masaAuthority}/.well-known/brski`,
      masaTlsAnchors: this.masaTlsAnchors,
      voucherAnchors: this.voucherAnchors,
      devices,
    };
    return sealHandOver(handOver, { certificate: this.#office.certificate, signer: this.#office.key });
  }

  /**
   * The maker's word that somebody bought a device (CAHN, Device Has Been Purchased): a claim for the buyer's domain, as a
   * compact token. Claims name a maker by the key of its IDevID CA, so that key signs.
   * @throws E_MANUFACTURER_UNKNOWN_DEVICE, E_MANUFACTURER_NO_FACTORY, E_CLAIMS_SUBJECT
   */
  async recordPurchase(purchase: Purchase): Promise<Uint8Array> {
    const idevid = await this.records.idevidOf(purchase.serialNumber);
    return purchaseClaim(purchase, { idevid, signer: await this.#openSpeaker(), at: this.#clock.now() });
  }

  /** Renews the listeners' certificates where they near their end, without a restart. Runs by itself once a day. */
  async renew(): Promise<void> {
    for (const server of this.#servers) await server.renew();
  }

  /** Finishes what is under way, then closes listeners, log and vaults. */
  async close(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.close()));
    await this.#store.close();
    await Promise.all(this.#vaults.map((vault) => vault.close()));
  }
}

interface Closing {
  close(): Promise<void>;
}

interface Parts {
  readonly options: ManufacturerOptions;
  readonly store: LogStore;
  readonly vaults: readonly Vault[];
  readonly idevidAnchor: Certificate;
  readonly masaCa: CertificateAuthority;
  readonly office: Identity;
  /** Who signs what the maker claims. */
  readonly openSpeaker: () => Promise<ClaimSigner>;
  readonly masaAuthority: string;
  readonly factory: Factory | undefined;
  /** The MASA's first, then the station's. */
  readonly servers: readonly LastingServer[];
}

async function assemble(options: ManufacturerOptions, opened: Closing[]): Promise<Parts> {
  const keep = <T extends Closing>(part: T): T => {
    opened.push(part);
    return part;
  };
  const context = { name: options.name, clock: options.clock, random: options.random };
  const store = keep(await openStore(options));
  const ledger = (authority: string) => new LogCertificateLedger({ store, authority });
  const births = options.station === undefined ? undefined : keep(await vaultNamed(IDEVID_CA, options));
  const idevidCa = births && (await openAuthority(births, IDEVID_CA, ledger(IDEVID_CA), context));
  const idevidAnchor = idevidCa?.certificate ?? (await readIdevidAnchor(options));
  const masaKeys = keep(await vaultNamed('masa', options));
  const officeKeys = keep(await vaultNamed('office', options));
  const masaCa = await openAuthority(masaKeys, 'masa-ca', ledger('masa-ca'), context);
  const office = await openSigner(officeKeys, 'hand-over-signer', masaCa, context);

  const nonceless = options.nonceless === true ? keep(await vaultNamed('masa-nonceless', options)) : undefined;
  const masaServer =
    options.listen === false
      ? undefined
      : keep(await startMasa({ options, store, idevidAnchor, masaCa, vault: masaKeys, nonceless }));
  const masaAuthority = `${options.masaHosts[0] ?? options.masa.host}:${masaServer?.port ?? options.masa.port}`;
  const vaults = [births, masaKeys, officeKeys, nonceless].filter((vault) => vault !== undefined);
  const openSpeaker = async () => {
    if (births !== undefined) return certifiedSigner(await births.key(IDEVID_CA, 'P-256'));
    throw fail('E_MANUFACTURER_NO_FACTORY', 'a MASA alone does not speak for the maker in claims');
  };
  const parts = { options, store, vaults, idevidAnchor, masaCa, office, openSpeaker, masaAuthority };
  const servers = masaServer === undefined ? [] : [masaServer];
  if (idevidCa === undefined) return { ...parts, factory: undefined, servers };

  const factory = new Factory({
    authority: idevidCa,
    store,
    clock: options.clock,
    events: options.events,
    voucherAnchors: [masaCa.certificate],
    masa: masaAuthority,
  });
  const station = await startStation({ options, factory, idevidCa, masaCa, vault: officeKeys });
  return { ...parts, factory, servers: station === undefined ? servers : [...servers, keep(station)] };
}

const IDEVID_CA = 'idevid-ca';

/** A MASA alone knows the IDevID CA by its certificate. */
async function readIdevidAnchor({ directory }: ManufacturerOptions): Promise<Certificate> {
  const kept = directory === undefined ? undefined : await readVaultCertificate(join(directory, IDEVID_CA), IDEVID_CA);
  if (kept === undefined)
    throw fail('E_MANUFACTURER_NO_FACTORY', 'there is no IDevID CA yet whose devices a MASA could know');
  return kept;
}

interface StationParts {
  readonly options: ManufacturerOptions;
  readonly factory: Factory;
  readonly idevidCa: CertificateAuthority;
  readonly masaCa: CertificateAuthority;
  readonly vault: Vault;
}

async function startStation(parts: StationParts): Promise<LastingServer | undefined> {
  const { options, factory, idevidCa, masaCa, vault } = parts;
  const { clock, random, station, onError } = options;
  if (station === undefined || options.listen === false) return undefined;
  const context = { name: options.name, clock, random };
  return startLastingServer({
    handler: createStation({ factory, idevidCa, masaCa, credential: station, clock, random, onError }),
    host: station.host,
    port: station.port,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    openIdentity: () => openServerIdentity(vault, 'station-tls', masaCa, station.hosts ?? [station.host], context),
    issuer: masaCa.certificate,
    onError,
    requestClientCertificate: false,
  });
}

function openStore(options: ManufacturerOptions): Promise<LogStore> {
  const projections = [manufacturerRegister, CERTIFICATE_PROJECTION];
  if (options.postgres !== undefined) {
    return openPostgresStore({
      connectionString: options.postgres,
      projections,
      clock: options.clock,
      schema: 'sallyport_manufacturer',
    });
  }
  const path = options.directory === undefined ? ':memory:' : join(options.directory, 'manufacturer.db');
  return openSqliteStore({ path, projections, clock: options.clock });
}

async function vaultNamed(name: string, options: ManufacturerOptions): Promise<Vault> {
  const { directory, passphrase, random } = options;
  return directory === undefined
    ? memoryVault()
    : openFileVault({ directory: join(directory, name), passphrase, random });
}
