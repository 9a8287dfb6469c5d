/** A client without manners: writes any bytes, reads until the other side closes. */

import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { TlsIdentity } from '@sallyport/http';

export interface RawOptions {
  readonly port: number;
  readonly tls?: boolean;
  readonly identity?: TlsIdentity;
  /** From which of this machine's addresses it comes. */
  readonly localAddress?: string;
  readonly maxVersion?: 'TLSv1.2' | 'TLSv1.3';
}

export async function rawConnect(options: RawOptions): Promise<RawClient> {
  const from = options.localAddress === undefined ? {} : { localAddress: options.localAddress };
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opened =
      options.tls === false
        ? connectTcp({ host: '127.0.0.1', port: options.port, ...from }, () => resolve(opened))
        : connectTls(
            {
              host: '127.0.0.1',
              ...from,
              port: options.port,
              rejectUnauthorized: false,
              ca: [],
              maxVersion: options.maxVersion ?? 'TLSv1.3',
            },
            () => resolve(opened),
          );
    opened.once('error', reject);
  });
  return new RawClient(socket);
}

export class RawClient {
  readonly socket: Socket;
  readonly #closed: Promise<void>;
  #received = '';
  #waiters: (() => void)[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.#received += text;
      for (const wake of this.#waiters.splice(0)) wake();
    });
    socket.on('error', () => undefined);
    this.#closed = new Promise((resolve) => socket.once('close', () => resolve()));
  }

  get received(): string {
    return this.#received;
  }

  write(text: string | Uint8Array): void {
    this.socket.write(text);
  }

  /** Resolves once `pattern` was received; rejects when the connection ends before. */
  async until(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.#received)) {
      const more = new Promise<'more'>((resolve) => this.#waiters.push(() => resolve('more')));
      const end = this.#closed.then(() => 'end' as const);
      if ((await Promise.race([more, end])) === 'end' && !pattern.test(this.#received)) {
        throw new Error(`connection ended before ${pattern}; received: ${this.#received}`);
      }
    }
    return this.#received;
  }

  /** Everything received until the server closes. */
  async untilClosed(): Promise<string> {
    await this.#closed;
    return this.#received;
  }

  destroy(): void {
    this.socket.destroy();
  }
}
