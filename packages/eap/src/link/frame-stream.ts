/** Frames one after another on a stream, each behind its length in four bytes: as QEMU's socket links have them. */

import { concat } from '@sallyport/core';
import { MAX_LINK_FRAME } from './link-frame.ts';

const LENGTH = 4;

export function framed(frame: Uint8Array): Uint8Array {
  const head = new Uint8Array(LENGTH);
  new DataView(head.buffer).setUint32(0, frame.length);
  return concat(head, frame);
}

/** Takes a stream apart. */
export class FrameStream {
  #held: Uint8Array = new Uint8Array(0);

  /**
   * The frames that are whole now.
   * @returns undefined when the stream announces a frame larger than any of this link: there is no going on
   */
  take(bytes: Uint8Array): readonly Uint8Array[] | undefined {
    let rest = concat(this.#held, bytes);
    const frames: Uint8Array[] = [];
    while (rest.length >= LENGTH) {
      const length = new DataView(rest.buffer, rest.byteOffset).getUint32(0);
      if (length > MAX_LINK_FRAME) return undefined;
      if (rest.length < LENGTH + length) break;
      frames.push(rest.slice(LENGTH, LENGTH + length));
      rest = rest.subarray(LENGTH + length);
    }
    this.#held = rest.slice();
    return frames;
  }
}
