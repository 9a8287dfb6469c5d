/**
 * As little RADIUS as it takes to carry EAP between this package and peers that speak nothing else (RFC 2865, RFC 3579,
 * RFC 2548). For tests: it checks what the tests need, and no more.
 */

import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { concat } from '@sallyport/core';

export const CODE = { accessRequest: 1, accessAccept: 2, accessReject: 3, accessChallenge: 11 } as const;
const ATTRIBUTE = {
  userName: 1,
  nasIdentifier: 32,
  state: 24,
  vendor: 26,
  callingStationId: 31,
  eap: 79,
  mac: 80,
} as const;
const MICROSOFT = Uint8Array.of(0, 0, 1, 55);
const MPPE = { send: 16, receive: 17 } as const;
const HEADER = 20;

export interface RadiusPacket {
  readonly code: number;
  readonly identifier: number;
  readonly authenticator: Uint8Array;
  readonly eap: Uint8Array;
  readonly state: Uint8Array | undefined;
  readonly mppe: { readonly send?: Uint8Array; readonly receive?: Uint8Array };
}

export function decode(bytes: Uint8Array): RadiusPacket {
  const eap: Uint8Array[] = [];
  const mppe: { send?: Uint8Array; receive?: Uint8Array } = {};
  let state: Uint8Array | undefined;
  for (let at = HEADER; at < bytes.length; ) {
    const [type = 0, length = 0] = bytes.subarray(at, at + 2);
    if (length < 2) throw new Error('an attribute without length');
    const value = bytes.subarray(at + 2, at + length);
    if (type === ATTRIBUTE.eap) eap.push(value);
    if (type === ATTRIBUTE.state) state = Uint8Array.from(value);
    if (type === ATTRIBUTE.vendor && Buffer.compare(value.subarray(0, 4), MICROSOFT) === 0) {
      if (value[4] === MPPE.send) mppe.send = value.slice(6);
      if (value[4] === MPPE.receive) mppe.receive = value.slice(6);
    }
    at += length;
  }
  const [code = 0, identifier = 0] = bytes;
  return { code, identifier, authenticator: bytes.slice(4, HEADER), eap: concat(...eap), state, mppe };
}

function attribute(type: number, value: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(type, value.length + 2), value);
}

function eapAttributes(eap: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < eap.length || at === 0; at += 253)
    parts.push(attribute(ATTRIBUTE.eap, eap.subarray(at, at + 253)));
  return parts;
}

/** RFC 2548 §2.4.2, both ways. */
function crypt(
  secret: string,
  request: Uint8Array,
  salt: Uint8Array,
  text: Uint8Array,
  isSealing: boolean,
): Uint8Array {
  const out = new Uint8Array(text.length);
  let chained = concat(request, salt);
  for (let at = 0; at < text.length; at += 16) {
    const pad = createHash('md5').update(secret).update(chained).digest();
    for (let i = 0; i < 16; i++) out[at + i] = (text[at + i] ?? 0) ^ (pad[i] ?? 0);
    chained = (isSealing ? out : text).slice(at, at + 16);
  }
  return out;
}

function mppeAttribute(kind: number, key: Uint8Array, secret: string, request: Uint8Array): Uint8Array {
  const salt = Uint8Array.of(0x80 | kind, kind);
  const padded = new Uint8Array(16 * Math.ceil((key.length + 1) / 16));
  padded.set([key.length]);
  padded.set(key, 1);
  const value = concat(salt, crypt(secret, request, salt, padded, true));
  return attribute(ATTRIBUTE.vendor, concat(MICROSOFT, Uint8Array.of(kind, value.length + 2), value));
}

export function openMppe(sealed: Uint8Array, secret: string, request: Uint8Array): Uint8Array {
  const open = crypt(secret, request, sealed.subarray(0, 2), sealed.subarray(2), false);
  return open.subarray(1, 1 + (open[0] ?? 0));
}

function assemble(
  code: number,
  identifier: number,
  authenticator: Uint8Array,
  attributes: readonly Uint8Array[],
  secret: string,
) {
  const body = concat(...attributes, attribute(ATTRIBUTE.mac, new Uint8Array(16)));
  const length = HEADER + body.length;
  const packet = concat(Uint8Array.of(code, identifier, length >> 8, length & 0xff), authenticator, body);
  packet.set(createHmac('md5', secret).update(packet).digest(), length - 16);
  return packet;
}

export interface RadiusAnswer {
  readonly code: number;
  readonly eap: Uint8Array;
  readonly state?: Uint8Array;
  readonly msk?: Uint8Array;
}

function encodeAnswer(request: RadiusPacket, answer: RadiusAnswer, secret: string): Uint8Array {
  const { authenticator, identifier } = request;
  const attributes = [
    ...eapAttributes(answer.eap),
    ...(answer.state === undefined ? [] : [attribute(ATTRIBUTE.state, answer.state)]),
    ...(answer.msk === undefined
      ? []
      : [
          mppeAttribute(MPPE.receive, answer.msk.subarray(0, 32), secret, authenticator),
          mppeAttribute(MPPE.send, answer.msk.subarray(32, 64), secret, authenticator),
        ]),
  ];
  const packet = assemble(answer.code, identifier, authenticator, attributes, secret);
  packet.set(createHash('md5').update(packet).update(secret).digest(), 4);
  return packet;
}

export interface RadiusServer extends AsyncDisposable {
  readonly port: number;
}

/** A server on 127.0.0.1. `answer` gives undefined for silence. */
export async function serveRadius(
  secret: string,
  answer: (request: RadiusPacket) => Promise<RadiusAnswer | undefined>,
): Promise<RadiusServer> {
  const socket = await bind();
  const answered = new Map<string, Uint8Array>();
  socket.on('message', async (bytes, from) => {
    const request = decode(bytes);
    const key = `${from.port}:${Buffer.from(request.authenticator).toString('hex')}`;
    const known = answered.get(key);
    if (known !== undefined) {
      socket.send(known, from.port, from.address);
      return;
    }
    const given = await answer(request);
    if (given === undefined) return;
    const packet = encodeAnswer(request, given, secret);
    answered.set(key, packet);
    socket.send(packet, from.port, from.address);
  });
  return { port: socket.address().port, [Symbol.asyncDispose]: () => close(socket) };
}

export interface RadiusClient extends AsyncDisposable {
  /** Sends an Access-Request and gives the answer. Rejects when there is none in two seconds. */
  request(
    eap: Uint8Array,
    state: Uint8Array | undefined,
  ): Promise<RadiusPacket & { readonly requestAuthenticator: Uint8Array }>;
}

export async function radiusClient(port: number, secret: string, userName: string): Promise<RadiusClient> {
  const socket = await bind();
  let identifier = 0;
  return {
    [Symbol.asyncDispose]: () => close(socket),
    request(eap, state) {
      identifier = (identifier + 1) & 0xff;
      const requestAuthenticator = Uint8Array.from(randomBytes(16));
      const attributes = [
        attribute(ATTRIBUTE.userName, Buffer.from(userName)),
        attribute(ATTRIBUTE.nasIdentifier, Buffer.from('tests')),
        attribute(ATTRIBUTE.callingStationId, Buffer.from('02-00-00-00-00-01')),
        ...eapAttributes(eap),
        ...(state === undefined ? [] : [attribute(ATTRIBUTE.state, state)]),
      ];
      const packet = assemble(CODE.accessRequest, identifier, requestAuthenticator, attributes, secret);
      return new Promise((resolve, reject) => {
        const timeout = setTimeout(() => reject(new Error('no answer')), 2000);
        socket.once('message', (bytes) => {
          clearTimeout(timeout);
          resolve({ ...decode(bytes), requestAuthenticator });
        });
        socket.send(packet, port, '127.0.0.1');
      });
    },
  };
}

function bind(): Promise<Socket> {
  const socket = createSocket('udp4');
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', () => resolve(socket));
  });
}

function close(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.close(() => resolve());
  });
}
