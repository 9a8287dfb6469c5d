/** Sallyport's Commissioner of a network of OpenThread's, by the border agent in the network's namespace. */

import { type Secret, systemClock, systemRandom, systemTimer } from '@sallyport/core';
import { permit } from '@sallyport/onboarding';
import { BorderAgentLink, Commissioner } from '@sallyport/thread';
import type { ForeignNetwork } from './foreign-network.ts';

const PORTS = { clock: systemClock, timer: systemTimer, random: systemRandom };

export interface CommissionerInside {
  readonly commissioner: Commissioner;
  close(): Promise<void>;
}

/** One that has the role. */
export async function commissionerInside(network: ForeignNetwork, pskc: Secret): Promise<CommissionerInside> {
  const socket = await network.socket(network.borderAgentPort, (datagram) => link.receive(datagram));
  const link = new BorderAgentLink({ pskc }, { ...PORTS, transmit: (datagram) => socket.send(datagram) });
  const authorizer = { decide: async () => permit('whoever knows its code') };
  const commissioner = new Commissioner({ id: 'Sallyport diagnoses', link, authorizer }, PORTS);
  const close = async () => {
    await commissioner.resign();
    socket.close();
  };
  try {
    await commissioner.connect();
    await commissioner.petition();
    return { commissioner, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}
