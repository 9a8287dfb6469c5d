/** How MUD files (RFC 8520) are fetched and what their classes of peers are here. */

import type { Certificate } from '@sallyport/pki';

export interface MudOptions {
  /** Whose signatures on MUD files count. Without one no file does. */
  readonly anchors: readonly Certificate[];
  /** Anchors of the file servers' TLS certificates. Default: those that Node.js comes with. */
  readonly tlsAnchors?: readonly Certificate[];
  /** Addresses and prefixes of this network, for `local-networks`. */
  readonly localNetworks?: readonly string[];
  /** Addresses of controllers, by the URI of their class; of `my-controller`, by the MUD URL of the devices. */
  readonly controllers?: Readonly<Record<string, readonly string[]>>;
  /** Whether files that name hosts by address are enforced (RFC 8520 §2.1). Default: they are not. */
  readonly allowAddresses?: boolean;
}
