/** Passing a claim on: a node signs what it verified, so that the way a claim took can be proved (CAHN, Claim Flows). */

import type { JsonObject } from '@sallyport/core';
import { formatTime } from '../credential/time.ts';
import { makeClaim } from '../types/claim.ts';
import type { VerifiedCredential } from '../verify.ts';

export interface Reception {
  /** The node that passes the claim on. */
  readonly node: string;
  readonly received: Date;
  /** Who handed the claim over, where known. For a claim that came from a node this must be that node. */
  readonly from?: string;
}

/** The credential for the node to sign. Only what was verified can be passed on. @throws E_CLAIMS_SUBJECT */
export function reattest(verified: VerifiedCredential, { node, received, from }: Reception): JsonObject {
  return makeClaim({
    type: 'Reattestation',
    issuer: node,
    validFrom: received,
    subject: {
      claim: JSON.parse(JSON.stringify(verified.secured)),
      received: formatTime(received),
      ...(from === undefined ? {} : { from }),
    },
  });
}
