/** Packets by hand, right or wrong. */

import { concat } from '@sallyport/core';

export const REQUEST = 1;
export const RESPONSE = 2;
export const FLAGS = { length: 0x80, more: 0x40, start: 0x20 } as const;
export const TLS = 13;

export function packet(code: number, identifier: number, ...body: readonly Uint8Array[]): Uint8Array {
  const content = concat(...body);
  const length = content.length + 4;
  return concat(Uint8Array.of(code, identifier, length >> 8, length & 0xff), content);
}

export function identityResponse(identifier: number, identity = '@owner.example'): Uint8Array {
  return packet(RESPONSE, identifier, Uint8Array.of(1), Buffer.from(identity));
}

export function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return Uint8Array.from(bytes);
}

/** Type-Data of EAP-TLS behind its type. */
export function tls(flags: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return concat(Uint8Array.of(TLS, flags), ...parts);
}

export function identifierOf(eap: Uint8Array): number {
  return eap[1] ?? -1;
}

export function flagsOf(eap: Uint8Array): number {
  return eap[5] ?? -1;
}
