import { type Random, toBase64 } from '@sallyport/core';

/** Within the 8 to 32 bytes that the YANG module allows (RFC 8366 §5.3). */
const NONCE_BYTES = 16;

/** A fresh nonce as it stands on the wire: standard base64 of 16 random bytes (RFC 8995 §5.2, §11.3). */
export function createNonce(random: Random): string {
  return toBase64(random.bytes(NONCE_BYTES));
}
