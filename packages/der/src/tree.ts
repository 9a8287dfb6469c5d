/**
 * Values joined in one copy.
 *
 * The writer's functions copy their parts, so a value nested six deep is copied six times. A tree knows its lengths
 * beforehand and is copied once, at the end: for structures on a hot path that carry content of some size.
 */

/** A constructed value yet to be joined. */
export interface DerNode {
  readonly tag: number;
  readonly parts: readonly DerPart[];
  /** Octets of the parts together. */
  readonly contentLength: number;
  /** Octets of the whole encoding. */
  readonly length: number;
}

/** A whole encoding, or a value yet to be joined. */
export type DerPart = Uint8Array | DerNode;

/** A value from its identifier octet and the parts of its content, not copied yet: do not change them before {@link join}. */
export function node(tag: number, ...parts: readonly DerPart[]): DerNode {
  let contentLength = 0;
  for (const part of parts) contentLength += part.length;
  return { tag, parts, contentLength, length: 2 + lengthOctets(contentLength) + contentLength };
}

/** The encoding of a tree. */
export function join(root: DerNode): Uint8Array {
  const out = new Uint8Array(root.length);
  write(root, out, 0);
  return out;
}

function write(part: DerPart, out: Uint8Array, start: number): number {
  if (part instanceof Uint8Array) {
    out.set(part, start);
    return start + part.length;
  }
  let offset = writeHeader(part.tag, part.contentLength, out, start);
  for (const each of part.parts) offset = write(each, out, offset);
  return offset;
}

/** Octets that follow the first length octet (X.690 §10.1: as few as possible). */
export function lengthOctets(length: number): number {
  return length < 0x80 ? 0 : length < 0x100 ? 1 : length < 0x10000 ? 2 : length < 0x1000000 ? 3 : 4;
}

/** Writes identifier and length octets. @returns the offset after them */
export function writeHeader(tag: number, length: number, out: Uint8Array, start: number): number {
  const count = lengthOctets(length);
  out[start] = tag;
  out[start + 1] = count === 0 ? length : 0x80 | count;
  let rest = length;
  for (let at = start + 1 + count; at > start + 1; at--) {
    out[at] = rest & 0xff;
    rest = Math.floor(rest / 256);
  }
  return start + 2 + count;
}
