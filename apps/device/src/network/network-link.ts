/**
 * The device on the link of a simulated access point (`openAir` of @sallyport/app-access-point): it authenticates, hears when it is
 * put out, and sees by an echo whether its frames are let through.
 */

import { connect, type Socket } from 'node:net';
import {
  type Milliseconds,
  type Random,
  reasonOf,
  SECOND,
  systemRandom,
  systemTimer,
  type Timer,
} from '@sallyport/core';
import {
  decodeLinkFrame,
  type EapPeer,
  encodeLinkFrame,
  FrameStream,
  framed,
  type LinkAddress,
  type LinkContent,
  LOOPBACK_ASSISTANCE,
  PAE_GROUP,
} from '@sallyport/eap';
import { fail } from '../errors.ts';
import { type NetworkStationOptions, networkStation } from './network-station.ts';

export interface NetworkLinkOptions extends Omit<NetworkStationOptions, 'ended'> {
  readonly access: { readonly host: string; readonly port: number };
  /** Six bytes. Default: at random, locally administered. */
  readonly address?: LinkAddress;
  readonly random?: Random;
  /** The network shut its door, or the link broke. Not told of a device that leaves. */
  readonly onEnded?: (how: 'put-out' | 'lost') => void;
}

/** What came of an echo: after how long, or that none came. */
export type EchoOutcome = { readonly isBack: true; readonly ms: Milliseconds } | { readonly isBack: false };

const CONNECT_TIMEOUT: Milliseconds = 5 * SECOND;
/** RADIUS itself may take that long to say that it is not there. */
const JOIN_TIMEOUT: Milliseconds = 30 * SECOND;
const ECHO_PATIENCE: Milliseconds = 700;
const ECHO_TRIES = 3;
const EAP_FAILURE = 4;
const ADDRESS_BYTES = 6;
const MAX_RECEIPT = 0x10000;

export class NetworkLink {
  readonly #options: NetworkLinkOptions;
  readonly #timer: Timer;
  readonly #socket: Socket;
  readonly #address: LinkAddress;
  readonly #stream = new FrameStream();
  readonly #echoes = new Map<number, () => void>();
  #eap: ((packet: Uint8Array) => void) | undefined;
  #isOn = false;
  #isLeaving = false;
  #receipt = 0;

  private constructor(options: NetworkLinkOptions, socket: Socket) {
    this.#options = options;
    this.#timer = options.timer ?? systemTimer;
    this.#socket = socket;
    this.#address = options.address ?? newAddress(options.random ?? systemRandom);
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes: Buffer) => this.#take(bytes));
    socket.once('close', () => this.#over('lost'));
  }

  /** Comes within reach of the access point. @throws E_DEVICE_NETWORK */
  static async open(options: NetworkLinkOptions): Promise<NetworkLink> {
    return new NetworkLink(options, await reach(options.access, options.timer ?? systemTimer));
  }

  /** Whether the network said yes, and not yet otherwise. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /**
   * Authenticates.
   * @throws E_DEVICE_NOT_ABOARD without an owner; E_DEVICE_KEPT_OUT when the network says no; E_DEVICE_NETWORK when nothing is said
   */
  async join(): Promise<void> {
    const peer = await networkStation(this.#options);
    try {
      await this.#authenticate(peer);
    } finally {
      peer.close();
      this.#eap = undefined;
    }
    this.#isOn = true;
  }

  /** Sends a frame that whoever is behind the network's door sends back; tried again where nothing comes, as on any network. */
  async echo(): Promise<EchoOutcome> {
    for (let tries = 0; tries < ECHO_TRIES && !this.#socket.destroyed; tries++) {
      const ms = await this.#echoOnce();
      if (ms !== undefined) return { isBack: true, ms };
    }
    return { isBack: false };
  }

  /** Says goodbye; the link is gone. */
  leave(): void {
    this.#isLeaving = true;
    this.#isOn = false;
    if (!this.#socket.destroyed) this.#socket.end(this.#frame({ type: 'logoff' }, PAE_GROUP));
  }

  #authenticate(peer: EapPeer): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = this.#timer.after(JOIN_TIMEOUT, () =>
        done(fail('E_DEVICE_NETWORK', 'the network did not answer')),
      );
      const lost = () => done(fail('E_DEVICE_NETWORK', 'the network broke off'));
      const done = (error?: Error) => {
        cancel();
        this.#socket.off('close', lost);
        if (error === undefined) resolve();
        else reject(error);
      };
      this.#socket.once('close', lost);
      this.#eap = (packet) => {
        peer.receive(packet).then(({ response, outcome }) => {
          if (response !== undefined) this.#send({ type: 'eap', packet: response }, PAE_GROUP);
          if (outcome?.outcome === 'success') done();
          if (outcome?.outcome === 'failure') {
            const { error: cause } = outcome;
            done(fail('E_DEVICE_KEPT_OUT', `the network keeps the device out: ${cause.message}`, { cause }));
          }
        }, done);
      };
      if (this.#socket.destroyed) lost();
      else this.#send({ type: 'start' }, PAE_GROUP);
    });
  }

  #echoOnce(): Promise<Milliseconds | undefined> {
    this.#receipt = (this.#receipt + 1) % MAX_RECEIPT;
    const receipt = this.#receipt;
    const begun = performance.now();
    return new Promise((resolve) => {
      const done = (ms: Milliseconds | undefined) => {
        cancel();
        this.#echoes.delete(receipt);
        resolve(ms);
      };
      const cancel = this.#timer.after(ECHO_PATIENCE, () => done(undefined));
      this.#echoes.set(receipt, () => done(performance.now() - begun));
      this.#send({ type: 'echo', receipt }, LOOPBACK_ASSISTANCE);
    });
  }

  #take(bytes: Uint8Array): void {
    const frames = this.#stream.take(bytes);
    if (frames === undefined) this.#socket.destroy();
    for (const bytes of frames ?? []) {
      const content = decodeLinkFrame(bytes)?.content;
      if (content !== undefined) this.#hear(content);
    }
  }

  #hear(content: LinkContent): void {
    if (content.type === 'echoed') this.#echoes.get(content.receipt)?.();
    if (content.type !== 'eap') return;
    if (this.#eap !== undefined) this.#eap(content.packet);
    else if (content.packet[0] === EAP_FAILURE) this.#over('put-out');
  }

  #over(how: 'put-out' | 'lost'): void {
    if (!this.#isOn || this.#isLeaving) return;
    this.#isOn = false;
    this.#options.onEnded?.(how);
  }

  #send(content: LinkContent, to: LinkAddress): void {
    if (!this.#socket.destroyed) this.#socket.write(this.#frame(content, to));
  }

  #frame(content: LinkContent, to: LinkAddress): Uint8Array {
    return framed(encodeLinkFrame({ to, from: this.#address, content }));
  }
}

function reach({ host, port }: NetworkLinkOptions['access'], timer: Timer): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    const lost = (reason: string, cause?: unknown) => {
      cancel();
      socket.destroy();
      reject(fail('E_DEVICE_NETWORK', `no access point is within reach: ${reason}`, { cause }));
    };
    const cancel = timer.after(CONNECT_TIMEOUT, () => lost('it does not answer'));
    const failed = (cause: Error) => lost(reasonOf(cause), cause);
    socket.once('error', failed);
    socket.once('connect', () => {
      cancel();
      socket.off('error', failed);
      resolve(socket);
    });
  });
}

function newAddress(random: Random): LinkAddress {
  const address = Uint8Array.from(random.bytes(ADDRESS_BYTES));
  address[0] = ((address[0] ?? 0) & 0xfc) | 0x02;
  return address;
}
