/** LoRaWAN as a network of the house: a Join Server behind the interface that all networks share. */

import type { Clock, Milliseconds, Random, SallyportError, Timer } from '@sallyport/core';
import type { HttpRequest, HttpResponse } from '@sallyport/http';
import {
  type Authorizer,
  type EventListener,
  type NetworkCandidate,
  type NetworkSession,
  type NetworkSessionRecord,
  NetworkSessions,
  SessionNetwork,
} from '@sallyport/onboarding';
import { fail } from './errors.ts';
import { RootKeyIssuer, type RootKeyRequest, type RootKeys } from './provisioning.ts';
import { JoinServer } from './server/join-server.ts';
import { Joining } from './server/joining.ts';
import type {
  DeviceRegister,
  LorawanPeer,
  NetworkServerNotices,
  NonceLedger,
  PeerDirectory,
  SessionKeyVault,
} from './server/ports.ts';

export interface LorawanNetworkOptions {
  /** The JoinEUIs that lead here, lower-case hexadecimal, the preferred first. */
  readonly joinEuis: readonly string[];
  readonly authorizer: Authorizer;
  readonly devices: DeviceRegister;
  readonly nonces: NonceLedger;
  readonly peers: PeerDirectory;
  readonly record: NetworkSessionRecord;
  readonly notices: NetworkServerNotices;
  /** Undefined: AppSKeys travel wrapped in the answer, and AppSKeyReq finds none. */
  readonly vault?: SessionKeyVault;
  /** Until a device must join again. Default: until somebody ends the session. */
  readonly lifetime?: Milliseconds;
  readonly maxSessions?: number;
  readonly pauses?: readonly Milliseconds[];
  readonly events?: EventListener;
  /** A request was refused, for the log: the other server is told less. */
  readonly refused?: (error: SallyportError, peer: LorawanPeer | undefined) => void;
  readonly failed?: (thrown: unknown) => void;
}

export interface LorawanPorts {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
}

const NETWORK = 'lorawan';
const MAX_TIMEOUT_DIGITS = 9;

export class LorawanNetwork extends SessionNetwork<RootKeyRequest, RootKeys> {
  readonly network = NETWORK;
  readonly provisioning: RootKeyIssuer;
  readonly #joinEuis: readonly string[];
  protected readonly members: NetworkSessions;
  readonly #server: JoinServer;

  /** @throws E_LORAWAN_ARGUMENT without a JoinEUI, or for something that is none */
  constructor(options: LorawanNetworkOptions, { clock, timer, random }: LorawanPorts) {
    super();
    const { joinEuis, devices, notices, vault, lifetime, refused = () => undefined } = options;
    if (joinEuis.length === 0 || joinEuis.some((eui) => !/^[0-9a-f]{16}$/.test(eui))) {
      throw fail('E_LORAWAN_ARGUMENT', 'a Join Server has JoinEUIs of 16 lower-case hexadecimal digits');
    }
    this.#joinEuis = joinEuis;
    this.provisioning = new RootKeyIssuer(devices, joinEuis, random);
    const obligations = { 'session-timeout': isSeconds };
    const enforcement = { putOut: putOutBy(notices, vault), move: undefined };
    this.members = new NetworkSessions({ ...options, network: NETWORK, obligations, enforcement }, { clock, timer });
    const joining = { ...options, vault, lifetime, refused };
    this.#server = new JoinServer(joining, this.members, new Joining(joining, this.members, clock));
  }

  /** Answers a request of the Backend Interfaces: an `HttpHandler`, bound to this. */
  readonly handle = (request: HttpRequest): Promise<HttpResponse> => this.#server.handle(request);

  async discover(): Promise<readonly NetworkCandidate[]> {
    return this.#joinEuis.map((name, i) => ({
      name,
      preference: this.#joinEuis.length - i,
      registrar: undefined,
      facts: { kind: 'JoinEUI' },
    }));
  }
}

function isSeconds(value: string): boolean {
  return /^[1-9]\d*$/.test(value) && value.length <= MAX_TIMEOUT_DIGITS;
}

/** No new session and no AppSKey from this moment; the Network Server is told so that the one under way ends as well. */
function putOutBy(notices: NetworkServerNotices, vault: SessionKeyVault | undefined) {
  return async ({ id, place, facts }: NetworkSession, reason: string, signal: AbortSignal): Promise<void> => {
    const { devAddr, netId } = facts;
    await vault?.forget(place);
    await notices.putOut(
      { devEui: place, devAddr: String(devAddr ?? ''), netId: String(netId ?? ''), session: id, reason },
      signal,
    );
  };
}
