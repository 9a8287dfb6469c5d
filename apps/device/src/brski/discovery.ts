/** Where a device looks for a way to a registrar (RFC 8995 §4.1, appendix B). */

import type { CandidateOffer } from '@sallyport/brski';
import type { Clock, Random } from '@sallyport/core';

/** Takes what a source finds. */
export interface DiscoverySink {
  found(offer: CandidateOffer): void;
  withdrawn(offer: Pick<CandidateOffer, 'source' | 'host' | 'port'>): void;
  /** A source that cannot go on says why; the others do. */
  failed(error: unknown): void;
}

export interface DiscoveryContext {
  readonly clock: Clock;
  readonly random: Random;
}

export interface RunningSource {
  /**
   * What stands now. Asked once a minute: what was passed over while the table of candidates was full gets another
   * chance when there is room.
   */
  offers?(): readonly CandidateOffer[];
  /** The physical link changed: back-off starts anew (RFC 8995 §4.1). */
  linkChanged?(): void;
  close(): Promise<void>;
}

/** Starts to look; goes on, in parallel with all others, until closed. */
export type DiscoverySource = (sink: DiscoverySink, context: DiscoveryContext) => Promise<RunningSource>;

/** Candidates that whoever sets the device up knows beforehand. */
export function staticCandidates(
  addresses: readonly { readonly host: string; readonly port: number }[],
): DiscoverySource {
  return async (sink) => {
    for (const { host, port } of addresses) sink.found({ source: 'static', host, port });
    return NOTHING_TO_CLOSE;
  };
}

/** The manufacturer's registrar of last resort (RFC 8995 §2.7); authenticated by `cloudAnchors`. */
export function cloudRegistrar(host: string, port = 443): DiscoverySource {
  return async (sink) => {
    sink.found({ source: 'cloud', host, port });
    return NOTHING_TO_CLOSE;
  };
}

const NOTHING_TO_CLOSE: RunningSource = { close: async () => undefined };
