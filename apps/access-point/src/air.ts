/**
 * The way to the access point for stations of other processes: a TCP port that takes and gives Ethernet frames, one connection a
 * station. Behind an open door answers an echo, and behind a shut one nobody: so a station can see for itself whether it is let through.
 */

import { createServer, type Server, type Socket } from 'node:net';
import { type Milliseconds, reasonOf, type Timer, toHex } from '@sallyport/core';
import {
  decodeLinkFrame,
  encodeLinkFrame,
  FrameStream,
  framed,
  type LinkAddress,
  type LinkContent,
  type LinkFrame,
  type PeerReply,
} from '@sallyport/eap';
import type { AccessPoint } from './access-point.ts';
import type { Association } from './association.ts';
import { fail } from './errors.ts';

export interface AirOptions {
  readonly point: AccessPoint;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly timer: Timer;
  /** Hears what RADIUS did not answer, and stations that broke off. */
  readonly onError?: (error: unknown) => void;
}

export interface Air {
  readonly port: number;
  /** Stations that are connected to it now, let in or not. */
  readonly stations: number;
  /** Every station of it leaves. */
  close(): Promise<void>;
}

const OWN_ADDRESS: LinkAddress = Uint8Array.of(2, 0, 0, 0, 0, 0xaa);
const MAX_STATIONS = 64;
/** What a station has for each answer. */
const PATIENCE: Milliseconds = 10_000;
const SUCCESS = 3;
const FAILURE = 4;

/** @throws E_ACCESS_POINT_AIR */
export async function openAir(options: AirOptions): Promise<Air> {
  const { host, port } = options;
  const stations = new Set<RemoteStation>();
  const server = createServer({ noDelay: true }, (socket) => {
    if (stations.size >= MAX_STATIONS) {
      socket.destroy();
      return;
    }
    const station = new RemoteStation(socket, options);
    stations.add(station);
    socket.once('close', () => stations.delete(station));
  });
  const bound = await listen(server, host, port);
  return {
    port: bound,
    get stations() {
      return stations.size;
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await Promise.all([...stations].map((station) => station.leave()));
      await closed;
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(fail('E_ACCESS_POINT_AIR', `stations cannot be heard: ${reasonOf(cause)}`, { cause })),
    );
    server.listen({ host, port }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** One connection: a station that authenticates, passes frames, and leaves. */
class RemoteStation {
  readonly #socket: Socket;
  readonly #options: AirOptions;
  readonly #stream = new FrameStream();
  #address: LinkAddress | undefined;
  #association: Association | undefined;
  /** Set while it is authenticated, and then hears its EAP. */
  #answer: ((packet: Uint8Array) => void) | undefined;
  #isBusy = false;
  #lastIdentifier = 0;

  constructor(socket: Socket, options: AirOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes: Buffer) => this.#take(bytes));
    socket.once('close', () => void this.leave());
  }

  async leave(): Promise<void> {
    this.#socket.destroy();
    await this.#association?.shut('left').catch((error: unknown) => this.#options.onError?.(error));
  }

  #take(bytes: Uint8Array): void {
    const frames = this.#stream.take(bytes);
    if (frames === undefined) this.#socket.destroy();
    for (const bytes of frames ?? []) {
      const frame = decodeLinkFrame(bytes);
      if (frame !== undefined) this.#hear(frame);
    }
  }

  #hear({ from, content }: LinkFrame): void {
    switch (content.type) {
      case 'start':
        if (!this.#isBusy) void this.#authenticate(from);
        return;
      case 'eap':
        this.#answer?.(content.packet);
        return;
      case 'logoff':
        this.#association?.shut('left').catch((error: unknown) => this.#options.onError?.(error));
        return;
      case 'echo':
        if (this.#association?.isOpen === true) this.#send({ type: 'echoed', receipt: content.receipt });
        return;
      case 'echoed':
        return;
    }
  }

  async #authenticate(address: LinkAddress): Promise<void> {
    this.#isBusy = true;
    this.#address = address;
    try {
      const station = { receive: (eap: Uint8Array) => this.#converse(eap) };
      const { association, verdict } = await this.#options.point.connect(written(address), station);
      if (!verdict.isOpen) return;
      this.#association = association;
      if (this.#socket.destroyed) await association.shut('left');
      // IEEE 802.1X-2020 §8.4: whose port is shut is told so.
      else association.ended.then((ending) => ending === 'put-out' && this.#sendFailure());
    } catch (error) {
      this.#options.onError?.(error);
      this.#sendFailure();
    } finally {
      this.#isBusy = false;
    }
  }

  /** Sends a packet and waits for the answer, where one is due; a station that is silent has none. */
  #converse(eap: Uint8Array): Promise<PeerReply> {
    this.#send({ type: 'eap', packet: eap });
    this.#lastIdentifier = eap[1] ?? 0;
    if (eap[0] === SUCCESS || eap[0] === FAILURE) return Promise.resolve({});
    return new Promise((resolve) => {
      const done = (response: Uint8Array | undefined) => {
        cancel();
        this.#socket.off('close', gone);
        this.#answer = undefined;
        resolve(response === undefined ? {} : { response });
      };
      const gone = () => done(undefined);
      const cancel = this.#options.timer.after(PATIENCE, gone);
      this.#socket.once('close', gone);
      this.#answer = done;
      if (this.#socket.destroyed) gone();
    });
  }

  /** RFC 3748 §4.2: code, the identifier of the last request, four bytes long. */
  #sendFailure(): void {
    this.#send({ type: 'eap', packet: Uint8Array.of(FAILURE, this.#lastIdentifier, 0, 4) });
  }

  #send(content: LinkContent): void {
    if (this.#address === undefined || this.#socket.destroyed) return;
    this.#socket.write(framed(encodeLinkFrame({ to: this.#address, from: OWN_ADDRESS, content })));
  }
}

/** `02-00-00-00-00-01`, as NASes write it (RFC 3580 §3.21). */
function written(address: LinkAddress): string {
  return (toHex(address).toUpperCase().match(/../g) ?? []).join('-');
}
