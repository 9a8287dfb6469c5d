/** The two ends of a TLS connection that is carried by something else than a socket. */

import { Duplex } from 'node:stream';

/** What TLS reads from and writes to. Nothing happens in it by itself. */
export class Wire extends Duplex {
  #written: Uint8Array[] = [];
  #writes = 0;

  /** How often TLS wrote. */
  get writes(): number {
    return this.#writes;
  }

  /** Hands bytes of the other side to TLS. */
  deliver(bytes: Uint8Array): void {
    if (!this.destroyed) this.push(bytes);
  }

  /** What TLS wrote since the last call. */
  drain(): Uint8Array {
    const bytes = Buffer.concat(this.#written);
    this.#written = [];
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  override _read(): void {}

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.#writes++;
    this.#written.push(chunk);
    done();
  }
}
