/** The certificate a device was born with, as it stood in the voucher-request that the device signed. */

import { SignedArtifact } from '@sallyport/brski';
import { fromBase64, isSallyportError } from '@sallyport/core';
import type { LogStore } from '@sallyport/store';
import { birthUri } from '../assurance/device-uri.ts';
import { deviceStream, VOUCHER_RECEIVED } from '../events.ts';
import { deviceNamed } from '../register.ts';

/** Events of the device that are looked through, the newest first. */
const LOOKED_THROUGH = 2000;

/**
 * DER of the certificate whose key is `uri`. Undefined for a device that came without a voucher, such as a Thread joiner or
 * one of which networks alone know.
 * @throws E_STORE_…
 */
export async function birthCertificateOf(key: string, uri: string, store: LogStore): Promise<Uint8Array | undefined> {
  const stream = deviceStream(deviceNamed(key));
  const head = await store.head();
  for await (const event of store.read(head, { stream, reverse: true, limit: LOOKED_THROUGH })) {
    const found = VOUCHER_RECEIVED.is(event) ? certificateIn(event.data.registrarRequest, uri) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What the registrar sent to the MASA holds what the device sent to the registrar (RFC 8995 §5.5). */
function certificateIn(registrarRequest: string, uri: string): Uint8Array | undefined {
  try {
    const request = SignedArtifact.parse(fromBase64(registrarRequest), 'voucher-request');
    const prior = request.claimed.attributes.priorSignedVoucherRequest;
    if (prior === undefined) return undefined;
    const { certificates } = SignedArtifact.parse(prior, 'voucher-request').signedData;
    return certificates.map(({ der }) => der).find((der) => birthUri(der) === uri);
  } catch (thrown) {
    if (isSallyportError(thrown)) return undefined;
    throw thrown;
  }
}
