/**
 * The Join Server as an HTTP handler (TS002 §21): one request, and its answer in the response. What it cannot answer in
 * the terms of the Backend Interfaces it answers as HTTP.
 */

import { isSallyportError, type JsonObject, type SallyportError, type Secret } from '@sallyport/core';
import { type HttpRequest, type HttpResponse, json, text } from '@sallyport/http';
import type { NetworkSessions } from '@sallyport/onboarding';
import { fail, LORAWAN_ERRORS, type LorawanErrorCode } from '../errors.ts';
import { sealKey } from '../keys/envelope.ts';
import { answerTo, wire } from '../messages/answer.ts';
import {
  type AppSKeyReq,
  type Envelope,
  type HomeNsReq,
  readBody,
  readEnvelope,
  readMessage,
} from '../messages/request.ts';
import { resultOf } from '../messages/results.ts';
import { type Joining, type JoiningOptions, kept, sessionKeyIdOf } from './joining.ts';
import type { LorawanDevice, LorawanPeer } from './ports.ts';

export interface JoinServerOptions extends JoiningOptions {
  readonly joinEuis: readonly string[];
  /** A request was refused; the whole reason, which the other server is not told. */
  readonly refused: (error: SallyportError, peer: LorawanPeer | undefined) => void;
}

export class JoinServer {
  readonly #options: JoinServerOptions;
  readonly #sessions: NetworkSessions;
  readonly #joining: Joining;
  readonly #joinEuis: ReadonlySet<string>;

  constructor(options: JoinServerOptions, sessions: NetworkSessions, joining: Joining) {
    this.#options = options;
    this.#sessions = sessions;
    this.#joining = joining;
    this.#joinEuis = new Set(options.joinEuis);
  }

  /** Answers a request. Never rejects for what was sent. */
  async handle(request: HttpRequest): Promise<HttpResponse> {
    let peer: LorawanPeer | undefined;
    let envelope: Envelope | undefined;
    try {
      if (request.method !== 'POST') return text(405, 'this resource takes POST', { allow: 'POST' });
      peer = await kept(this.#options.peers.identify(request));
      if (peer === undefined) throw fail('E_LORAWAN_UNAUTHENTICATED', 'nobody knows this server');
      const message = readMessage(request.body);
      envelope = readEnvelope(message);
      const body = await this.#answer(envelope, message, peer);
      return json(200, answerTo(envelope, 'Success', '', body));
    } catch (thrown) {
      return this.#refuse(thrown, envelope, peer);
    }
  }

  async #answer(envelope: Envelope, message: JsonObject, peer: LorawanPeer): Promise<JsonObject> {
    if (!peer.ids.includes(envelope.senderId)) throw fail('E_LORAWAN_SENDER', 'the SenderID is that of somebody else');
    if (!this.#joinEuis.has(envelope.receiverId)) throw fail('E_LORAWAN_RECEIVER', 'the ReceiverID is not ours');
    const body = readBody(envelope, message);
    switch (body.message) {
      case 'JoinReq':
      case 'RejoinReq':
        if (!/^[0-9a-f]{6}$/.test(envelope.senderId)) throw fail('E_LORAWAN_SENDER', 'the SenderID is no NetID');
        return this.#joining.join(body, envelope, peer);
      case 'AppSKeyReq':
        return this.#appSKey(body, envelope, peer);
      case 'HomeNSReq':
        return this.#homeNetId(body, envelope);
    }
  }

  /** TS002 §12: for the Application Server of the device, and only while the device is let in. */
  async #appSKey(request: AppSKeyReq, envelope: Envelope, peer: LorawanPeer): Promise<JsonObject> {
    const { devEui, sessionKeyId } = request;
    const device = await this.#find(devEui, envelope);
    if (device.applicationServer !== envelope.senderId) {
      throw fail('E_LORAWAN_SENDER', 'the device belongs to another Application Server');
    }
    const session = this.#sessions.at(devEui);
    const isCurrent = session?.state === 'admitted' && sessionKeyIdOf(session.id) === sessionKeyId;
    const appSKey = isCurrent ? await this.#storedKey(devEui, sessionKeyId) : undefined;
    if (appSKey === undefined) throw fail('E_LORAWAN_NO_SESSION', 'there is no such session, or it was ended');
    return {
      DevEUI: wire(devEui),
      AppSKey: sealKey(peer.kek, appSKey),
      SessionKeyID: sessionKeyId.toUpperCase(),
    };
  }

  async #homeNetId({ devEui }: HomeNsReq, envelope: Envelope): Promise<JsonObject> {
    const { homeNetId } = await this.#find(devEui, envelope);
    if (homeNetId === undefined) throw fail('E_LORAWAN_UNKNOWN_DEVICE', 'the device has no home network');
    return { HNetID: wire(homeNetId) };
  }

  async #find(devEui: string, { receiverId }: Envelope): Promise<LorawanDevice> {
    const device = await kept(this.#options.devices.find(devEui));
    if (device === undefined || device.joinEui !== receiverId) {
      throw fail('E_LORAWAN_UNKNOWN_DEVICE', 'nobody gave this device root keys');
    }
    return device;
  }

  async #storedKey(devEui: string, sessionKeyId: string): Promise<Secret | undefined> {
    const { vault } = this.#options;
    return vault === undefined ? undefined : kept(vault.find(devEui, sessionKeyId));
  }

  #refuse(thrown: unknown, envelope: Envelope | undefined, peer: LorawanPeer | undefined): HttpResponse {
    const error = isSallyportError(thrown)
      ? thrown
      : fail('E_LORAWAN_STORE', 'a fault on this side', { cause: thrown });
    this.#options.refused(error, peer);
    if (envelope === undefined) return asHttp(error);
    const code = codeOf(error);
    const description = LORAWAN_ERRORS[code].fault === 'policy' ? 'refused' : LORAWAN_ERRORS[code].hint;
    return json(200, answerTo(envelope, resultOf(code, envelope.protocolVersion), description, {}));
  }
}

/** Nobody can be named as who is answered. */
function asHttp(error: SallyportError): HttpResponse {
  if (error.code === 'E_LORAWAN_UNAUTHENTICATED') {
    return text(401, error.message, { 'www-authenticate': 'Bearer' });
  }
  return error.fault === 'peer' || error.fault === 'unsupported'
    ? text(error.code === 'E_JSON_TOO_LARGE' ? 413 : 400, 'not a message of the Backend Interfaces')
    : text(503, 'this server cannot answer now');
}

/** What the sessions of the network refuse has no code of LoRaWAN. */
function codeOf({ code, fault }: SallyportError): LorawanErrorCode {
  if (isLorawanCode(code)) return code;
  return fault === 'policy' ? 'E_LORAWAN_DENIED' : 'E_LORAWAN_STORE';
}

function isLorawanCode(code: string): code is LorawanErrorCode {
  return Object.hasOwn(LORAWAN_ERRORS, code);
}
