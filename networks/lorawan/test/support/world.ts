/** A Join Server with everything in memory, a Network Server that serves whom it was given keys for, and devices. */

import { createCipheriv } from 'node:crypto';
import {
  concat,
  fromHex,
  fromUtf8,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  Secret,
  seededRandom,
  utf8,
  VirtualTime,
} from '@sallyport/core';
import { aesCmac } from '@sallyport/crypto';
import { buildRequest, type HttpResponse } from '@sallyport/http';
import {
  type DeviceRegister,
  KnownPeers,
  type LorawanDevice,
  LorawanNetwork,
  type LorawanNetworkOptions,
  type NetworkServerNotices,
  type NonceClaim,
  type NonceLedger,
  type SessionKeyVault,
} from '@sallyport/lorawan';
import {
  type Authorizer,
  type DeviceIdentity,
  type NetworkSession,
  type NetworkSessionRecord,
  permit,
} from '@sallyport/onboarding';

export const NET_ID = '010203';
export const JOIN_EUI = '0807060504030201';
export const TOKEN = 'the-network-server-knows-this';
export const AS_TOKEN = 'the-application-server-knows-this';
export const AS_ID = 'app.example';
export const KEK = Secret.of(new Uint8Array(16));
export const ALLOWING: Authorizer = { decide: async () => permit('fine') };

export class MemoryRegister implements DeviceRegister {
  readonly devices = new Map<string, LorawanDevice>();

  async find(devEui: string): Promise<LorawanDevice | undefined> {
    return this.devices.get(devEui);
  }

  async add(device: LorawanDevice): Promise<void> {
    if (this.devices.has(device.devEui)) throw new RangeError('there is such a device');
    this.devices.set(device.devEui, device);
  }
}

export class MemoryLedger implements NonceLedger {
  readonly used = new Map<string, number[]>();
  readonly joinNonces = new Map<string, number>();
  isBroken = false;

  async claim(devEui: string, claim: NonceClaim): Promise<number | undefined> {
    if (this.isBroken) throw new RangeError('the disk is full');
    if (claim.kind !== 'rejoin-0') {
      const key = `${claim.kind} ${devEui}`;
      const used = this.used.get(key) ?? [];
      const isCounter = claim.kind === 'rejoin-1' || claim.rule === 'counter';
      if (isCounter ? used.some((each) => each >= claim.value) : used.includes(claim.value)) return undefined;
      this.used.set(key, [...used, claim.value]);
    }
    const joinNonce = (this.joinNonces.get(devEui) ?? 0) + 1;
    this.joinNonces.set(devEui, joinNonce);
    return joinNonce;
  }
}

export class MemoryVault implements SessionKeyVault {
  readonly #keys = new Map<string, { readonly id: string; readonly key: Secret }>();

  async put(devEui: string, id: string, key: Secret): Promise<void> {
    this.#keys.set(devEui, { id, key });
  }

  async find(devEui: string, id: string): Promise<Secret | undefined> {
    const found = this.#keys.get(devEui);
    return found?.id === id ? found.key : undefined;
  }

  async forget(devEui: string): Promise<void> {
    this.#keys.delete(devEui);
  }
}

class MemoryRecord implements NetworkSessionRecord {
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

export function identity(serialNumber: string): DeviceIdentity {
  return { serialNumber, manufacturer: 'm', model: undefined, credential: undefined, assurance: 'authenticated' };
}

export function lorawanDevice(devEui: string, more: Partial<LorawanDevice> = {}): LorawanDevice {
  return {
    devEui,
    joinEui: JOIN_EUI,
    macVersion: '1.0.3',
    appKey: Secret.of(fromHex(`${devEui}${devEui}`)),
    nwkKey: undefined,
    identity: identity(devEui),
    homeNetId: NET_ID,
    applicationServer: AS_ID,
    ...more,
  };
}

/** A device of LoRaWAN 1.1. */
export function device11(devEui: string, more: Partial<LorawanDevice> = {}): LorawanDevice {
  return lorawanDevice(devEui, { macVersion: '1.1', nwkKey: Secret.of(fromHex(`${devEui}0000000000000000`)), ...more });
}

export function joinFrame(device: LorawanDevice, devNonce: number, key = device.nwkKey ?? device.appKey): Uint8Array {
  const message = concat(
    Uint8Array.of(0),
    fromHex(device.joinEui).reverse(),
    fromHex(device.devEui).reverse(),
    Uint8Array.of(devNonce & 0xff, devNonce >> 8),
  );
  return concat(message, aesCmac(key.expose(), message).subarray(0, 4));
}

/** The device's side: AES encryption undoes what the Join Server did (TS001 §6.2.6). */
export function openAccept(frame: Uint8Array, key: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
  return concat(frame.subarray(0, 1), cipher.update(frame.subarray(1)));
}

export function world(
  authorizer: Authorizer = ALLOWING,
  options: Partial<LorawanNetworkOptions> = {},
  hasVault = true,
) {
  const time = new VirtualTime();
  const devices = new MemoryRegister();
  const nonces = new MemoryLedger();
  const vault = new MemoryVault();
  const record = new MemoryRecord();
  const served = new Set<string>();
  const notices: Parameters<NetworkServerNotices['putOut']>[0][] = [];
  const refusals: string[] = [];
  const peers = new KnownPeers([
    { name: 'network', ids: [NET_ID], kek: { label: 'ns', key: KEK }, token: Secret.of(TOKEN) },
    { name: 'application', ids: [AS_ID], kek: { label: 'as', key: KEK }, token: Secret.of(AS_TOKEN) },
  ]);
  const network = new LorawanNetwork(
    {
      joinEuis: [JOIN_EUI],
      authorizer,
      devices,
      nonces,
      peers,
      record,
      ...(hasVault ? { vault } : {}),
      notices: {
        putOut: async (notice) => {
          notices.push(notice);
          served.delete(notice.devEui);
        },
      },
      refused: ({ code }) => refusals.push(code),
      ...options,
    },
    { clock: time, timer: time, random: seededRandom('lorawan') },
  );

  const post = (message: JsonValue | Uint8Array, token = TOKEN): Promise<HttpResponse> =>
    network.handle(
      buildRequest({
        method: 'POST',
        target: '/',
        headers: { authorization: `Bearer ${token}` },
        body: message instanceof Uint8Array ? message : utf8(JSON.stringify(message)),
      }),
    );

  /** Asks as the Network Server does, and serves the device when it is given keys. */
  const ask = async (message: JsonObject, token = TOKEN): Promise<JsonObject> => {
    const answer = parsed(await post(message, token));
    const { DevEUI } = message;
    if (typeof DevEUI === 'string' && answer['PHYPayload'] !== undefined) served.add(DevEUI);
    return answer;
  };
  return { network, devices, nonces, vault, record, served, notices, refusals, time, post, ask };
}

export function parsed({ body }: HttpResponse): JsonObject {
  const value: JsonValue = JSON.parse(fromUtf8(body));
  if (!isJsonObject(value)) throw new TypeError('no object');
  return value;
}

export function joinReq(device: LorawanDevice, devNonce: number, more: JsonObject = {}): JsonObject {
  return {
    ProtocolVersion: '1.0',
    SenderID: NET_ID,
    ReceiverID: JOIN_EUI,
    TransactionID: 1234,
    MessageType: 'JoinReq',
    MACVersion: device.macVersion,
    PHYPayload: Buffer.from(joinFrame(device, devNonce)).toString('hex'),
    DevEUI: device.devEui,
    DevAddr: '01020304',
    DLSettings: device.nwkKey === undefined ? '15' : '95',
    RxDelay: 1,
    CFList: '184f84e85684b85e84886684586e8400',
    ...more,
  };
}

export function resultIn(answer: JsonObject): JsonValue | undefined {
  const result = answer['Result'];
  return isJsonObject(result) ? result['ResultCode'] : undefined;
}
