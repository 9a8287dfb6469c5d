import { Secret, seededRandom, VirtualTime } from '@sallyport/core';
import {
  type Attribute,
  type ClientSettings,
  CODES,
  decodePacket,
  type Endpoint,
  type OutgoingAttribute,
  type Packet,
  RadiusServer,
  type RadiusServerOptions,
  type ServerChannel,
  type ServerEvent,
  sealRequest,
} from '@sallyport/radius';

export const SECRET = Secret.of('0123456789abcdef');
export const NAS: ClientSettings = { name: 'switch', addresses: ['192.0.2.7', '2001:db8:7::/48'], secret: SECRET };
export const FROM: Endpoint = { address: '192.0.2.7', port: 40_000 };

export interface Bench {
  readonly time: VirtualTime;
  readonly server: RadiusServer;
  readonly sent: { readonly packet: Packet; readonly to: Endpoint }[];
  readonly events: ServerEvent[];
  readonly channel: ServerChannel;
  /** Gives the code of the error that discarded it. */
  receive(datagram: Uint8Array, from?: Endpoint, channel?: ServerChannel): string | undefined;
}

/** A server on virtual time, whose answers are kept. */
export function bench(options: Partial<RadiusServerOptions> = {}, kind: ServerChannel['kind'] = 'any'): Bench {
  const time = new VirtualTime('2026-11-30T12:00:00Z');
  const sent: { packet: Packet; to: Endpoint }[] = [];
  const events: ServerEvent[] = [];
  const channel: ServerChannel = {
    id: 'udp',
    kind,
    transmit: (bytes, to) => sent.push({ packet: decodePacket(bytes), to }),
  };
  const server = new RadiusServer(
    { clients: [NAS], observe: (event) => events.push(event), ...options },
    { clock: time, timer: time, random: seededRandom('server') },
  );
  return {
    time,
    server,
    sent,
    events,
    channel,
    receive: (datagram, from = FROM, by = channel) => server.receive(datagram, from, by)?.code,
  };
}

const random = seededRandom('requests');

export function accessRequest(
  attributes: readonly OutgoingAttribute[] = [],
  { identifier = 1, secret = SECRET, code = CODES.ACCESS_REQUEST as number } = {},
): Uint8Array {
  return sealRequest({ code, identifier, attributes, secret }, random).bytes;
}

/** The types of its attributes, in order. */
export function typesOf(attributes: readonly Attribute[]): number[] {
  return attributes.map(({ type }) => type);
}
