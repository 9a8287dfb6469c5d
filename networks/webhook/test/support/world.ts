/** A house, and a network at the other end of the webhook, which checks signatures by itself and does each thing once. */

import { generateKeyPairSync } from 'node:crypto';
import {
  fromUtf8,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  Secret,
  seededRandom,
  utf8,
  VirtualTime,
} from '@sallyport/core';
import { buildRequest, type HttpResponse } from '@sallyport/http';
import {
  type Authorizer,
  type DeviceIdentity,
  type NetworkSession,
  type NetworkSessionRecord,
  permit,
} from '@sallyport/onboarding';
import {
  ANSWER_COMPONENTS,
  type Delivery,
  type DeliveryQueue,
  MessageSigner,
  MessageVerifier,
  type OutgoingRequest,
  REQUEST_COMPONENTS,
  type SignatureKey,
  WebhookNetwork,
  type WebhookNetworkOptions,
} from '@sallyport/webhook';

export const URL_THERE = 'https://hooks.satellite.example/sallyport';
export const URL_HERE = 'https://domain.example/networks/satellite';
export const RULES = { origins: ['https://hooks.satellite.example'] };
export const ALLOWING: Authorizer = { decide: async () => permit('fine') };

const pair = generateKeyPairSync('ed25519');
export const OUR_KEY: SignatureKey = { id: 'house-1', algorithm: 'ed25519', key: pair.privateKey };
export const OUR_PUBLIC: SignatureKey = { id: 'house-1', algorithm: 'ed25519', key: pair.publicKey };
export const THEIR_KEY: SignatureKey = {
  id: 'satellite-1',
  algorithm: 'hmac-sha256',
  key: Secret.of('a secret that both of them have, long enough'),
};

export class MemoryQueue implements DeliveryQueue {
  readonly deliveries = new Map<string, Delivery>();
  isBroken = false;

  async *load(): AsyncIterable<Delivery> {
    yield* [...this.deliveries.values()];
  }

  async put(delivery: Delivery): Promise<void> {
    if (this.isBroken) throw new RangeError('the disk is full');
    this.deliveries.set(delivery.id, delivery);
  }

  async remove(id: string): Promise<void> {
    this.deliveries.delete(id);
  }
}

export class MemoryRecord implements NetworkSessionRecord {
  readonly sessions = new Map<string, NetworkSession>();

  async *load(): AsyncIterable<NetworkSession> {
    yield* this.sessions.values();
  }

  async admitted(session: NetworkSession): Promise<void> {
    this.sessions.set(session.id, session);
  }

  async changed(session: NetworkSession): Promise<void> {
    this.sessions.set(session.id, session);
  }

  async ended({ id }: NetworkSession): Promise<void> {
    this.sessions.delete(id);
  }
}

export const DEVICES: readonly [DeviceIdentity, DeviceIdentity] = [identity('dish-1'), identity('dish-2')];

export function identity(serialNumber: string): DeviceIdentity {
  return { serialNumber, manufacturer: 'm', model: undefined, credential: undefined, assurance: 'authenticated' };
}

export function parsed(text: Uint8Array | string): JsonObject {
  const value: JsonValue = JSON.parse(typeof text === 'string' ? text : fromUtf8(text));
  if (!isJsonObject(value)) throw new TypeError('no object');
  return value;
}

export function world(
  authorizer: Authorizer = ALLOWING,
  options: Partial<WebhookNetworkOptions> = {},
  stores = { queue: new MemoryQueue(), record: new MemoryRecord() },
) {
  const time = new VirtualTime('2026-11-30T12:00:00Z');
  const ports = { clock: time, timer: time, random: seededRandom('webhook') };
  /** Serial number to session. */
  const served = new Map<string, string>();
  const taken = new Set<string>();
  const received: JsonObject[] = [];
  const refusals: string[] = [];
  const failures: unknown[] = [];
  /** What the network answers next, instead of 204. */
  const answers: (number | 'silence' | Error)[] = [];
  const theirVerifier = new MessageVerifier({ keys: [OUR_PUBLIC] }, time);
  const send = async ({ url, headers, body }: OutgoingRequest) => {
    const answer = answers.shift() ?? 204;
    if (answer === 'silence') await new Promise(() => undefined);
    if (answer instanceof Error) throw answer;
    const fields = new Map(Object.entries(headers));
    theirVerifier.verify({ method: 'POST', url, fields }, body, [
      ...REQUEST_COMPONENTS,
      { name: 'idempotency-key', req: false, key: undefined },
    ]);
    const event = parsed(body);
    received.push(event);
    const id = String(fields.get('idempotency-key'));
    if (answer === 204 && !taken.has(id) && typeof answer === 'number') {
      taken.add(id);
      const session = String(event['session']);
      const serial = serialIn(event);
      if (event['type'] !== 'session.put-out') served.set(serial, session);
      else if (served.get(serial) === session) served.delete(serial);
    }
    return { status: Number(answer), headers: { 'retry-after': '3' } };
  };
  const network = new WebhookNetwork(
    {
      network: 'satellite',
      authorizer,
      devices: { find: async ({ serialNumber }) => DEVICES.find((each) => each.serialNumber === serialNumber) },
      record: stores.record,
      key: OUR_KEY,
      destination: { url: URL_THERE, rules: RULES, queue: stores.queue, send },
      questions: { url: URL_HERE, keys: [THEIR_KEY] },
      obligations: { rate: (value) => /^\d{1,6}$/.test(value) },
      refused: ({ code }) => refusals.push(code),
      failed: (thrown) => failures.push(thrown),
      ...options,
    },
    ports,
  );
  const signer = new MessageSigner(THEIR_KEY, { clock: time, random: seededRandom('satellite') });
  const post = (body: Uint8Array, headers: Readonly<Record<string, string>>): Promise<HttpResponse> =>
    network.handle(buildRequest({ method: 'POST', target: '/anywhere', headers, body }));

  /** Asks as the network does, and checks the signature of the answer. */
  const ask = async (message: JsonObject): Promise<JsonObject> => {
    const body = utf8(JSON.stringify(message));
    const headers = signer.signRequest(URL_HERE, body, {});
    const response = await post(body, headers);
    if (response.status !== 200) throw new TypeError(`${response.status} ${fromUtf8(response.body)}`);
    const request = { method: 'POST', url: URL_HERE, fields: new Map(Object.entries(headers)) };
    theirVerifier.verify({ status: 200, fields: new Map(Object.entries(response.headers)), request }, response.body, [
      ...ANSWER_COMPONENTS,
      { name: 'signature', req: true, key: 'sallyport' },
    ]);
    const answer = parsed(response.body);
    if (answer['outcome'] === 'permit') served.set(serialIn(message), String(answer['session']));
    return answer;
  };
  return {
    network,
    time,
    served,
    received,
    answers,
    refusals,
    failures,
    signer,
    post,
    ask,
    queue: stores.queue,
    record: stores.record,
  };
}

function serialIn({ device }: JsonObject): string {
  return isJsonObject(device) ? String(device['serialNumber']) : '';
}

export function question(serialNumber: string, more: JsonObject = {}): JsonObject {
  return { type: 'admission.question', id: 'q-1', device: { serialNumber }, facts: { beam: 7 }, ...more };
}
