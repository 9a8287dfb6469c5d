/** What went over the hub, read again. */

import { type CoapMessage, decodeMessage } from '@sallyport/coap';
import { isSallyportError } from '@sallyport/core';
import { decodeRelayTx, type RelayTx } from '../../src/tmf/relay.ts';
import { TMF_URIS } from '../../src/tmf/uris.ts';
import type { HubDatagram, MeshHub } from './mesh-hub.ts';

const URI_PATH = 11;

export interface Seen {
  readonly datagram: HubDatagram;
  readonly message: CoapMessage;
  readonly path: string;
}

/** Every TMF message that was sent to the TMF port, with its path where it is a request. */
export function tmfOf(hub: MeshHub): readonly Seen[] {
  return hub.sent.flatMap((datagram) => {
    if (datagram.to.port !== 61_631) return [];
    try {
      const message = decodeMessage(datagram.payload);
      const segments = message.options.filter(({ number }) => number === URI_PATH);
      return [{ datagram, message, path: segments.map(({ value }) => Buffer.from(value).toString()).join('/') }];
    } catch (thrown) {
      if (isSallyportError(thrown)) return [];
      throw thrown;
    }
  });
}

export function requestsOf(hub: MeshHub, path: string): readonly Seen[] {
  return tmfOf(hub).filter((seen) => seen.path === path);
}

/** Every RLY_TX.ntf that a Joiner Router was sent. */
export function relaysOf(hub: MeshHub): readonly RelayTx[] {
  return requestsOf(hub, TMF_URIS.RLY_TX).map(({ message }) => decodeRelayTx(message.payload));
}

/** True when a KEK has left for a Joiner Router. */
export function hasKekLeft(hub: MeshHub): boolean {
  return relaysOf(hub).some(({ kek }) => kek !== undefined);
}
