/** Which networks a device should try, and in which order (CAHN stage A; BRSKI over 802.11 §3.1, §3.4). */

import { toHex } from '@sallyport/core';
import { type HeardNetwork, MAX_HEARD, MAX_SSID } from './scanner.ts';

/** How a network shows that it is for onboarding. */
export type Sign = 'realm' | 'ssid';

export interface Candidate {
  readonly network: HeardNetwork;
  readonly sign: Sign;
  /** The same for all access points of one network. */
  readonly key: string;
}

/** BRSKI over 802.11 §3.1: `BRSKI%` and then a name of the operator's choice. */
const SSID_PREFIX = [...'BRSKI%'].map((letter) => letter.charCodeAt(0));
/** RFC 9965: a name that no owner has, so that only networks for onboarding have it. */
const REALM = 'eap.arpa';

/**
 * Networks for onboarding: those with the realm first, then those by name, each the strongest first. Of several access
 * points of a network the strongest stands for it.
 */
export function candidatesOf(heard: readonly HeardNetwork[]): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  for (const network of heard.slice(0, MAX_HEARD)) {
    const sign = signOf(network);
    if (sign === undefined) continue;
    const key = `${sign} ${toHex(network.ssid)}`;
    const known = found.get(key);
    if (known === undefined || known.network.signal < network.signal) found.set(key, { network, sign, key });
  }
  const rank = ({ sign }: Candidate) => (sign === 'realm' ? 0 : 1);
  return [...found.values()].sort((a, b) => rank(a) - rank(b) || b.network.signal - a.network.signal);
}

function signOf({ ssid, realms, signal }: HeardNetwork): Sign | undefined {
  if (ssid.length === 0 || ssid.length > MAX_SSID || !Number.isFinite(signal)) return undefined;
  if (realms.some((realm) => realm === REALM || realm.endsWith(`.${REALM}`))) return 'realm';
  // A name behind the prefix is not demanded: the operator may leave it out.
  return SSID_PREFIX.every((octet, at) => ssid[at] === octet) ? 'ssid' : undefined;
}
