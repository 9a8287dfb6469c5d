/**
 * A UDP socket in another network namespace: a process that lives there passes datagrams on, each behind its length in two bytes, from
 * its standard input and to its standard output.
 */

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const LENGTH_BYTES = 2;

export class NamespaceSocket {
  /** What the process runs. */
  static readonly program = fileURLToPath(new URL('datagram-relay.ts', import.meta.url));
  readonly #relay: ChildProcess;

  private constructor(relay: ChildProcess) {
    this.#relay = relay;
  }

  static async open(relay: ChildProcess, receive: (datagram: Uint8Array) => void): Promise<NamespaceSocket> {
    const { stdout } = relay;
    if (stdout === null) throw new Error('the relay of datagrams has no standard output');
    const read = datagramsIn((datagram) => receive(datagram));
    stdout.on('data', read);
    await once(relay, 'spawn');
    return new NamespaceSocket(relay);
  }

  send(datagram: Uint8Array): void {
    this.#relay.stdin?.write(framed(datagram));
  }

  close(): void {
    this.#relay.kill();
  }
}

export function framed(datagram: Uint8Array): Uint8Array {
  const frame = Buffer.alloc(LENGTH_BYTES + datagram.length);
  frame.writeUInt16BE(datagram.length);
  frame.set(datagram, LENGTH_BYTES);
  return frame;
}

/** Takes a stream in pieces, and shows the datagrams in it. */
export function datagramsIn(show: (datagram: Uint8Array) => void): (chunk: Buffer) => void {
  let pending = Buffer.alloc(0);
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= LENGTH_BYTES) {
      const end = LENGTH_BYTES + pending.readUInt16BE();
      if (pending.length < end) return;
      show(pending.subarray(LENGTH_BYTES, end));
      pending = pending.subarray(end);
    }
  };
}
