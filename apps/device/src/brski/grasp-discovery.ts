/** Hearing join proxies on the link: GRASP floods of `AN_Proxy` (RFC 8995 §4.1, §4.1.1). Passive: nothing is ever sent. */

import { AN_PROXY, proxyOfferOf } from '@sallyport/brski';
import { type ListenForFloodsOptions, listenForFloods } from '@sallyport/grasp';
import type { DiscoverySource } from './discovery.ts';

export type GraspDiscoveryOptions = Pick<ListenForFloodsOptions, 'interfaces' | 'family' | 'port' | 'limits'>;

export function graspCandidates(options: GraspDiscoveryOptions = {}): DiscoverySource {
  return async (sink, { clock }) => {
    const listening = await listenForFloods(
      { ...options, clock, objectives: [AN_PROXY], scope: 'link-local' },
      {
        up: (offer) => {
          const candidate = proxyOfferOf(offer);
          if (candidate !== undefined) sink.found(candidate);
        },
        down: (offer) => {
          const candidate = proxyOfferOf(offer);
          if (candidate !== undefined) sink.withdrawn(candidate);
        },
      },
    );
    return {
      offers: () => listening.offers().flatMap((offer) => proxyOfferOf(offer) ?? []),
      close: () => listening.close(),
    };
  };
}
