/**
 * Tells the domain's routers whom to let on and whom to put out: when a device comes aboard or onto the network, and whenever
 * what is decided about it turns. Each command is in the log before a router hears of it.
 */

import { type ConnectedRouter, RegistrarSide, type RegistrarSideOptions } from '@sallyport/assurance-ca-commands';
import { RouterListener, type TlsIdentity } from '@sallyport/assurance-ca-commands/tls';
import type { ClaimLog } from '@sallyport/assurance-claim-log';
import { certifiedSigner, keyUri } from '@sallyport/assurance-claims';
import { type Clock, type Timer, utf8 } from '@sallyport/core';
import { type Decision, deviceKey, type OnboardingEvent, type StepId, type TrustChange } from '@sallyport/onboarding';
import type { Certificate, CertificateRevocationList, Signer } from '@sallyport/pki';
import type { DeviceBook } from '../device-book.ts';
import { DeviceQueue } from '../device-queue.ts';
import type { KnownDevice } from '../register.ts';
import { commandsOf } from './issued-commands.ts';
import type { RouterCommandsOptions } from './options.ts';
import { type OwnersWordOptions, ownersWordFor } from './owners-word.ts';
import type { RouterList } from './router-list.ts';

export interface RouterCommandsParts extends OwnersWordOptions {
  readonly options: RouterCommandsOptions;
  readonly log: ClaimLog;
  readonly devices: DeviceBook;
  readonly routers: RouterList;
  /** The registrar's, which routers are shown. */
  readonly certificate: Certificate;
  readonly signer: Signer;
  readonly identity: TlsIdentity;
  readonly domainCertificate: Certificate;
  /** The revocation list in force. */
  readonly currentList: () => Promise<CertificateRevocationList>;
  /** The end of the certificate of this domain that the device has; undefined without one that counts. */
  readonly aboardUntil: (deviceKey: string) => Promise<Date | undefined>;
  /** What policy says of it on the network now. */
  readonly decide: (device: KnownDevice) => Promise<Decision>;
  /** Station addresses at which it was let in. */
  readonly stationsOf: (deviceKey: string) => readonly string[];
  /** Told that a router connected or was lost, or has heard more. */
  readonly onTurned: () => void;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly onError: (error: unknown) => void;
}

/** With its certificate in hand, or on the network: what a router is told of it may be another now. */
const NEWS: ReadonlySet<StepId> = new Set(['D.6', 'E.2', 'F.0']);
/** Devices that are judged at the same time: a router that does not answer must not hold up what is told of others. */
const AT_ONCE = 64;
/** Letters of a reason that a claim holds. */
const MAX_REASON = 1024;
/** Routers know devices by their keys; a Thread device is known by its address, and no router has it. */
const KEY_URI = /^ni:/;

export class RouterCommands {
  readonly #parts: RouterCommandsParts;
  readonly #queue: DeviceQueue;
  /** Register keys by the name of the birth key. */
  readonly #keys = new Map<string, string>();
  /** When certificates end of devices that were let on, by register key: nothing else tells of that. In milliseconds since 1970. */
  readonly #ends = new Map<string, number>();
  #lists: readonly CertificateRevocationList[] = [];
  #side: RegistrarSide | undefined;
  #listener: RouterListener | undefined;

  private constructor(parts: RouterCommandsParts) {
    this.#parts = parts;
    this.#queue = new DeviceQueue((key) => this.#judge(key), parts.onError, AT_ONCE);
  }

  /** @throws E_CA_COMMANDS_…, E_DOMAIN_CLAIM, E_STORE_… */
  static async open(parts: RouterCommandsParts): Promise<RouterCommands> {
    const commands = new RouterCommands(parts);
    try {
      await commands.#open();
      return commands;
    } catch (thrown) {
      await commands.close();
      throw thrown;
    }
  }

  get port(): number | undefined {
    return this.#listener?.port;
  }

  /** Those that are connected. */
  get connected(): readonly ConnectedRouter[] {
    return this.#side?.routers ?? [];
  }

  /** For the domain's events. */
  heard({ step, ok, device }: OnboardingEvent): void {
    if (ok && device !== undefined && NEWS.has(step)) this.#queue.add(deviceKey(device));
  }

  /** For the domain's changes of trust. */
  trustChanged({ deviceKey: key, cause }: TrustChange): void {
    if (cause === 'certificate-revoked') this.#refreshLists().catch(this.#parts.onError);
    if (key !== undefined) this.#queue.add(key);
    else for (const { device } of this.#side?.present ?? []) this.#queue.add(this.#keys.get(device) ?? '');
  }

  /**
   * Takes in what another replica changed of the routers, and the newest revocation list; judges devices anew whose
   * certificates have ended. Called from time to time.
   */
  async refresh(): Promise<void> {
    const now = this.#parts.clock.now().getTime();
    for (const [key, end] of this.#ends) if (end < now) this.#queue.add(key);
    await this.#parts.routers.refresh();
    await this.#refreshLists();
  }

  /** Ends the sessions of a router that was removed. */
  disconnect(router: string): void {
    this.#side?.disconnect(router);
  }

  /** Resolves when every device that was heard of is judged, and the routers have been told. */
  settled(): Promise<void> {
    return this.#queue.settled();
  }

  async close(): Promise<void> {
    await this.#queue.close();
    await this.#side?.close();
    await this.#listener?.close();
  }

  async #open(): Promise<void> {
    const { certificate, signer, domainCertificate, log, routers, options, identity, clock, timer } = this.#parts;
    await routers.refresh();
    await this.#refreshLists();
    const word = await ownersWordFor('registrar', keyUri(certificate.spki), this.#parts);
    const settings: RegistrarSideOptions = {
      certificate,
      signer: certifiedSigner(signer),
      claim: word.bytes,
      domain: { anchors: [domainCertificate], revocationLists: () => this.#lists },
      issued: commandsOf(certificate, log),
      record: async ({ text }) => void (await log.append(utf8(text), { origin: 'issued', from: 'this registrar' })),
      stationsOf: (device) => this.#parts.stationsOf(this.#keys.get(device) ?? ''),
      admits: (router) => routers.admits(router),
      onEvent: ({ type }) => {
        if (type !== 'router-refused') this.#parts.onTurned();
      },
      clock,
      timer,
    };
    this.#side = await RegistrarSide.open(settings);
    await this.#knowPresent();
    const { host, port } = options.listen;
    this.#listener = await RouterListener.open({ side: this.#side, identity, host, port });
  }

  /** Those that routers let on are judged anew: what turned while nothing ran was told to nobody. */
  async #knowPresent(): Promise<void> {
    for (const { device } of this.#side?.present ?? []) {
      const known = await this.#parts.devices.byUri(device);
      if (known === undefined) continue;
      this.#keys.set(device, known.key);
      this.#queue.add(known.key);
    }
  }

  async #judge(key: string): Promise<void> {
    const { devices, decide, aboardUntil, options } = this.#parts;
    const known = await devices.find(key);
    if (known === undefined || !KEY_URI.test(known.uri) || this.#side === undefined) return;
    this.#keys.set(known.uri, key);
    const decision = await decide(known);
    const end = decision.outcome === 'permit' ? await aboardUntil(key) : undefined;
    if (end !== undefined) {
      this.#ends.set(key, end.getTime());
      await this.#side.trust(known.uri);
      return;
    }
    this.#ends.delete(key);
    const access = await this.#side.accessOf(known.uri);
    // Nobody need be told of a device that was never let on.
    if (access === undefined) return;
    const reason = decision.outcome === 'permit' ? 'its certificate counts no more' : decision.reason;
    await this.#side.revoke(known.uri, { measure: options.measure ?? 'remove', reason: reason.slice(0, MAX_REASON) });
  }

  async #refreshLists(): Promise<void> {
    this.#lists = [await this.#parts.currentList()];
  }
}
