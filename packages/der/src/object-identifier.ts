/** OBJECT IDENTIFIER contents (X.690 §8.19). */

import { fail } from './errors.ts';

/** Longest accepted encoding in octets; registered identifiers stay far below it. */
const MAX_OCTETS = 64;

const decoded = new Map<string, string>();
const encoded = new Map<string, Uint8Array>();
const CACHE_SIZE = 512;

/** Content octets to dotted form. `offset` is for the error message. */
export function decodeObjectIdentifier(content: Uint8Array, offset: number): string {
  if (content.length === 0 || content.length > MAX_OCTETS) {
    throw fail('E_DER_VALUE', `OBJECT IDENTIFIER of ${content.length} octets at offset ${offset}`);
  }
  const key = Buffer.from(content.buffer, content.byteOffset, content.length).toString('latin1');
  const known = decoded.get(key);
  if (known !== undefined) return known;
  const dotted = decode(content, offset);
  if (decoded.size < CACHE_SIZE) decoded.set(key, dotted);
  return dotted;
}

function decode(content: Uint8Array, offset: number): string {
  const arcs: bigint[] = [];
  let arc = 0n;
  let starting = true;
  for (const octet of content) {
    if (starting && octet === 0x80) throw fail('E_DER_VALUE', `OBJECT IDENTIFIER arc not minimal at offset ${offset}`);
    arc = (arc << 7n) | BigInt(octet & 0x7f);
    starting = octet < 0x80;
    if (starting) {
      if (arcs.length === 0) {
        const top = arc < 40n ? 0n : arc < 80n ? 1n : 2n;
        arcs.push(top, arc - 40n * top);
      } else {
        arcs.push(arc);
      }
      arc = 0n;
    }
  }
  if (!starting) throw fail('E_DER_VALUE', `OBJECT IDENTIFIER ends inside an arc at offset ${offset}`);
  return arcs.join('.');
}

/**
 * Dotted form to content octets.
 * @throws E_DER_ENCODE
 */
export function encodeObjectIdentifier(dotted: string): Uint8Array {
  const known = encoded.get(dotted);
  if (known !== undefined) return known;
  const content = encode(dotted);
  if (encoded.size < CACHE_SIZE) encoded.set(dotted, content);
  return content;
}

function encode(dotted: string): Uint8Array {
  if (!/^[0-2](\.(0|[1-9][0-9]*))+$/.test(dotted)) throw fail('E_DER_ENCODE', `${dotted} is not an object identifier`);
  const [top = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt);
  if (top < 2n && second >= 40n) throw fail('E_DER_ENCODE', `${dotted} is not an object identifier`);
  const octets = [40n * top + second, ...rest].flatMap(base128);
  if (octets.length > MAX_OCTETS) throw fail('E_DER_ENCODE', `${dotted} is too long`);
  return Uint8Array.from(octets);
}

function base128(arc: bigint): number[] {
  const octets = [Number(arc & 0x7fn)];
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) octets.unshift(Number(rest & 0x7fn) | 0x80);
  return octets;
}
