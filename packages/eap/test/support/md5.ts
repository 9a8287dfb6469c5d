/** MD5-Challenge (RFC 3748 §5.4), for tests of negotiation only: it authenticates one side, weakly, and has no keys. */

import { createHash } from 'node:crypto';
import { concat, Secret } from '@sallyport/core';
import { fail } from '../../src/errors.ts';
import { type EapType, type MethodKeys, type PeerMethod, type ServerMethod, TYPES } from '../../src/index.ts';

const PASSWORD = 'sesame';
const CHALLENGE = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);

/** The method has none; whoever needs some gets these. */
export const TEST_KEYS: MethodKeys = {
  msk: Secret.of(new Uint8Array(64).fill(1)),
  emsk: Secret.of(new Uint8Array(64).fill(2)),
  sessionId: new Uint8Array(1),
};

function proof(identifier: number, challenge: Uint8Array): Uint8Array {
  return createHash('md5').update(Uint8Array.of(identifier)).update(PASSWORD).update(challenge).digest();
}

/** The identifier is not told to methods, so the proof is over 0. `type` lets it pass for another method. */
export function md5Server(type: EapType = TYPES.md5Challenge, name = 'MD5'): ServerMethod<string> {
  return {
    name,
    type,
    open: ({ identity }) => ({
      memory: 0,
      async begin() {
        return concat(Uint8Array.of(CHALLENGE.length), CHALLENGE);
      },
      async receive(data) {
        const isRight = Buffer.compare(data.subarray(1, 17), proof(0, CHALLENGE)) === 0;
        if (!isRight) return { step: 'failure', error: fail('E_EAP_TLS_REFUSED', 'a wrong proof') };
        return { step: 'success', success: { grant: identity, keys: TEST_KEYS, isResumed: false } };
      },
      close() {},
    }),
  };
}

export function md5Peer(type: EapType = TYPES.md5Challenge, name = 'MD5'): PeerMethod {
  return {
    name,
    type,
    open: () => ({
      async receive(data) {
        const challenge = data.subarray(1, 1 + (data[0] ?? 0));
        const response = proof(0, challenge);
        return {
          step: 'respond',
          data: concat(Uint8Array.of(response.length), response),
          decision: 'conditional',
          keys: TEST_KEYS,
        };
      },
      close() {},
    }),
  };
}
