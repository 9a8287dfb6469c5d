/** The device on a network that asks for its domain certificate: its EAP, for whatever link carries it (RFC 5216, RFC 9190). */

import { createPrivateKey } from 'node:crypto';
import { type Clock, systemClock, systemTimer, type Timer } from '@sallyport/core';
import { EapPeer, type PeerOutcome, tlsPeer, trustServers } from '@sallyport/eap';
import type { Device } from '../device.ts';
import { fail } from '../errors.ts';

export interface NetworkStationOptions {
  readonly device: Device;
  /** DNS names, one of which the RADIUS server's certificate must have. */
  readonly serverNames: readonly string[];
  /** With which certificate: the domain's, or the one it was born with, which opens no network but an onboarding one. */
  readonly credential?: 'domain' | 'birth';
  readonly ended?: (outcome: PeerOutcome) => void;
  readonly clock?: Clock;
  readonly timer?: Timer;
}

/**
 * One authentication, with the LDevID unless told. The server is believed when its certificate leads to the domain that the device
 * belongs to.
 * @throws E_DEVICE_NOT_ABOARD, E_KEYSTORE_…
 */
export async function networkStation(options: NetworkStationOptions): Promise<EapPeer> {
  const { device, serverNames, credential = 'domain', ended, clock = systemClock, timer = systemTimer } = options;
  const identity = await (credential === 'domain' ? device.domainTlsIdentity() : device.birthTlsIdentity());
  const { ownership } = device;
  if (identity === undefined || ownership === undefined) {
    throw fail('E_DEVICE_NOT_ABOARD', 'the device has no owner, so no network lets it in');
  }
  const { certificateChain } = identity;
  const key = typeof identity.key === 'string' ? createPrivateKey(identity.key) : identity.key;
  const judge = trustServers({ anchors: [...ownership.anchors], clock, serverNames: [...serverNames] });
  const method = tlsPeer({ credentials: { key, chain: [...certificateChain] }, judge });
  // RFC 9190 §2.1.8: who the device is stands in its certificate, which TLS 1.3 hides.
  return new EapPeer({ identity: '@eap', methods: [method], ...(ended === undefined ? {} : { ended }) }, { timer });
}
