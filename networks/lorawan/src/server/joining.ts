/** Lets a device in, or does not: JoinReq and RejoinReq (TS002 §8, TS001 §6.2, LoRaWAN 1.1 §6.2). */

import { createHash } from 'node:crypto';
import { type Clock, type JsonObject, type Milliseconds, SECOND, type Secret, toHex, utf8 } from '@sallyport/core';
import { type Facts, type NetworkSessions, sessionHolder } from '@sallyport/onboarding';
import { fail } from '../errors.ts';
import { encodeJoinAccept, OPT_NEG } from '../frame/join-accept.ts';
import { decodeUplink, provesKey, type Uplink } from '../frame/uplink.ts';
import { deriveJsEncKey, deriveJsIntKey, deriveKeys10, deriveKeys11, type SessionKeys } from '../keys/derivation.ts';
import { sealKey } from '../keys/envelope.ts';
import type { Envelope, JoinReq } from '../messages/request.ts';
import type {
  DeviceRegister,
  LorawanDevice,
  LorawanPeer,
  NonceClaim,
  NonceLedger,
  PeerDirectory,
  SessionKeyVault,
} from './ports.ts';
import { isMacVersion, MAC_VERSIONS } from './versions.ts';

export interface JoiningOptions {
  readonly devices: DeviceRegister;
  readonly nonces: NonceLedger;
  readonly peers: PeerDirectory;
  /** Undefined: AppSKeys travel wrapped in the answer, and AppSKeyReq finds none. */
  readonly vault: SessionKeyVault | undefined;
  /** Until a device must join again. Undefined: until somebody ends the session. */
  readonly lifetime: Milliseconds | undefined;
}

/** JoinReqType in the MIC of a Join-accept (LoRaWAN 1.1 §6.2.3). */
const REQUEST_TYPES: Readonly<Record<Uplink['type'], number>> = {
  join: 0xff,
  'rejoin-0': 0x00,
  'rejoin-1': 0x01,
  'rejoin-2': 0x02,
};
const LAST_JOIN_NONCE = 0xff_ff_ff;
const SESSION_KEY_ID = 16;

export class Joining {
  readonly #options: JoiningOptions;
  readonly #sessions: NetworkSessions;
  readonly #clock: Clock;

  constructor(options: JoiningOptions, sessions: NetworkSessions, clock: Clock) {
    this.#options = options;
    this.#sessions = sessions;
    this.#clock = clock;
  }

  /** The objects of a successful answer. @throws every E_LORAWAN_ code that has a result code, E_NETWORK_FULL, E_NETWORK_RECORD */
  async join(request: JoinReq, envelope: Envelope, peer: LorawanPeer): Promise<JsonObject> {
    const uplink = decodeUplink(request.phyPayload);
    if ((uplink.type === 'join') !== (request.message === 'JoinReq')) {
      throw fail('E_LORAWAN_FRAME', 'the frame is of another kind than the message');
    }
    if (!isMacVersion(request.macVersion)) throw fail('E_LORAWAN_MAC_VERSION', 'a version that there is not');
    const device = await this.#deviceOf(request, uplink, envelope);
    const usesOptNeg = checkGeneration(device, request, uplink);
    this.#checkMic(device, uplink);
    // The number is used up before policy is asked: a frame that was refused once must not open the network later.
    const joinNonce = await this.#claim(device, uplink);
    return this.#admit({ request, envelope, peer, device, uplink, usesOptNeg, joinNonce });
  }

  async #deviceOf(request: JoinReq, uplink: Uplink, { receiverId, senderId }: Envelope): Promise<LorawanDevice> {
    if (uplink.devEui !== request.devEui) throw fail('E_LORAWAN_MESSAGE', 'DevEUI is not that of the frame');
    const device = await this.#options.devices.find(uplink.devEui);
    if (device === undefined) throw fail('E_LORAWAN_UNKNOWN_DEVICE', 'nobody gave this device root keys');
    const joinEuis = 'joinEui' in uplink ? [uplink.joinEui, receiverId] : [receiverId];
    if (joinEuis.some((joinEui) => joinEui !== device.joinEui)) {
      throw fail('E_LORAWAN_JOIN_EUI', 'the JoinEUI is not the one that the device is registered with');
    }
    if ('netId' in uplink && uplink.netId !== senderId) {
      throw fail('E_LORAWAN_SENDER', 'the device rejoins the network of somebody else');
    }
    return device;
  }

  /** Types 0 and 2 are proved by a session key that only the Network Server has; it checks them (LoRaWAN 1.1 §6.2.4.1). */
  #checkMic(device: LorawanDevice, uplink: Uplink): void {
    const { nwkKey, appKey, devEui } = device;
    if (uplink.type === 'rejoin-0' || uplink.type === 'rejoin-2') return;
    const root = nwkKey ?? appKey;
    const key = uplink.type === 'join' ? root : deriveJsIntKey(root, devEui);
    if (!provesKey(uplink, key.expose())) throw fail('E_LORAWAN_MIC', 'the MIC is not made with the root key');
  }

  async #claim({ devEui, macVersion }: LorawanDevice, uplink: Uplink): Promise<number> {
    const joinNonce = await kept(
      this.#options.nonces.claim(devEui, claimOf(uplink, MAC_VERSIONS[macVersion].devNonce)),
    );
    if (joinNonce === undefined) throw fail('E_LORAWAN_REPLAYED', 'the number of this request was used before');
    if (joinNonce > LAST_JOIN_NONCE) throw fail('E_LORAWAN_NONCES_USED_UP', 'there is no JoinNonce left');
    return joinNonce;
  }

  async #admit(join: Join): Promise<JsonObject> {
    const { request, envelope, peer, device, uplink, joinNonce } = join;
    const attempt = `${device.devEui}-${joinNonce}`;
    const facts: Facts = {
      devEui: device.devEui,
      joinEui: device.joinEui,
      devAddr: request.devAddr,
      netId: envelope.senderId,
      networkServer: peer.name,
      macVersion: device.macVersion,
      join: uplink.type,
    };
    const { decision, generation } = await this.#sessions.judge({ session: attempt, device: device.identity, facts });
    if (decision.outcome !== 'permit') throw fail('E_LORAWAN_DENIED', decision.reason);
    const lifetime = this.#lifetime(decision.obligations);
    const keys = deriveSessionKeys(join);
    const sessionKeyId = sessionKeyIdOf(attempt);
    const delivery = await this.#deliverAppSKey(device, keys.appSKey, sessionKeyId);
    const now = this.#clock.now().getTime();
    await this.#sessions.admit(
      {
        id: attempt,
        attempt,
        place: device.devEui,
        ...sessionHolder(device.identity),
        facts,
        state: 'admitted',
        admittedAt: now,
        endsAt: lifetime === undefined ? null : now + lifetime,
        obligations: decision.obligations,
        reason: decision.reason,
      },
      generation,
    );
    return {
      PHYPayload: toHex(acceptFrame(join)).toUpperCase(),
      Lifetime: lifetime === undefined ? 0 : Math.floor(lifetime / SECOND),
      ...networkKeys(keys, peer),
      ...delivery,
    };
  }

  /** The AppSKey is for the Application Server: wrapped for it, or fetched by it. The Network Server never gets it readable. */
  async #deliverAppSKey(device: LorawanDevice, appSKey: Secret, sessionKeyId: string): Promise<JsonObject> {
    const { vault, peers } = this.#options;
    if (vault !== undefined) await kept(vault.put(device.devEui, sessionKeyId, appSKey));
    const server =
      device.applicationServer === undefined ? undefined : await kept(peers.find(device.applicationServer));
    const byId = vault === undefined ? {} : { SessionKeyID: sessionKeyId.toUpperCase() };
    if (server !== undefined && server.kek !== 'in-clear') return { AppSKey: sealKey(server.kek, appSKey), ...byId };
    if (vault === undefined) {
      throw fail(
        'E_LORAWAN_STORE',
        'the AppSKey has no way to its Application Server: no key to wrap it, and no vault',
      );
    }
    return byId;
  }

  #lifetime(obligations: readonly { readonly type: string; readonly value: string }[]): Milliseconds | undefined {
    const asked = obligations.find(({ type }) => type === 'session-timeout')?.value;
    const limits = [this.#options.lifetime, asked === undefined ? undefined : Number(asked) * SECOND];
    const known = limits.filter((limit) => limit !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }
}

interface Join {
  readonly request: JoinReq;
  readonly envelope: Envelope;
  readonly peer: LorawanPeer;
  readonly device: LorawanDevice;
  readonly uplink: Uplink;
  readonly usesOptNeg: boolean;
  readonly joinNonce: number;
}

/** Whether the session is one of LoRaWAN 1.1 (§6.2.3: OptNeg). @throws E_LORAWAN_OPT_NEG */
function checkGeneration({ nwkKey }: LorawanDevice, { dlSettings }: JoinReq, uplink: Uplink): boolean {
  const usesOptNeg = (dlSettings & OPT_NEG) !== 0;
  if (usesOptNeg && nwkKey === undefined) throw fail('E_LORAWAN_OPT_NEG', 'OptNeg for a device of LoRaWAN 1.0');
  if (uplink.type !== 'join' && !usesOptNeg) throw fail('E_LORAWAN_OPT_NEG', 'a Rejoin-request without OptNeg');
  return usesOptNeg;
}

function claimOf(uplink: Uplink, rule: 'any' | 'counter'): NonceClaim {
  switch (uplink.type) {
    case 'join':
      return { kind: 'dev-nonce', rule, value: uplink.devNonce };
    case 'rejoin-1':
      return { kind: 'rejoin-1', value: uplink.count };
    case 'rejoin-0':
    case 'rejoin-2':
      return { kind: 'rejoin-0' };
  }
}

function nonceOf(uplink: Uplink): number {
  return uplink.type === 'join' ? uplink.devNonce : uplink.count;
}

function deriveSessionKeys({ device, uplink, usesOptNeg, joinNonce, envelope }: Join): SessionKeys {
  const { nwkKey, appKey, joinEui } = device;
  return usesOptNeg && nwkKey !== undefined
    ? deriveKeys11({ nwkKey, appKey }, joinNonce, joinEui, nonceOf(uplink))
    : deriveKeys10(nwkKey ?? appKey, joinNonce, envelope.senderId, nonceOf(uplink));
}

function acceptFrame({ request, envelope, device, uplink, usesOptNeg, joinNonce }: Join): Uint8Array {
  const { devAddr, dlSettings, rxDelay, cfList } = request;
  const { nwkKey, appKey, devEui, joinEui } = device;
  const accept = { joinNonce, netId: envelope.senderId, devAddr, dlSettings, rxDelay, cfList };
  const root = nwkKey ?? appKey;
  if (!usesOptNeg) return encodeJoinAccept(accept, { mic: root.expose(), encryption: root.expose() }, undefined);
  const encryption = uplink.type === 'join' ? root : deriveJsEncKey(root, devEui);
  return encodeJoinAccept(
    accept,
    { mic: deriveJsIntKey(root, devEui).expose(), encryption: encryption.expose() },
    { requestType: REQUEST_TYPES[uplink.type], joinEui, nonce: nonceOf(uplink) },
  );
}

function networkKeys(keys: SessionKeys, { kek }: LorawanPeer): JsonObject {
  if (keys.generation === '1.0') return { NwkSKey: sealKey(kek, keys.nwkSKey) };
  return {
    SNwkSIntKey: sealKey(kek, keys.sNwkSIntKey),
    FNwkSIntKey: sealKey(kek, keys.fNwkSIntKey),
    NwkSEncKey: sealKey(kek, keys.nwkSEncKey),
  };
}

/** Names the keys of one join, and nothing can be read from it. */
export function sessionKeyIdOf(session: string): string {
  return toHex(createHash('sha256').update(utf8(session)).digest().subarray(0, SESSION_KEY_ID));
}

/** What a store gives. @throws E_LORAWAN_STORE */
export async function kept<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw fail('E_LORAWAN_STORE', 'it could not be read or written down', { cause });
  }
}
