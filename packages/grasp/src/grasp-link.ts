/** UDP multicast to and from ALL_GRASP_NEIGHBORS on one interface (RFC 8990 §2.6). */

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { reasonOf } from '@sallyport/core';
import { zoneOf } from './addresses.ts';
import { ALL_GRASP_NEIGHBORS } from './constants.ts';
import { fail } from './errors.ts';
import type { GraspInterface } from './network-interfaces.ts';

export interface GraspLinkOptions {
  readonly on: GraspInterface;
  readonly port: number;
  /** False for a link that only sends: it then leaves the port to those who listen. */
  readonly listen: boolean;
  readonly onDatagram?: (datagram: Uint8Array, source: string) => void;
  readonly onWarning?: (error: Error) => void;
}

export class GraspLink {
  readonly #socket: Socket;
  readonly #options: GraspLinkOptions;
  #closed = false;

  private constructor(options: GraspLinkOptions) {
    this.#options = options;
    const v6 = options.on.family === 'IPv6';
    this.#socket = createSocket({ type: v6 ? 'udp6' : 'udp4', reuseAddr: true, ...(v6 ? { ipv6Only: true } : {}) });
    this.#socket.on('message', (datagram, from) => this.#received(datagram, from));
  }

  /** @throws E_GRASP_MULTICAST */
  static open(options: GraspLinkOptions): Promise<GraspLink> {
    const link = new GraspLink(options);
    const socket = link.#socket;
    return new Promise((resolve, reject) => {
      const failed = (cause: unknown) => {
        void link.close();
        reject(fail('E_GRASP_MULTICAST', `no GRASP on ${options.on.name}: ${reasonOf(cause)}`, { cause }));
      };
      socket.once('error', failed);
      socket.bind({ port: options.listen ? options.port : 0, exclusive: false }, () => {
        try {
          link.#join();
        } catch (cause) {
          failed(cause);
          return;
        }
        socket.off('error', failed);
        socket.on('error', (error) => options.onWarning?.(error));
        resolve(link);
      });
    });
  }

  /** Resolves when the datagram has left, or a warning was given. */
  send(datagram: Uint8Array): Promise<void> {
    if (this.#closed) return Promise.resolve();
    const { on, port, onWarning } = this.#options;
    const group = on.family === 'IPv6' ? `${ALL_GRASP_NEIGHBORS.IPv6}%${on.name}` : ALL_GRASP_NEIGHBORS.IPv4;
    return new Promise((resolve) => {
      this.#socket.send(datagram, port, group, (error) => {
        if (error !== null) onWarning?.(error);
        resolve();
      });
    });
  }

  close(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#closed = true;
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }

  #join(): void {
    const { on, listen } = this.#options;
    const where = on.family === 'IPv6' ? `::%${on.name}` : on.address;
    this.#socket.setMulticastInterface(where);
    this.#socket.setMulticastLoopback(true);
    this.#socket.setMulticastTTL(1);
    if (listen) this.#socket.addMembership(ALL_GRASP_NEIGHBORS[on.family], where);
  }

  #received(datagram: Buffer, { address }: RemoteInfo): void {
    const zone = zoneOf(address);
    // Some systems give every socket of the port what was joined on any interface.
    if (zone !== undefined && zone !== this.#options.on.name) return;
    this.#options.onDatagram?.(datagram, address);
  }
}
