/** Makes claims with the keys of the house. */

import {
  CLAIM_TYPES,
  type Claim,
  type ClaimSigner,
  type ClaimTypeName,
  makeClaim,
  signJose,
} from '@sallyport/assurance-claims';
import { type Clock, type JsonObject, utf8 } from '@sallyport/core';

export interface ClaimWish {
  readonly type: ClaimTypeName;
  /** As the schema of the type says, with URIs where it wants them. */
  readonly subject: JsonObject;
  /** Default: now. */
  readonly validFrom?: Date | undefined;
  readonly validUntil?: Date | undefined;
}

export class ClaimMaker {
  readonly #clock: Pick<Clock, 'now'>;
  /** Of the last claim, milliseconds since 1970. */
  #last = 0;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** The compact JWS of the claim, signed. @throws E_CLAIMS_SUBJECT, E_CLAIMS_TIME, E_KEYSTORE_… */
  async make({ type, subject, validFrom, validUntil }: ClaimWish, signer: ClaimSigner): Promise<Uint8Array> {
    const claim: Claim = CLAIM_TYPES[type].read(subject);
    const document = makeClaim({
      type: claim.type,
      issuer: signer.issuer,
      subject: claim.subject,
      validFrom: validFrom ?? this.moment(),
      ...(validUntil === undefined ? {} : { validUntil }),
    });
    return utf8(await signJose(document, { signer }));
  }

  /**
   * From when a claim counts that is made now. Never twice the same: of two statements about the same the newer counts, and a person who thinks better of it a moment
   * later is to be understood.
   */
  moment(): Date {
    this.#last = Math.max(this.#last + 1, this.#clock.now().getTime());
    return new Date(this.#last);
  }
}
