/** The State TLV's value (Thread 1.1.1 §8.10): what a request was answered with. */

import { fail } from '../errors.ts';
import type { ValueCodec } from '../tlv/definition.ts';

export type State = 'accept' | 'pending' | 'reject';

/** A signed byte: reject is -1. */
const STATES = { accept: 1, pending: 0, reject: 0xff } as const;

export const STATE_CODEC: ValueCodec<State> = {
  minLength: 1,
  maxLength: 1,
  decode(bytes) {
    switch (bytes[0]) {
      case STATES.accept:
        return 'accept';
      case STATES.pending:
        return 'pending';
      case STATES.reject:
        return 'reject';
      default:
        throw fail('E_THREAD_TLV_VALUE', `State TLV: ${bytes[0]} is none of -1, 0 and 1`);
    }
  },
  encode: (state) => Uint8Array.of(STATES[state]),
};
