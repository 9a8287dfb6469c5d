import { Secret, seededRandom, VirtualTime } from '@sallyport/core';
import {
  CODES,
  decodePacket,
  type Endpoint,
  type OutgoingAttribute,
  type Packet,
  RadiusClient,
  type RadiusClientOptions,
  type Route,
  type ServerSettings,
  sealResponse,
} from '@sallyport/radius';

export const SECRET = Secret.of('0123456789abcdef');
export const ONE: Endpoint = { address: '192.0.2.1', port: 1812 };
export const TWO: Endpoint = { address: '192.0.2.2', port: 1812 };
export const SERVER_ONE: ServerSettings = { name: 'one', endpoint: ONE, secret: SECRET };
export const SERVER_TWO: ServerSettings = { name: 'two', endpoint: TWO, secret: SECRET };

export interface Sent {
  readonly packet: Packet;
  readonly route: Route;
  /** Milliseconds since the beginning. */
  readonly at: number;
}

const random = seededRandom('responses');

/** A client on virtual time, with what it sent. `answer`, if given, is asked for each packet sent what comes back. */
export function clientBench(
  options: Partial<RadiusClientOptions> = {},
  answer: (sent: Sent) => Uint8Array | undefined = () => undefined,
) {
  const time = new VirtualTime('2026-11-30T12:00:00Z');
  const sent: Sent[] = [];
  const states: string[] = [];
  const client: RadiusClient = new RadiusClient(
    { servers: [SERVER_ONE], changed: (name, state) => states.push(`${name} ${state}`), ...options },
    {
      clock: time,
      timer: time,
      random: seededRandom('client'),
      transmit: (bytes, route) => {
        const entry = { packet: decodePacket(bytes), route, at: Math.round(time.monotonic()) };
        sent.push(entry);
        const response = answer(entry);
        if (response !== undefined) time.after(1, () => client.receive(response, route.to, route.path));
      },
    },
  );
  return { time, sent, states, client };
}

/** The genuine response to `request`. */
export function respond(
  request: Packet,
  code: number = CODES.ACCESS_ACCEPT,
  attributes: readonly OutgoingAttribute[] = [],
  secret = SECRET,
): Uint8Array {
  return sealResponse({ code, request, attributes, secret }, random);
}
