/**
 * Who is at the other end of the TLS connection: from the client certificate to a device of a known manufacturer
 * (RFC 8995 §5.1, §5.3, §5.5). TLS proved that the peer holds the key; whose key it is, is judged here.
 *
 * A verdict is kept while the certificates in its chain are valid and the list of manufacturers is the same, since a
 * pledge comes several times within a minute.
 */

import { type Clock, HOUR, isSallyportError, toHex } from '@sallyport/core';
import type { TlsConnectionInfo } from '@sallyport/http';
import type { DeviceIdentity } from '@sallyport/onboarding';
import { Certificate, type VerifiedPath, validatePath } from '@sallyport/pki';
import { spkiFingerprint } from '../domain-id.ts';
import { ExpiringMap } from '../server/expiring-map.ts';
import { fingerprint } from '../server/fingerprint.ts';
import { heldBytes } from '../server/held-bytes.ts';
import { spanOf } from '../server/path-memory.ts';
import { printable, rethrowing } from '../server/refusal.ts';
import { serialNumberIn } from '../server/serial-number.ts';
import type { CompleteRegistrarConfig, ManufacturerTrust } from './config.ts';
import { fail } from './errors.ts';

/** A pledge whose identity was judged. */
export interface IdentifiedPledge {
  /** Undefined for an identity that is only claimed, without a certificate (RFC 8995 §7.3.2). */
  readonly idevid: Certificate | undefined;
  /** From the certificate, or claimed when there is none. */
  readonly serialNumber: string;
  readonly device: DeviceIdentity;
  readonly trust: ManufacturerTrust;
}

interface Kept {
  readonly pledge: IdentifiedPledge;
  readonly from: number;
  readonly until: number;
}

/** Stands in for a manufacturer nobody configured; its devices are `claimed` whatever they prove. */
export const UNKNOWN_MANUFACTURER: ManufacturerTrust = { name: 'unknown', anchors: [] };

/** Certificates of one handshake; more are not looked at. */
const MAX_CHAIN = 8;

export class PledgeIdentities {
  readonly #config: CompleteRegistrarConfig;
  readonly #clock: Clock;
  #manufacturers: readonly ManufacturerTrust[] = [];
  /** Canonical subject of an anchor or intermediate → manufacturers that have it. */
  #bySubject = new Map<string, ManufacturerTrust[]>();
  #kept: ExpiringMap<Kept>;

  constructor(config: CompleteRegistrarConfig, clock: Clock) {
    this.#config = config;
    this.#clock = clock;
    this.#kept = this.#emptyMap();
  }

  /**
   * @throws E_BRSKI_REGISTRAR_IDEVID_MISSING, E_BRSKI_REGISTRAR_IDEVID_SYNTAX, E_BRSKI_REGISTRAR_IDEVID_UNTRUSTED,
   * E_BRSKI_REGISTRAR_IDEVID_EXPIRED, E_BRSKI_REGISTRAR_MANUFACTURER_UNKNOWN, E_BRSKI_REGISTRAR_MANUFACTURER_UNLISTED,
   * E_BRSKI_REGISTRAR_SERIAL_MISSING
   */
  identify(tls: TlsConnectionInfo | undefined): IdentifiedPledge {
    const sent = sentCertificates(tls);
    if (sent.length === 0) throw fail('E_BRSKI_REGISTRAR_IDEVID_MISSING', 'the client presented no certificate');
    this.#followManufacturers();
    const key = fingerprint(...sent);
    const now = this.#clock.now().getTime();
    const kept = this.#kept.get(key);
    if (kept !== undefined && kept.from <= now && now <= kept.until) return kept.pledge;
    const judged = this.#judge(sent);
    this.#kept.set(key, judged);
    return judged.pledge;
  }

  /** What the certificate says of itself, whoever issued it; undefined where it cannot be read or says no number. */
  claimedIn(tls: TlsConnectionInfo | undefined): DeviceIdentity | undefined {
    const [sent] = sentCertificates(tls);
    if (sent === undefined) return undefined;
    try {
      const certificate = Certificate.parse(sent);
      const serialNumber = printable(serialNumberIn(certificate) ?? '');
      if (serialNumber === '') return undefined;
      const model = printable(certificate.subject.attribute('OU') ?? '') || undefined;
      return { serialNumber, manufacturer: undefined, model, credential: undefined, assurance: 'claimed' };
    } catch (thrown) {
      if (isSallyportError(thrown)) return undefined;
      throw thrown;
    }
  }

  /** The configured manufacturers, as they stand. */
  get manufacturers(): readonly ManufacturerTrust[] {
    return this.#config.manufacturers();
  }

  #judge(sent: readonly Uint8Array[]): Kept {
    const [idevid, ...others] = rethrowing(
      () => sent.map((der) => Certificate.parse(der)),
      (cause) => fail('E_BRSKI_REGISTRAR_IDEVID_SYNTAX', 'a client certificate cannot be read', { cause }),
    );
    if (idevid === undefined) throw fail('E_BRSKI_REGISTRAR_IDEVID_MISSING', 'the client presented no certificate');
    const found = this.#find(idevid, others);
    const trust = found?.trust ?? this.#stranger(idevid);
    const serialNumber = rethrowing(
      () => serialNumberIn(idevid, trust.serialNumberField),
      (cause) => fail('E_BRSKI_REGISTRAR_SERIAL_MISSING', 'the serial number cannot be read', { cause }),
    );
    if (serialNumber === undefined || serialNumber === '') {
      throw fail('E_BRSKI_REGISTRAR_SERIAL_MISSING', `${idevid.subject} holds no serial number`);
    }
    const device: DeviceIdentity = {
      serialNumber,
      manufacturer: found === undefined ? undefined : toHex(spkiFingerprint(found.path.anchor)),
      model: idevid.subject.attribute('OU'),
      credential: idevid.der,
      assurance: found === undefined ? 'claimed' : 'authenticated',
    };
    const dated = found === undefined ? [idevid] : trust.ignoreLifetimes === true ? [] : found.path.chain.slice(0, -1);
    return {
      pledge: { idevid, serialNumber, device, trust },
      ...spanOf(dated),
    };
  }

  /** The manufacturer whose anchors the IDevID leads to; undefined when nobody's name fits. */
  #find(
    idevid: Certificate,
    others: readonly Certificate[],
  ): { readonly trust: ManufacturerTrust; readonly path: VerifiedPath } | undefined {
    const candidates = new Set(
      [idevid, ...others].flatMap(({ issuer }) => this.#bySubject.get(issuer.canonical) ?? []),
    );
    let objection: unknown;
    for (const trust of candidates) {
      try {
        return { trust, path: this.#validate(idevid, others, trust) };
      } catch (thrown) {
        if (!isSallyportError(thrown)) throw thrown;
        objection ??= thrown;
      }
    }
    if (objection === undefined) return undefined;
    // A name that fits and a chain that does not is an attempt to pass for somebody: no reduced mode lets it in.
    const isDated = isSallyportError(objection, 'E_PKI_PATH_EXPIRED', 'E_PKI_PATH_NOT_YET_VALID');
    const code = isDated ? 'E_BRSKI_REGISTRAR_IDEVID_EXPIRED' : 'E_BRSKI_REGISTRAR_IDEVID_UNTRUSTED';
    throw fail(code, `${idevid.subject} does not lead to its manufacturer`, { cause: objection });
  }

  #validate(idevid: Certificate, others: readonly Certificate[], trust: ManufacturerTrust): VerifiedPath {
    return validatePath({
      leaf: idevid,
      intermediates: [...others, ...(trust.intermediates ?? [])],
      anchors: trust.anchors,
      // RFC 8995 §2.6.2: a switch for makers whose devices outlive their certificates.
      at: trust.ignoreLifetimes === true ? 'ignore-validity' : this.#clock.now(),
    });
  }

  #stranger(idevid: Certificate): ManufacturerTrust {
    if (this.#config.reducedSecurity.unknownManufacturers === true) return UNKNOWN_MANUFACTURER;
    // RFC 8995 §5.3: 404, or 403 for "a situation that could be resolved with administrative action".
    const code =
      this.#config.hintAtUnknownManufacturers === true
        ? 'E_BRSKI_REGISTRAR_MANUFACTURER_UNLISTED'
        : 'E_BRSKI_REGISTRAR_MANUFACTURER_UNKNOWN';
    throw fail(code, `no manufacturer is configured that issued as ${idevid.issuer}`);
  }

  #followManufacturers(): void {
    const current = this.#config.manufacturers();
    if (current === this.#manufacturers) return;
    this.#manufacturers = current;
    this.#kept = this.#emptyMap();
    this.#bySubject = new Map();
    for (const trust of current) {
      for (const issuer of [...trust.anchors, ...(trust.intermediates ?? [])]) {
        const key = issuer.subject.canonical;
        const sharing = this.#bySubject.get(key) ?? [];
        if (!sharing.includes(trust)) this.#bySubject.set(key, [...sharing, trust]);
      }
    }
  }

  #emptyMap(): ExpiringMap<Kept> {
    return new ExpiringMap({
      clock: this.#clock,
      capacity: this.#config.maxSessions,
      lifetime: HOUR,
      maxBytes: this.#config.maxSessionBytes,
      sizeOf: ({ pledge }) => heldBytes(pledge.idevid === undefined ? [] : [pledge.idevid]),
    });
  }
}

function sentCertificates(tls: TlsConnectionInfo | undefined): readonly Uint8Array[] {
  if (tls === undefined) return [];
  if (tls.peerChain.length > 0) return tls.peerChain.slice(0, MAX_CHAIN);
  return tls.peerCertificate === undefined ? [] : [tls.peerCertificate];
}
