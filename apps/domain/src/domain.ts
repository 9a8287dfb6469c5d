/** The owner's side, put together: domain CA, registrar, EST, lists and log on one listener. */

import type { Api } from '@sallyport/api';
import type { Registrar } from '@sallyport/brski';
import type { CertificateAuthority } from '@sallyport/ca';
import { DAY, MINUTE, type Random } from '@sallyport/core';
import type { SignedHandOver } from '@sallyport/hand-over';
import type { TrustChanges } from '@sallyport/onboarding';
import type { Certificate } from '@sallyport/pki';
import type { ChainHead } from '@sallyport/store';
import type { AcceptRegister } from './accept-register.ts';
import type { DomainAccounts } from './accounts/domain-accounts.ts';
import type { NetworkAdmission } from './admission/network-admission.ts';
import { Console } from './api/console.ts';
import { localApi, remoteApi } from './api/domain-api.ts';
import { assemble } from './assembly/assemble.ts';
import type { Parts } from './assembly/parts.ts';
import type { Closing } from './assembly/site.ts';
import type { Desks } from './assurance/desks.ts';
import { DomainDevices } from './devices.ts';
import type { DeviceDesk } from './directory/device-desk.ts';
import type { DeviceDirectory } from './directory/device-directory.ts';
import { vaultNamed } from './identity.ts';
import { type DomainLog, domainLog } from './log/domain-log.ts';
import type { ManufacturerBook } from './manufacturer-book.ts';
import type { Ways } from './onboarding/ways.ts';
import type { DomainOptions } from './options.ts';
import type { RefusalMemory } from './refusals/refusal-memory.ts';
import { registerKey } from './register.ts';
import type { RevocationService } from './revocation/revocation-service.ts';
import { type DeviceRevocation, type RevokedDevice, revokeDevice } from './revocation/revoke-device.ts';
import type { ThreadNetworks } from './thread/thread-networks.ts';

const SWEEP_EVERY = MINUTE;
/** RFC 8995 §11: how long a device may be silent about its voucher before its history is reviewed all the same. */
const STATUS_PATIENCE = 5 * MINUTE;

export class Domain {
  readonly authority: CertificateAuthority;
  /** Whom the owner accepts. */
  readonly lists: AcceptRegister;
  readonly manufacturers: ManufacturerBook;
  readonly devices: DomainDevices;
  /** The same for looking up: searched, filtered, sorted, counted. */
  readonly directory: DeviceDirectory;
  /** What is looked at and done about one of them. */
  readonly deviceDesk: DeviceDesk;
  /** Devices at the door, step by step, as this node's services see them. */
  readonly ways: Ways;
  readonly registrar: Registrar;
  /** The list in force, and where it and OCSP are published. */
  readonly revocation: RevocationService;
  /** Tells whoever admitted devices that trust in one may be gone. */
  readonly trust: TrustChanges;
  /** The Thread networks that the owner is Commissioner of. */
  readonly thread: ThreadNetworks;
  /** The networks that devices are let into by RADIUS, and put out of. */
  readonly admission: NetworkAdmission;
  /** People: who they are, how they sign in, what they did. */
  readonly accounts: DomainAccounts;
  /** Claims, policy, and why a device may or may not. */
  readonly assurance: Desks;
  /** What was written down, for whoever looks into it. */
  readonly log: DomainLog;
  /** Who was refused lately. */
  readonly refusals: RefusalMemory;
  /** The HTTP interface for whoever may use the domain's machine, who is the owner there. */
  readonly localApi: Api;
  readonly #parts: Parts;
  readonly #options: DomainOptions;
  readonly #remoteApi: Api;
  #console: Console | undefined;
  readonly #sweeper: NodeJS.Timeout;
  readonly #renewer: NodeJS.Timeout;
  #registrarCertificate: Certificate;

  private constructor(parts: Parts, options: DomainOptions) {
    this.authority = parts.authority;
    this.#registrarCertificate = parts.registrarCertificate;
    this.lists = parts.lists;
    this.manufacturers = parts.manufacturers;
    this.devices = new DomainDevices(parts.store);
    this.directory = parts.directory;
    this.deviceDesk = parts.deviceDesk;
    this.ways = parts.ways;
    this.registrar = parts.registrar;
    this.revocation = parts.revocation;
    this.trust = parts.trust;
    this.thread = parts.thread;
    this.admission = parts.admission;
    this.accounts = parts.accounts;
    this.assurance = parts.house.desks;
    this.refusals = parts.refusals;
    this.log = domainLog(parts.store, parts.clock);
    this.#parts = parts;
    this.#options = options;
    const { accounts, live, clock, onError } = parts;
    const forApi = { gate: accounts.gate, live, clock, checkAnswers: options.checkAnswers ?? false, onError };
    this.#remoteApi = remoteApi(this, forApi);
    this.localApi = localApi(this, forApi);
    this.#sweeper = setInterval(() => {
      parts.registrar.sweep(STATUS_PATIENCE);
      // Another replica may have introduced a manufacturer.
      parts.manufacturers.refresh().catch(parts.onError);
      parts.house.sweep().catch(parts.onError);
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
      const domain = new Domain(await assemble(options, opened), options);
      opened.push({ close: async () => domain.#stopTimers() });
      await domain.#openConsole();
      return domain;
    } catch (thrown) {
      for (const each of opened.reverse()) await each.close();
      throw thrown;
    }
  }

  /** The port that is listened on, or undefined. */
  get port(): number | undefined {
    return this.#parts.server?.port;
  }

  /** Where people look on, or undefined. */
  get console(): { readonly port: number; readonly url: string } | undefined {
    return this.#console;
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

  /** Resolves when everything that was claimed and observed is judged, and acted on here. */
  assured(): Promise<void> {
    return this.#parts.house.settled();
  }

  /** Revokes every certificate of a device that still runs; with `refuse` it is given no other. @throws E_STORE_… */
  revokeDevice(
    device: { readonly manufacturer: string; readonly serialNumber: string },
    how: DeviceRevocation,
  ): Promise<RevokedDevice> {
    return revokeDevice(registerKey(device), how, this.#parts);
  }

  /** The head of the log's chain of hashes. Noted elsewhere, it shows later whether the log was cut off or written anew. @throws E_STORE_… */
  logHead(): Promise<ChainHead> {
    return this.#parts.store.chainHead();
  }

  /** Reads the whole log and checks it, and that it goes through the head that was noted. @throws E_STORE_CORRUPT, E_STORE_CHAIN */
  verifyLog(noted?: ChainHead): Promise<ChainHead> {
    return this.#parts.store.verify(noted === undefined ? {} : { noted });
  }

  /** For secrets that are made for people. */
  get random(): Random {
    return this.#parts.random;
  }

  /** The time by which this domain judges. */
  now(): Date {
    return this.#parts.clock.now();
  }

  get registrarCertificate(): Certificate {
    return this.#registrarCertificate;
  }

  /** Renews the registrar's certificate when it nears its end, without a restart. Runs by itself once a day. */
  async renew(): Promise<void> {
    await this.admission.renew();
    await this.#console?.renew();
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

  /** Resigns from Thread networks, finishes what is under way, then closes listener, connections, log and vaults. */
  async close(): Promise<void> {
    this.#stopTimers();
    await this.#console?.close();
    await this.#parts.live.close();
    await this.thread.close();
    await this.admission.close();
    await this.#parts.server?.close();
    await this.revocation.close();
    await this.accounts.close();
    await this.#parts.trust.close();
    await this.directory.close();
    await this.#parts.house.close();
    await this.registrar.settled();
    // After everybody who refuses, so that all of it is written down.
    await this.#parts.refusalJournal.close();
    this.#parts.masas.close();
    await this.#parts.store.close();
    await Promise.all(this.#parts.vaults.map((vault) => vault.close()));
  }

  #stopTimers(): void {
    clearInterval(this.#sweeper);
    clearInterval(this.#renewer);
  }

  async #openConsole(): Promise<void> {
    const { console, hosts, owner } = this.#options;
    if (console === undefined) return;
    const { authority, clock, onError } = this.#parts;
    this.#console = await Console.start({
      options: console,
      api: this.#remoteApi,
      hosts,
      owner,
      authority,
      vault: await vaultNamed('console', this.#options),
      clock,
      onError,
    });
    this.accounts.own.listensOn(this.#console.port);
    this.directory.prepare();
  }
}
