/** Bounded plain HTTP, for what is signed in itself: OCSP answers and revocation lists. */

import { type Milliseconds, reasonOf, SECOND } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { StatusExchange } from './own-status.ts';

const TIMEOUT: Milliseconds = 10 * SECOND;
/** A list of some fifty thousand entries. */
const MAX_BYTES = 2 << 20;

/** @throws E_DEVICE_STATUS, from the function it gives */
export function plainExchange(signal: AbortSignal): StatusExchange {
  return async (url, body) => {
    try {
      const response = await fetch(url, {
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
        ...(body === undefined
          ? {}
          : { method: 'POST', headers: { 'content-type': body.type }, body: Buffer.from(body.bytes) }),
      });
      if (response.status !== 200) throw fail('E_DEVICE_STATUS', `the answer is ${response.status}`);
      return await bounded(response);
    } catch (cause) {
      throw fail('E_DEVICE_STATUS', `the status cannot be had: ${reasonOf(cause)}`, { cause });
    }
  };
}

async function bounded(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) throw fail('E_DEVICE_STATUS', `the answer is longer than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Uint8Array.from(Buffer.concat(chunks));
}
