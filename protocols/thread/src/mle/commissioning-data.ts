/** The Commissioning Data TLV of the network data: MeshCoP TLVs that every router has. */

import { concat } from '@sallyport/core';
import { fail } from '../errors.ts';

const TYPE = 4;
const MAX_LENGTH = 254;

/** Network data with this and nothing else in them. Commissioning data are never stable. @throws E_THREAD_ARGUMENT */
export function networkDataOf(commissioningData: Uint8Array): Uint8Array {
  if (commissioningData.length === 0) return new Uint8Array(0);
  if (commissioningData.length > MAX_LENGTH - 2) throw fail('E_THREAD_ARGUMENT', 'commissioning data over 252 bytes');
  return concat(Uint8Array.of(TYPE << 1, commissioningData.length), commissioningData);
}

/** The commissioning data in network data; empty when there are none. What else they hold is passed over. @throws E_THREAD_MLE */
export function commissioningDataIn(networkData: Uint8Array): Uint8Array {
  for (let at = 0; at < networkData.length; ) {
    const [type = 0, length] = networkData.subarray(at, at + 2);
    if (length === undefined || at + 2 + length > networkData.length)
      throw fail('E_THREAD_MLE', 'network data are cut off');
    if (type >> 1 === TYPE) return networkData.subarray(at + 2, at + 2 + length);
    at += 2 + length;
  }
  return new Uint8Array(0);
}
