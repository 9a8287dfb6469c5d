/** The RADIUS behind the access point, with a script for EAP, and the side that puts stations out. */

import { Secret, systemClock, systemRandom, systemTimer } from '@sallyport/core';
import {
  type AccessDecision,
  type AccessRequest,
  ATTRIBUTES,
  type DynamicAuthorizationClient,
  RadiusServer,
  sessionKeyAttributes,
  vlanAttributes,
} from '@sallyport/radius';
import { openDynamicAuthorizationClient, serveUdp } from '@sallyport/radius/transport';
import { openUdpSocket } from '@sallyport/udp';
import { AccessPoint, type AccessPointOptions, type Station } from '../../src/index.ts';

const HOST = '127.0.0.1';
const PORTS = { clock: systemClock, timer: systemTimer, random: systemRandom, open: openUdpSocket, host: HOST };
const SECRET = Secret.of('known to both');
const STATE = Uint8Array.of(7);
export const MSK = Uint8Array.from({ length: 64 }, (_, at) => at);

/** EAP of no method: who answers the challenge with this may come in. */
export const ANSWER = Uint8Array.of(2, 2, 0, 6, 4, 0x2a);
const CHALLENGE = Uint8Array.of(1, 2, 0, 6, 4, 0);
export const SUCCESS = Uint8Array.of(3, 2, 0, 4);
export const FAILURE = Uint8Array.of(4, 2, 0, 4);

export interface Account {
  readonly status: number | undefined;
  readonly session: string | undefined;
}

export class Radius {
  readonly accounts: Account[] = [];
  readonly requests: AccessRequest[] = [];
  /** In place of the script's answer. */
  answer: ((request: AccessRequest) => AccessDecision) | undefined;
  readonly #parts: AsyncDisposableStack;
  #point: AccessPoint | undefined;
  #settings: AccessPointOptions['radius'] | undefined;
  #orders: DynamicAuthorizationClient | undefined;

  private constructor(parts: AsyncDisposableStack) {
    this.#parts = parts;
  }

  static async start(): Promise<Radius> {
    const parts = new AsyncDisposableStack();
    const radius = new Radius(parts);
    const server = new RadiusServer(
      {
        clients: [{ name: 'ap', addresses: [HOST], secret: SECRET }],
        authenticate: (request) => {
          radius.requests.push(request);
          return (radius.answer ?? script)(request);
        },
        account: ({ statusType, sessionId }) => void radius.accounts.push({ status: statusType, session: sessionId }),
      },
      PORTS,
    );
    const sockets = await serveUdp(server, { ...PORTS, authenticationPort: 0, accountingPort: 0 });
    parts.defer(() => sockets.close());
    const asking = await openDynamicAuthorizationClient({}, PORTS);
    parts.defer(() => asking.close());
    radius.#orders = asking.client;
    const { authentication, accounting } = sockets;
    radius.#settings = {
      address: HOST,
      authenticationPort: authentication?.port ?? 0,
      accountingPort: accounting?.port ?? 0,
      secret: SECRET,
    };
    radius.#point = await AccessPoint.open({ ...PORTS, name: 'hall-3', ssid: 'home', radius: radius.settings });
    return radius;
  }

  /** As an access point is told of it. */
  get settings(): AccessPointOptions['radius'] {
    if (this.#settings === undefined) throw new Error('not started');
    return this.#settings;
  }

  get point(): AccessPoint {
    if (this.#point === undefined) throw new Error('not started');
    return this.#point;
  }

  /** Sends a Disconnect-Request with what identifies the session. */
  order(
    session: ReturnType<typeof ATTRIBUTES.State.of>,
    kind: 'disconnect' | 'change' = 'disconnect',
    name = 'hall-3',
  ) {
    if (this.#orders === undefined) throw new Error('not started');
    const nas = {
      name: 'ap',
      endpoint: { address: HOST, port: this.point.dynamicAuthorizationPort },
      secret: SECRET,
      identification: ATTRIBUTES['NAS-Identifier'].of(name),
    };
    return kind === 'disconnect'
      ? this.#orders.disconnect(nas, { session })
      : this.#orders.change(nas, { session, attributes: ATTRIBUTES['Session-Timeout'].of(60) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.point.close();
    await this.#parts.disposeAsync();
  }
}

function script(request: AccessRequest): AccessDecision {
  if (request.state === undefined) return { decision: 'challenge', eapMessage: CHALLENGE, state: STATE };
  const isRight = request.eapMessage !== undefined && Buffer.compare(request.eapMessage, ANSWER) === 0;
  if (!isRight) return { decision: 'reject', eapMessage: FAILURE };
  return {
    decision: 'accept',
    eapMessage: SUCCESS,
    attributes: [...vlanAttributes(20), ...sessionKeyAttributes(Secret.of(MSK))],
  };
}

/** Says who it is, then what it was given; keeps what it was told. */
export function station(answer: Uint8Array = ANSWER): Station & { readonly told: Uint8Array[] } {
  const told: Uint8Array[] = [];
  return {
    told,
    async receive(eap) {
      told.push(eap);
      if (eap[0] !== 1) return {};
      return { response: eap[4] === 1 ? Uint8Array.of(2, 1, 0, 6, 1, 0x61) : answer };
    },
  };
}
