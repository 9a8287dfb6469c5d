/** Announces the border agent, as border routers do: `_meshcop._udp` by multicast DNS. */

import { type Announcement, announce } from '@sallyport/dns-sd';
import {
  type ActiveDataset,
  BORDER_AGENT_SERVICE,
  decodeStateBitmap,
  encodeBorderAgentTxt,
  encodeStateBitmap,
} from '@sallyport/thread';

export interface AnnouncementOptions {
  /** How the border agent is called on the link; another is taken when it is in use. */
  readonly name: string;
  readonly interface?: string;
  readonly addresses?: readonly string[];
  readonly mdnsPort?: number;
}

/** What never changes while a network runs, and goes into its announcement. */
export interface BorderAgentIdentity {
  readonly id: Uint8Array;
  readonly extendedAddress: Uint8Array;
}

/** @throws E_DNS_SD_… */
export function announceBorderAgent(
  options: AnnouncementOptions,
  port: number,
  dataset: ActiveDataset,
  identity: BorderAgentIdentity,
): Promise<Announcement> {
  const { name, interface: link, addresses, mdnsPort } = options;
  return announce({
    type: BORDER_AGENT_SERVICE,
    name,
    port,
    txt: encodeBorderAgentTxt({
      borderAgentId: identity.id,
      extendedAddress: identity.extendedAddress,
      state: decodeStateBitmap(
        encodeStateBitmap({
          connectionMode: 'pskc',
          threadInterface: 'active',
          availability: 'high',
          threadRole: 'router',
        }),
      ),
      threadVersion: '1.4.0',
      networkName: dataset.networkName,
      extendedPanId: dataset.extendedPanId,
      activeTimestamp: dataset.activeTimestamp,
      vendorName: 'Sallyport',
      modelName: 'Simulated border router',
    }),
    ...(link === undefined ? {} : { interface: link }),
    ...(addresses === undefined ? {} : { addresses }),
    ...(mdnsPort === undefined ? {} : { mdnsPort }),
  });
}
