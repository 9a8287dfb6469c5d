/**
 * OCSP answers from the ledger. What answers no nonce is signed once and given again, as long as the ledger still says
 * the same and half of the answer's time is not over: a status is looked up each time, a signature is not.
 */

import type { CertificateLedger } from '@sallyport/ca';
import { type Clock, isSallyportError, type Milliseconds, toHex } from '@sallyport/core';
import type { Certificate } from '@sallyport/pki';
import {
  type CertificateStatus,
  type OcspAnswer,
  OcspResponder,
  parseOcspRequest,
  type ResponderIdentity,
} from '@sallyport/pki/ocsp';

export interface OcspServiceOptions {
  readonly issuer: Certificate;
  readonly ledger: Pick<CertificateLedger, 'bySerialNumber'>;
  readonly identity: () => Promise<ResponderIdentity>;
  readonly clock: Clock;
  readonly lifetime: Milliseconds;
  readonly onError: (error: unknown) => void;
}

/** Answers kept; the ones asked for the longest ago go first. */
const MAX_KEPT = 4096;

interface Kept {
  readonly answer: OcspAnswer;
  /** What the ledger said. */
  readonly status: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

export class OcspService {
  readonly #options: OcspServiceOptions;
  readonly #responder: OcspResponder;
  readonly #kept = new Map<string, Kept>();

  constructor(options: OcspServiceOptions) {
    const { issuer, identity, clock, lifetime, onError } = options;
    this.#options = options;
    const statusOf = (serialNumber: string) => this.#statusOf(serialNumber);
    this.#responder = new OcspResponder({ issuer, identity, statusOf, clock, lifetime, onError });
  }

  /** How many answers are kept now. */
  get kept(): number {
    return this.#kept.size;
  }

  /** Answers the bytes of a request. Never rejects. */
  async respond(request: Uint8Array): Promise<OcspAnswer> {
    const id = keepable(request);
    if (id === undefined || !id.isOf(this.#options.issuer)) return this.#responder.respond(request);
    let status: string;
    try {
      status = JSON.stringify(await this.#statusOf(id.serialNumber));
    } catch {
      // The engine meets the same, tells of it, and has the answer for it.
      return this.#responder.respond(request);
    }
    const key = toHex(id.der);
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    if (kept !== undefined && kept.status === status && this.#options.clock.now().getTime() < kept.until) {
      this.#kept.set(key, kept);
      return kept.answer;
    }
    const answer = await this.#responder.respond(request);
    if (answer.cacheable !== undefined) this.#keep(key, { answer, status, until: halfOf(answer.cacheable) });
    return answer;
  }

  #keep(key: string, kept: Kept): void {
    this.#kept.set(key, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }

  /** RFC 6960 §2.2: a certificate that this CA never issued is unknown. */
  async #statusOf(serialNumber: string): Promise<CertificateStatus> {
    const entry = await this.#options.ledger.bySerialNumber(serialNumber);
    if (entry === undefined) return { status: 'unknown' };
    if (entry.revocation === undefined) return { status: 'good' };
    return { status: 'revoked', at: entry.revocation.at, reason: entry.revocation.reason };
  }
}

/** The one certificate of a request whose answer may be given again. */
function keepable(request: Uint8Array) {
  try {
    const { certificateIds, extensions } = parseOcspRequest(request);
    return certificateIds.length === 1 && extensions.length === 0 ? certificateIds[0] : undefined;
  } catch (thrown) {
    if (isSallyportError(thrown, 'E_OCSP_REQUEST')) return undefined;
    throw thrown;
  }
}

function halfOf({ thisUpdate, nextUpdate }: { readonly thisUpdate: Date; readonly nextUpdate: Date }): number {
  return (thisUpdate.getTime() + nextUpdate.getTime()) / 2;
}
