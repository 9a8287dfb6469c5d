/**
 * A UDP socket with an end to everything: datagrams of a bounded size, a bounded queue of them on their way out, and failures that
 * are counted. A datagram can be lost at any time, so a send that fails is nothing else; whoever needs to know asks the counters.
 */

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIP } from 'node:net';
import { plain, reasonOf, type SallyportError } from '@sallyport/core';
import { fail } from './errors.ts';

export interface UdpAddress {
  /** Text; a link-local IPv6 address carries its zone: `fe80::1%eth0`. */
  readonly address: string;
  readonly port: number;
}

export interface UdpOptions {
  /** An IP address of this machine, with its zone where it needs one. Default: every address of the family. */
  readonly host?: string;
  /** Default 0: one that is free. */
  readonly port?: number;
  /** Default: that of `host`, else 4. */
  readonly family?: 4 | 6;
  /** Bytes. Longer datagrams are dropped, in either direction. Default 65507, the most that UDP over IPv4 takes. */
  readonly maxDatagram?: number;
  /** Datagrams handed to the system and not yet sent. Default 1024. */
  readonly maxQueued?: number;
  /** False for a socket that does not keep the process alive. Default true. */
  readonly keepAlive?: boolean;
}

/** Since the socket was opened. */
export interface UdpCounters {
  readonly received: number;
  readonly sent: number;
  /** Received and longer than `maxDatagram`. */
  readonly oversized: number;
  /** Not sent: too long, no way to the address, too many queued, or the socket was closed. */
  readonly unsent: number;
}

export interface UdpSocket extends UdpAddress {
  readonly family: 4 | 6;
  readonly counters: UdpCounters;
  /** `oversized` and `unsent` together. */
  readonly dropped: number;
  /** Never throws for the network's sake. @throws E_UDP_ARGUMENT for what is no address or no port */
  send(datagram: Uint8Array, to: UdpAddress): void;
  /** Lets what was sent leave, then closes. May be called again. */
  close(): Promise<void>;
}

const MAX_UDP_PAYLOAD = 65_507;

/**
 * `receive` is called for each datagram; its memory is the receiver's.
 * @throws E_UDP_PORT_IN_USE, E_UDP_DENIED, E_UDP_ADDRESS, E_UDP_OPEN, E_UDP_ARGUMENT
 */
export function openUdpSocket(
  options: UdpOptions,
  receive: (datagram: Uint8Array, from: UdpAddress) => void,
): Promise<UdpSocket> {
  return BoundSocket.open(options, receive);
}

class BoundSocket implements UdpSocket {
  readonly #socket: Socket;
  readonly #maxDatagram: number;
  readonly #maxQueued: number;
  readonly #receive: (datagram: Uint8Array, from: UdpAddress) => void;
  readonly #counters = { received: 0, sent: 0, oversized: 0, unsent: 0 };
  readonly family: 4 | 6;
  #queued = 0;
  #drained: (() => void) | undefined;
  #closed: Promise<void> | undefined;

  private constructor(options: UdpOptions, receive: (datagram: Uint8Array, from: UdpAddress) => void) {
    this.family = familyOf(options);
    this.#maxDatagram = count('maxDatagram', options.maxDatagram ?? MAX_UDP_PAYLOAD);
    this.#maxQueued = count('maxQueued', options.maxQueued ?? 1024);
    this.#receive = receive;
    // With ipv6Only the two families of one port can be bound side by side.
    this.#socket = createSocket(this.family === 4 ? { type: 'udp4' } : { type: 'udp6', ipv6Only: true });
    this.#socket.on('message', (datagram, from) => this.#received(datagram, from));
  }

  static async open(
    options: UdpOptions,
    receive: (datagram: Uint8Array, from: UdpAddress) => void,
  ): Promise<BoundSocket> {
    const port = options.port ?? 0;
    checkPort(port);
    const bound = new BoundSocket(options, receive);
    const socket = bound.#socket;
    await new Promise<void>((resolve, reject) => {
      const failed = (error: NodeJS.ErrnoException): void => {
        void bound.close();
        reject(openError(error, options));
      };
      socket.once('error', failed);
      socket.bind({ port, exclusive: true, ...(options.host === undefined ? {} : { address: options.host }) }, () => {
        socket.off('error', failed);
        // Errors of single datagrams, such as an ICMP message that a port is closed: lost, like any other.
        socket.on('error', () => bound.#counters.unsent++);
        resolve();
      });
    });
    if (options.keepAlive === false) socket.unref();
    return bound;
  }

  get address(): string {
    return this.#closed === undefined ? this.#socket.address().address : '';
  }

  get port(): number {
    return this.#closed === undefined ? this.#socket.address().port : 0;
  }

  get counters(): UdpCounters {
    return { ...this.#counters };
  }

  get dropped(): number {
    return this.#counters.oversized + this.#counters.unsent;
  }

  send(datagram: Uint8Array, to: UdpAddress): void {
    if (isIP(to.address) === 0) throw fail('E_UDP_ARGUMENT', 'a datagram is sent to an IP address');
    checkPort(to.port);
    const isPossible =
      this.#closed === undefined &&
      to.port !== 0 &&
      isIP(to.address) === this.family &&
      datagram.length <= this.#maxDatagram &&
      this.#queued < this.#maxQueued;
    if (!isPossible) {
      this.#counters.unsent++;
      return;
    }
    this.#queued++;
    this.#socket.send(datagram, to.port, to.address, (error) => this.#left(error));
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    if (this.#queued > 0) {
      await new Promise<void>((resolve) => {
        this.#drained = resolve;
      });
    }
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }

  #left(error: Error | null): void {
    if (error === null) this.#counters.sent++;
    else this.#counters.unsent++;
    this.#queued--;
    if (this.#queued === 0) this.#drained?.();
  }

  #received(datagram: Buffer, { address, port }: RemoteInfo): void {
    if (this.#closed !== undefined) return;
    if (datagram.length > this.#maxDatagram) {
      this.#counters.oversized++;
      return;
    }
    this.#counters.received++;
    this.#receive(plain(datagram), { address, port });
  }
}

function familyOf({ host, family }: UdpOptions): 4 | 6 {
  const version = host === undefined ? undefined : isIP(host);
  if (version === 0) throw fail('E_UDP_ARGUMENT', 'the host is an IP address');
  if (version !== undefined && family !== undefined && version !== family) {
    throw fail('E_UDP_ARGUMENT', `the host is no IPv${family} address`);
  }
  return family ?? (version === 6 ? 6 : 4);
}

function checkPort(port: number): void {
  if (!Number.isInteger(port) || port < 0 || port > 0xffff) throw fail('E_UDP_ARGUMENT', `${port} is no port`);
}

function count(name: string, value: number): number {
  if (!Number.isInteger(value) || value < 1) throw fail('E_UDP_ARGUMENT', `${name} is a whole number above zero`);
  return value;
}

const OPEN_ERRORS = {
  EADDRINUSE: 'E_UDP_PORT_IN_USE',
  EACCES: 'E_UDP_DENIED',
  EPERM: 'E_UDP_DENIED',
  EADDRNOTAVAIL: 'E_UDP_ADDRESS',
  EAFNOSUPPORT: 'E_UDP_ADDRESS',
  EINVAL: 'E_UDP_ADDRESS',
} as const;

function openError(error: NodeJS.ErrnoException, { host, port }: UdpOptions): SallyportError {
  const known = Object.entries(OPEN_ERRORS).find(([code]) => code === error.code);
  const where = `${host ?? 'any address'} port ${port ?? 0}`;
  return fail(known?.[1] ?? 'E_UDP_OPEN', `no UDP on ${where}: ${reasonOf(error)}`, { cause: error });
}
