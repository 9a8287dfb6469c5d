/**
 * What both MASA resources do first: media types, opening, signature, domain, and finding the device. RFC 8995 §5.8 has
 * the registrar post the same request for the audit log, so a request once verified is remembered by its digest and is
 * not verified again.
 */

import { HOUR, toHex } from '@sallyport/core';
import type { HttpRequest } from '@sallyport/http';
import { spkiFingerprint } from '../domain-id.ts';
import { VOUCHER_CMS_JSON } from '../media-types.ts';
import { ExpiringMap } from '../server/expiring-map.ts';
import { fingerprint } from '../server/fingerprint.ts';
import { heldBytes } from '../server/held-bytes.ts';
import { isOfType, takes } from '../server/media.ts';
import { memoryReplayGuard, type ReplayGuard } from '../server/replay-guard.ts';
import { SignerMemory } from '../server/signer-memory.ts';
import { Claimants } from './claimants.ts';
import { type CompleteMasaConfig, completeMasaConfig, type MasaConfig } from './config.ts';
import { fail } from './errors.ts';
import type { Claimant, MadeDevice, MasaPorts } from './ports.ts';
import { PriorRequests } from './prior-request.ts';
import {
  checkFreshness,
  type OpenedRequest,
  openRegistrarRequest,
  verifyRegistrarSignature,
} from './registrar-request.ts';

/** A request whose signature and domain hold, for a device that exists. */
export interface RegistrarRequest {
  readonly opened: OpenedRequest;
  readonly claimant: Claimant;
  readonly device: MadeDevice;
  /** SHA-256 of the body, hexadecimal. */
  readonly digest: string;
  readonly crlsUntil: Date | undefined;
}

/** What is remembered of a verified request. */
export interface KnownRequest {
  readonly device: MadeDevice;
  readonly claimant: Claimant;
}

const MAX_KNOWN_BYTES = 128 << 20;

export class RequestDesk {
  readonly config: CompleteMasaConfig;
  readonly ports: MasaPorts;
  readonly priorRequests: PriorRequests;
  readonly replayGuard: ReplayGuard;
  /** The stable identifier of the manufacturer (`DeviceIdentity.manufacturer`). */
  readonly manufacturer: string | undefined;
  readonly #claimants: Claimants;
  readonly #signers: SignerMemory;
  readonly #known: ExpiringMap<KnownRequest>;

  /** @throws E_BRSKI_MASA_CONFIG */
  constructor(config: MasaConfig, ports: MasaPorts) {
    this.config = completeMasaConfig(config);
    this.ports = ports;
    this.priorRequests = new PriorRequests(this.config, ports.clock);
    this.replayGuard = ports.replayGuard ?? memoryReplayGuard({ clock: ports.clock });
    const [anchor] = config.idevidAnchors;
    this.manufacturer = config.manufacturer ?? (anchor === undefined ? undefined : toHex(spkiFingerprint(anchor)));
    this.#claimants = new Claimants(this.config, ports.clock, ports.revocation);
    this.#signers = new SignerMemory(ports.clock);
    this.#known = new ExpiringMap({
      clock: ports.clock,
      capacity: 20_000,
      lifetime: HOUR,
      maxBytes: MAX_KNOWN_BYTES,
      sizeOf: ({ claimant }) => heldBytes(claimant.chain),
    });
  }

  /**
   * @param answerType the media type of the answer, which the sender has to take
   * @throws E_BRSKI_MASA_MEDIA_TYPE, E_BRSKI_MASA_ACCEPT_SYNTAX, E_BRSKI_MASA_NOT_ACCEPTABLE, E_BRSKI_MASA_TOO_LARGE
   */
  checkMessage(http: HttpRequest, answerType: string): void {
    // RFC 8995 §5.6: 415 for a request type "or Accept value that is not understood", 406 for a type not to be had.
    if (!isOfType(http, VOUCHER_CMS_JSON))
      throw fail('E_BRSKI_MASA_MEDIA_TYPE', 'the request is of another media type');
    const taken = takes(http, answerType);
    if (taken === 'unknown') throw fail('E_BRSKI_MASA_ACCEPT_SYNTAX', 'the Accept field is not understood');
    if (taken === 'no') throw fail('E_BRSKI_MASA_NOT_ACCEPTABLE', `the Accept field leaves out ${answerType}`);
    if (http.body.length > this.config.maxRequestBytes) {
      throw fail('E_BRSKI_MASA_TOO_LARGE', `the body has ${http.body.length} bytes`);
    }
  }

  /** @throws every code of RFC 8995 §5.5.2 to §5.5.4, see `errors.ts`, and E_BRSKI_MASA_DEVICE_UNKNOWN */
  async accept(http: HttpRequest, answerType: string): Promise<RegistrarRequest> {
    this.checkMessage(http, answerType);
    const opened = openRegistrarRequest(http.body);
    checkFreshness(opened, this.ports.clock.now(), this.config.maxRequestAge);
    const verified = verifyRegistrarSignature(opened, this.#signers.recall(opened.signed));
    const { crlsUntil, anchored, ...chain } = await this.#claimants.judge(verified);
    this.#signers.remember(opened.signed, verified.signer);
    const customer =
      (await this.ports.authenticator?.authenticate(http)) ??
      (anchored ? chain.registrar.subject.toString() : undefined);
    const device = await this.ports.devices.find(opened.serialNumber, opened.idevidIssuer);
    if (device === undefined) throw fail('E_BRSKI_MASA_DEVICE_UNKNOWN', 'no device of this serial number is on record');
    return { opened, claimant: { ...chain, customer }, device, digest: fingerprint(http.body), crlsUntil };
  }

  remember(digest: string, device: MadeDevice, claimant: Claimant): void {
    this.#known.set(digest, { device, claimant });
  }

  /** What was verified of the request with this digest, if it came lately. */
  recall(digest: string): KnownRequest | undefined {
    return this.#known.get(digest);
  }
}
