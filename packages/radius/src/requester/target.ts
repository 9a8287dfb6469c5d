/** Whom a request goes to, and by which way. */

import type { Secret } from '@sallyport/core';
import type { Endpoint } from '../address.ts';

export interface Target {
  /** What the owner calls it; stands in errors, events and counters. */
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly secret: Secret;
  /** Whether what answers an Access-Request must have Message-Authenticator. */
  readonly requireMessageAuthenticator: boolean;
  /**
   * Over a stream, the name of the connection. A request is then sent once: the transport is reliable (RFC 6613 §2.6.1).
   * Undefined for datagrams, which share a number of sockets.
   */
  readonly stream?: string;
}

export interface Route {
  /** Which socket or connection: `socket 0` and so on, or the stream of the target. Answers come by the same. */
  readonly path: string;
  readonly to: Endpoint;
}
