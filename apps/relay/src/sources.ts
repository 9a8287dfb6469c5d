/** Ports for finding registrars and for announcing the proxy; the adapters over real networks stand beside. */

import type { RegistrarAddress, RegistrarOffer } from '@sallyport/brski';

export interface RegistrarSink {
  found(offer: RegistrarOffer): void;
  withdrawn(address: RegistrarAddress): void;
  /** A source that cannot go on says why. */
  failed(error: unknown): void;
}

export interface Closable {
  close(): Promise<void>;
}

/** Looks for registrars until closed (RFC 8995 §4.3, appendix B). */
export type RegistrarSource = (sink: RegistrarSink) => Promise<Closable>;

/** Announces the proxy's port to pledges until closed (RFC 8995 §4.1.1, appendix B). */
export type Announcer = (service: { readonly port: number }) => Promise<Closable>;
