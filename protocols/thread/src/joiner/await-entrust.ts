/** JOIN_ENT.ntf at the joiner: under the KEK, from the router it joined through, for the network that router announced. */

import { CODES, CoapEndpoint, type CoapRequest, type CoapResponse, respond } from '@sallyport/coap';
import { bytesEqual, type Milliseconds, type SallyportError, type Secret } from '@sallyport/core';
import { linkLocalAddress, TMF_PORT } from '../node/addresses.ts';
import { fail } from '../node/errors.ts';
import type { DiscoveredNetwork, LinkUdp } from '../node/ports.ts';
import type { RolePorts } from '../node/tmf-agent.ts';
import { decodeJoinEntrust, type JoinEntrust } from '../tmf/joiner-entrust.ts';
import { TMF_URIS } from '../tmf/uris.ts';

export interface EntrustLimits {
  /** From JOIN_FIN.rsp to JOIN_ENT.ntf. */
  readonly entrustTimeout: Milliseconds;
  /** How long a repeated JOIN_ENT.ntf is still answered. */
  readonly entrustLinger: Milliseconds;
}

export interface AwaitEntrustOptions {
  readonly network: DiscoveredNetwork;
  readonly link: LinkUdp;
  readonly kek: Secret;
  readonly limits: EntrustLimits;
  readonly signal: AbortSignal | undefined;
}

/**
 * Waits for the credentials and answers for them. The KEK is wiped at the end.
 * @throws E_THREAD_JOIN_TIMEOUT, E_THREAD_JOIN_ENTRUST, E_THREAD_ABORTED
 */
export function awaitEntrust(options: AwaitEntrustOptions, ports: RolePorts): Promise<JoinEntrust> {
  const { network, link, kek, limits, signal } = options;
  const address = linkLocalAddress(network.joinerRouter);
  return new Promise((resolve, reject: (error: SallyportError) => void) => {
    const coap = new CoapEndpoint(
      { handler: (request) => handle(request) },
      {
        ...ports,
        transmit: (payload, peer) =>
          link.send({ from: TMF_PORT, to: { address, port: Number(peer) }, payload, security: { kek } }),
      },
    );
    const release = [
      link.acceptKek(network.joinerRouter, kek),
      link.bind(TMF_PORT, ({ from, payload, security }) => {
        // Only the KEK says that the Commissioner sent it.
        if (security === 'kek' && from.address === address) coap.receive(payload, String(from.port));
      }),
      ports.timer.after(limits.entrustTimeout, () =>
        finish(() => reject(fail('E_THREAD_JOIN_TIMEOUT', 'the Joiner Router did not send JOIN_ENT.ntf'))),
      ),
    ];
    const abort = (): void => finish(() => reject(fail('E_THREAD_ABORTED', 'joining was ended')));
    signal?.addEventListener('abort', abort);
    let isFinished = false;
    const finish = (settle: () => void): void => {
      if (isFinished) return;
      isFinished = true;
      for (const each of release) each();
      signal?.removeEventListener('abort', abort);
      coap.close();
      kek.wipe();
      settle();
    };
    let isEntrusted = false;
    const handle = ({ path, payload, confirmable }: CoapRequest): CoapResponse | undefined => {
      if (path !== TMF_URIS.JOIN_ENT || !confirmable) return respond(CODES.NOT_FOUND);
      // The answer to the first went astray; a second one changes nothing.
      if (isEntrusted) return respond(CODES.CHANGED);
      try {
        const entrust = readEntrust(payload, network);
        isEntrusted = true;
        ports.timer.after(limits.entrustLinger, () => finish(() => resolve(entrust)));
        return respond(CODES.CHANGED);
      } catch (cause) {
        const error = fail('E_THREAD_JOIN_ENTRUST', 'JOIN_ENT.ntf is not one for this network', { cause });
        ports.timer.after(limits.entrustLinger, () => finish(() => reject(error)));
        return respond(CODES.BAD_REQUEST);
      }
    };
  });
}

function readEntrust(payload: Uint8Array, network: DiscoveredNetwork): JoinEntrust {
  const entrust = decodeJoinEntrust(payload);
  if (!bytesEqual(entrust.extendedPanId, network.extendedPanId)) {
    throw fail('E_THREAD_JOIN_ENTRUST', 'the network entrusted is not the one that was joined');
  }
  return entrust;
}
