/** Messages in a stream of octets: each behind its length, four octets, the most significant first. */

import { concat } from '@sallyport/core';
import { fail } from '../errors.ts';
import { MAX_FRAME } from '../limits.ts';

const PREFIX = 4;

/** @throws E_CA_COMMANDS_FRAME for a message that is empty or too long */
export function encodeFrame(message: Uint8Array): Uint8Array {
  checkLength(message.length);
  const frame = new Uint8Array(PREFIX + message.length);
  new DataView(frame.buffer).setUint32(0, message.length);
  frame.set(message, PREFIX);
  return frame;
}

/** Puts messages together from chunks. Holds less than one frame between two calls. After an error the stream is lost. */
export class FrameReader {
  #chunks: Uint8Array[] = [];
  #length = 0;
  /** Octets that must be there before anything can be read; so chunks are joined once, however small they are. */
  #wanted = PREFIX;

  /** The messages that are whole now. @throws E_CA_COMMANDS_FRAME as soon as a length is none, before its content came */
  *push(chunk: Uint8Array): Generator<Uint8Array> {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    while (this.#length >= this.#wanted) {
      const [bytes = chunk] = this.#chunks.length === 1 ? this.#chunks : [concat(...this.#chunks)];
      this.#chunks = [bytes];
      if (this.#wanted === PREFIX) {
        const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
        checkLength(length);
        this.#wanted += length;
      } else {
        const rest = bytes.subarray(this.#wanted);
        this.#chunks = rest.length === 0 ? [] : [rest];
        this.#length = rest.length;
        const message = bytes.slice(PREFIX, this.#wanted);
        this.#wanted = PREFIX;
        yield message;
      }
    }
  }
}

function checkLength(length: number): void {
  if (length >= 1 && length <= MAX_FRAME) return;
  throw fail('E_CA_COMMANDS_FRAME', `a frame of ${length} octets; 1 to ${MAX_FRAME} allowed`);
}
