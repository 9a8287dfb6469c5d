/** The two GRASP objectives of BRSKI (RFC 8995 §4.1.1, §4.3, §8.7), written by their CDDL and read with care. */

import { MINUTE, type Milliseconds } from '@sallyport/core';
import {
  type FloodedObjective,
  IPPROTO_TCP,
  type Locator,
  OBJECTIVE_FLAGS,
  type Offer,
  offerAddress,
} from '@sallyport/grasp';
import type { CandidateOffer } from './candidate.ts';
import type { ServiceAddress } from './service-addresses.ts';

/** What a join proxy floods on the link, to pledges. */
export const AN_PROXY = 'AN_Proxy';
/** What a registrar floods in its domain, to join proxies. */
export const AN_JOIN_REGISTRAR = 'AN_join_registrar';

/** The objective value of a registrar that speaks EST over TLS (RFC 8995 §4.3). */
export const EST_TLS = 'EST-TLS';

/** `ttl` of both objectives: three minutes. */
export const FLOOD_TTL: Milliseconds = 3 * MINUTE;
/** Default period of both, and the least that RFC 8995 §4.3 advises. */
export const FLOOD_INTERVAL: Milliseconds = MINUTE;

/** One hop: a proxy is found on its own link. */
const PROXY_LOOP_COUNT = 1;
/** Anywhere in the domain: "mandatory maximum". */
const REGISTRAR_LOOP_COUNT = 255;

/** `address` without a zone, of the link it is flooded on (RFC 8995 §4.1.1: "the v6 LL of the Proxy"). */
export function proxyObjective({ host, port }: ServiceAddress): FloodedObjective {
  return {
    objective: { name: AN_PROXY, flags: OBJECTIVE_FLAGS.F_SYNCH, loopCount: PROXY_LOOP_COUNT, value: '' },
    locator: tcpLocator(host, port),
  };
}

/** `address` in the domain's own network, without a zone. */
export function registrarObjective({ host, port }: ServiceAddress): FloodedObjective {
  return {
    objective: {
      name: AN_JOIN_REGISTRAR,
      flags: OBJECTIVE_FLAGS.F_SYNCH,
      loopCount: REGISTRAR_LOOP_COUNT,
      value: EST_TLS,
    },
    locator: tcpLocator(host, port),
  };
}

function tcpLocator(address: string, port: number): Locator {
  const type = address.includes(':') ? 'ipv6' : 'ipv4';
  return { type, address, protocol: IPPROTO_TCP, port };
}

/**
 * The join proxy that a flood offers to a pledge; undefined for what is none, or not reached by TCP.
 *
 * A neighbour may offer itself, or a link-local address beside it. Anything else would make pledges connect wherever a
 * stranger sends them.
 */
export function proxyOfferOf(offer: Offer): CandidateOffer | undefined {
  if (offer.objective.name !== AN_PROXY) return undefined;
  const address = tcpAddressOf(offer);
  if (address === undefined) return undefined;
  const bare = withoutZone(address.host);
  if (!isLinkLocal(bare) && bare !== withoutZone(offer.source)) return undefined;
  return { source: 'grasp', announcer: offer.source, ...address };
}

/** The registrar that a flood offers to a join proxy: by TCP and with EST over TLS, the one way there is (RFC 8995 §4.1.1). */
export function registrarOfferOf(offer: Offer): ServiceAddress | undefined {
  const { name, value } = offer.objective;
  if (name !== AN_JOIN_REGISTRAR || typeof value !== 'string') return undefined;
  // RFC 8995 §4.3 calls the value the name of the "(list of)" protocols, and does not say how a list is written.
  return value.split(/[\s,;]+/).includes(EST_TLS) ? tcpAddressOf(offer) : undefined;
}

function tcpAddressOf(offer: Offer): ServiceAddress | undefined {
  const { locator } = offer;
  const host = offerAddress(offer);
  if (locator === undefined || host === undefined || locator.protocol !== IPPROTO_TCP) return undefined;
  return locator.port === undefined || locator.port === 0 ? undefined : { host, port: locator.port };
}

function withoutZone(address: string): string {
  return address.split('%', 1)[0] ?? address;
}

/** fe80::/10 and 169.254.0.0/16. */
function isLinkLocal(address: string): boolean {
  return /^fe[89ab][0-9a-f]:/i.test(address) || address.startsWith('169.254.');
}
