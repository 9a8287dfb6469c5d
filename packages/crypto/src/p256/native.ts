/**
 * The two things OpenSSL computes for us through node:crypto: a multiple of the base point, whole, and the
 * x coordinate of a multiple of any point. Both take the scalar as bytes and are constant in time as OpenSSL is.
 *
 * One ECDH object serves all: making one costs about as much as a multiplication of the base point. It holds the last
 * scalar until the next call replaces it, whereupon OpenSSL clears it.
 */

import { createECDH, type ECDH } from 'node:crypto';
import { plain } from '@sallyport/core';

let shared: ECDH | undefined;

function ecdh(): ECDH {
  shared ??= createECDH('prime256v1');
  return shared;
}

/** scalar·G, uncompressed, for a scalar from 1 to n-1. */
export function nativeBaseMultiple(scalar: Uint8Array): Uint8Array {
  const object = ecdh();
  object.setPrivateKey(scalar);
  return plain(object.getPublicKey());
}

/** The x coordinate of scalar·point, 32 bytes, for a scalar from 1 to n-1 and an uncompressed point of the curve. */
export function nativeMultipleX(scalar: Uint8Array, point: Uint8Array): Uint8Array {
  const object = ecdh();
  object.setPrivateKey(scalar);
  return plain(object.computeSecret(point));
}
