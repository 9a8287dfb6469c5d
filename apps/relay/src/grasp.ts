/** Finding registrars and announcing the proxy by GRASP floods (RFC 8995 §4.1.1, §4.3). */

import { AN_JOIN_REGISTRAR, FLOOD_TTL, proxyObjective, registrarOfferOf } from '@sallyport/brski';
import {
  type AnnounceFloodsOptions,
  announceFloods,
  type ListenForFloodsOptions,
  listenForFloods,
} from '@sallyport/grasp';
import type { Announcer, RegistrarSource } from './sources.ts';

export interface GraspRegistrarsOptions
  extends Pick<ListenForFloodsOptions, 'interfaces' | 'family' | 'port' | 'limits'> {
  /**
   * `domain` where these interfaces belong to the secured network of the domain, such as the ACP: RFC 8995 §4.3 wants no
   * other. `link-local` hears only floods of loop count 1 from the link. Default `domain`.
   */
  readonly scope?: ListenForFloodsOptions['scope'];
}

/** Hears floods of `AN_join_registrar`. */
export function graspRegistrars(options: GraspRegistrarsOptions = {}): RegistrarSource {
  return (sink) =>
    listenForFloods(
      { scope: 'domain', ...options, objectives: [AN_JOIN_REGISTRAR] },
      {
        up: (offer) => {
          const registrar = registrarOfferOf(offer);
          if (registrar !== undefined) sink.found(registrar);
        },
        down: (offer) => {
          const registrar = registrarOfferOf(offer);
          if (registrar !== undefined) sink.withdrawn(registrar);
        },
      },
    );
}

export interface GraspAnnouncerOptions
  extends Pick<AnnounceFloodsOptions, 'interfaces' | 'family' | 'interval' | 'port' | 'onWarning'> {}

/** Floods `AN_Proxy` on links where devices may be, with each link's own address. */
export function graspAnnouncer(options: GraspAnnouncerOptions = {}): Announcer {
  return ({ port }) =>
    announceFloods({
      ttl: FLOOD_TTL,
      ...options,
      objectives: (on) => [proxyObjective({ host: on.address, port })],
    });
}
