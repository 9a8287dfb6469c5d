/**
 * One attempt of a joiner with one Joiner Router: the DTLS session under the PSKd, JOIN_FIN, and JOIN_ENT under the KEK
 * (Thread 1.1.1 §8.4.4; white paper, figure 11).
 */

import { CoapEndpoint } from '@sallyport/coap';
import { isSallyportError, type Milliseconds, type SallyportError, SECOND, type Secret } from '@sallyport/core';
import { DtlsClient, type DtlsSession } from '@sallyport/dtls';
import { kekOf } from '../keys/kek.ts';
import { DEFAULT_JOINER_UDP_PORT, linkLocalAddress, RADIO_MTU } from '../node/addresses.ts';
import { clientRandomOf } from '../node/attempt.ts';
import { fail } from '../node/errors.ts';
import type { IncomingDatagram, LinkUdp } from '../node/ports.ts';
import { readState } from '../node/responses.ts';
import type { RolePorts } from '../node/tmf-agent.ts';
import type { JoinEntrust } from '../tmf/joiner-entrust.ts';
import { TMF_URIS } from '../tmf/uris.ts';
import { awaitEntrust, type EntrustLimits } from './await-entrust.ts';
import type { JoinableNetwork } from './candidates.ts';
import type { JoinerState } from './events.ts';

export interface JoiningLimits extends EntrustLimits {
  /** How long the handshake may take. */
  readonly handshakeTimeout: Milliseconds;
  /** From JOIN_FIN.req to its answer. */
  readonly finalizeTimeout: Milliseconds;
}

export const JOINING_LIMITS: JoiningLimits = {
  handshakeTimeout: 30 * SECOND,
  finalizeTimeout: 25 * SECOND,
  entrustTimeout: 20 * SECOND,
  entrustLinger: 100,
};

export interface JoiningOptions {
  readonly network: JoinableNetwork;
  readonly link: LinkUdp;
  readonly pskd: Secret;
  /** The payload of JOIN_FIN.req. */
  readonly finalize: Uint8Array;
  readonly limits: JoiningLimits;
  /** The random of our ClientHello, which names the attempt. */
  readonly began: (clientRandom: Uint8Array) => void;
  readonly entered: (state: JoinerState) => void;
  readonly signal: AbortSignal | undefined;
}

const ROUTER = 'joiner-router';

/**
 * @throws E_DTLS_… when the Commissioner does not prove the PSKd, E_THREAD_JOIN_REJECTED, E_THREAD_JOIN_TIMEOUT,
 *   E_THREAD_JOIN_ENTRUST, E_THREAD_ABORTED
 */
export async function joinThrough(options: JoiningOptions, ports: RolePorts): Promise<JoinEntrust> {
  const { network, link, limits, signal } = options;
  const router = { address: linkLocalAddress(network.joinerRouter), port: network.joinerUdpPort };
  const client = clientFor(options, router, ports);
  const isFromRouter = ({ from, security }: IncomingDatagram): boolean =>
    security === 'none' && from.address === router.address && from.port === router.port;
  const unbind = link.bind(DEFAULT_JOINER_UDP_PORT, (datagram) => {
    if (isFromRouter(datagram)) client.receive(datagram.payload);
  });
  const abort = (): void => client.close();
  signal?.addEventListener('abort', abort);
  try {
    options.entered('connecting');
    const kek = await prove(client, options, ports);
    options.entered('entrusting');
    return await awaitEntrust({ network, link, kek, limits, signal }, ports);
  } catch (thrown) {
    if (signal?.aborted === true) throw fail('E_THREAD_ABORTED', 'joining was ended', { cause: thrown });
    throw thrown;
  } finally {
    signal?.removeEventListener('abort', abort);
    unbind();
    client.close();
  }
}

function clientFor(options: JoiningOptions, to: { address: string; port: number }, ports: RolePorts): DtlsClient {
  const { link, pskd, limits, began } = options;
  let isNamed = false;
  return new DtlsClient(
    {
      credentials: { type: 'ecjpake', password: pskd },
      suites: ['TLS_ECJPAKE_WITH_AES_128_CCM_8'],
      peer: ROUTER,
      limits: { handshakeTimeout: limits.handshakeTimeout, mtu: RADIO_MTU },
    },
    {
      ...ports,
      transmit: (payload) => {
        const clientRandom = isNamed ? undefined : clientRandomOf(payload);
        if (clientRandom !== undefined) {
          isNamed = true;
          began(clientRandom);
        }
        link.send({ from: DEFAULT_JOINER_UDP_PORT, to, payload, security: 'none' });
      },
    },
  );
}

/** Proves the PSKd and finalizes; gives the KEK when the Commissioner accepts. The session is closed then. */
async function prove(client: DtlsClient, options: JoiningOptions, ports: RolePorts): Promise<Secret> {
  let session: DtlsSession | undefined;
  let ended: SallyportError | undefined;
  const coap = new CoapEndpoint(
    {},
    { ...ports, transmit: (datagram) => session?.isOpen === true && session.send(datagram) },
  );
  try {
    session = await client.connect({
      data: (bytes) => coap.receive(bytes, ROUTER),
      closed: ({ error }) => {
        ended = fail('E_THREAD_JOIN_TIMEOUT', 'the Commissioner ended the session', error && { cause: error });
        coap.forget(ROUTER);
      },
    });
    const kek = deriveKek(session);
    options.entered('finalizing');
    await finalize(coap, options);
    return kek;
  } catch (thrown) {
    throw ended ?? thrown;
  } finally {
    coap.close();
    session?.close();
  }
}

function deriveKek(session: DtlsSession): Secret {
  const keyBlock = session.keyBlock();
  try {
    return kekOf(keyBlock);
  } finally {
    keyBlock.wipe();
  }
}

/** Anything but an explicit Accept is a rejection. */
async function finalize(coap: CoapEndpoint, { finalize: payload, limits }: JoiningOptions): Promise<void> {
  const timeout = limits.finalizeTimeout;
  let state: string;
  try {
    state = readState(await coap.request(ROUTER, { method: 'POST', path: TMF_URIS.JOIN_FIN, payload, timeout }));
  } catch (thrown) {
    if (!isSallyportError(thrown, 'E_COAP_TIMEOUT')) throw thrown;
    throw fail('E_THREAD_JOIN_TIMEOUT', 'the Commissioner did not answer JOIN_FIN.req', { cause: thrown });
  }
  if (state !== 'accept') throw fail('E_THREAD_JOIN_REJECTED', `the Commissioner answered with state ${state}`);
}
