/** The shape of recorded handshakes, and what they were made with. */

import { fromHex, Secret, utf8 } from '@sallyport/core';

export type Kind = 'ecjpake' | 'psk';

export interface RecordedDatagram {
  readonly from: 'us' | 'peer';
  readonly hex: string;
}

export interface Transcript {
  /** Which side was ours. */
  readonly role: 'client' | 'server';
  readonly kind: Kind;
  /** Of our randomness. */
  readonly seed: string;
  readonly peer: string;
  readonly datagrams: readonly RecordedDatagram[];
}

export const CREDENTIALS = {
  ecjpake: { type: 'ecjpake', password: Secret.of('J01NME') },
  psk: { type: 'psk', identity: utf8('device'), key: Secret.of(fromHex('00112233445566778899aabbccddeeff')) },
} as const;

/** What our server called its peer: the cookie depends on it. */
export const PEER_NAME = 'peer';
