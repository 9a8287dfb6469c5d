/**
 * The revocation lists of a CA (RFC 5280 §5), one after the other.
 *
 * A list is not kept, for it would grow the log with everything ever revoked each time something is. Its number, its
 * dates and its signature are; the rest follows from the ledger. So the list in force can be put together again, octet
 * by octet, at another replica or after a restart, and its signature proves that nothing was left out or added.
 */

import { type Clock, isSallyportError, type Milliseconds } from '@sallyport/core';
import {
  buildCertificateRevocationList,
  type Certificate,
  type CertificateRevocationList,
  reassembleCertificateRevocationList,
  type Signer,
} from '@sallyport/pki';
import { fail } from './errors.ts';
import type { CertificateLedger, CrlRecord, CrlState } from './ledger.ts';

export interface ListIssuerOptions {
  readonly certificate: Certificate;
  readonly signer: Signer;
  readonly ledger: CertificateLedger;
  readonly clock: Clock;
}

export interface CurrentListOptions {
  /** How long a list that has to be made is current. */
  readonly lifetime: Milliseconds;
  /** A list that ends sooner than this is replaced. */
  readonly renewBefore: Milliseconds;
}

/** Replicas that issue at the same moment: each round one of them wins. */
const MAX_ROUNDS = 16;

export class RevocationListIssuer {
  readonly #options: ListIssuerOptions;
  /** Lists are made one after the other, so that each number is used once. */
  #turn: Promise<unknown> = Promise.resolve();
  #kept: { readonly number: number; readonly list: CertificateRevocationList } | undefined;

  constructor(options: ListIssuerOptions) {
    this.#options = options;
  }

  next(lifetime: Milliseconds): Promise<CertificateRevocationList> {
    return this.#inTurn(async () => this.#issue(await this.#options.ledger.crlState(), lifetime));
  }

  current(options: CurrentListOptions): Promise<CertificateRevocationList> {
    return this.#inTurn(async () => {
      for (let round = 1; ; round++) {
        const state = await this.#options.ledger.crlState();
        const inForce = await this.#inForce(state, options.renewBefore);
        if (inForce !== undefined) return inForce;
        try {
          return await this.#issue(state, options.lifetime);
        } catch (thrown) {
          // Another replica has just issued: its list is as good.
          if (!isSallyportError(thrown, 'E_CA_CRL_NUMBER_TAKEN') || round === MAX_ROUNDS) throw thrown;
        }
      }
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** The last list, if nothing was revoked since and it is current for long enough. */
  async #inForce(
    { last, revocations }: CrlState,
    renewBefore: Milliseconds,
  ): Promise<CertificateRevocationList | undefined> {
    if (last === undefined || last.revocations !== revocations) return undefined;
    if (last.nextUpdate.getTime() - this.#options.clock.now().getTime() <= renewBefore) return undefined;
    if (this.#kept?.number === last.number) return this.#kept.list;
    const list = await this.#reassemble(last);
    if (list !== undefined) this.#kept = { number: last.number, list };
    return list;
  }

  async #reassemble(record: CrlRecord): Promise<CertificateRevocationList | undefined> {
    const { signer } = this.#options;
    return reassembleCertificateRevocationList(await this.#contentOf(record), signer.publicKey, record.signature);
  }

  async #issue({ lastNumber, revocations }: CrlState, lifetime: Milliseconds): Promise<CertificateRevocationList> {
    const { certificate, signer, ledger, clock } = this.#options;
    if (!(certificate.keyUsage?.has('cRLSign') ?? true)) {
      throw fail('E_CA_NOT_A_CA', `${certificate.subject} may not sign revocation lists`);
    }
    const thisUpdate = clock.now();
    const dates = { thisUpdate, nextUpdate: new Date(thisUpdate.getTime() + lifetime) };
    const number = lastNumber + 1;
    // Revocations are counted before the entries are read: one that comes in between makes the next list, at worst, needless.
    const list = await buildCertificateRevocationList({ ...(await this.#contentOf({ number, ...dates })), signer });
    await ledger.recordCrl({ number, ...dates, revocations, signature: list.signature });
    this.#kept = { number, list };
    return list;
  }

  async #contentOf({ number, thisUpdate, nextUpdate }: Pick<CrlRecord, 'number' | 'thisUpdate' | 'nextUpdate'>) {
    const lifetime = nextUpdate.getTime() - thisUpdate.getTime();
    // RFC 5280 §3.3: an entry stays until it has been on one list after the certificate's end.
    const entries = await this.#options.ledger.revoked(new Date(thisUpdate.getTime() - lifetime));
    return { issuer: this.#options.certificate, thisUpdate, nextUpdate, crlNumber: number, entries };
  }
}
