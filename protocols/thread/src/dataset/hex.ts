/** The hexadecimal form in which tools pass datasets on: what OpenThread's `dataset active -x` prints. It holds the network key. */

import { fromHex, toHex } from '@sallyport/core';
import { fail } from '../errors.ts';
import { MAX_DATASET_BYTES, OperationalDataset } from './operational-dataset.ts';

/**
 * White space around and within is passed over: it was copied from a terminal.
 * @throws E_THREAD_DATASET_HEX, E_THREAD_DATASET_TOO_LARGE, E_THREAD_TLV_…
 */
export function datasetFromHex(text: string): OperationalDataset {
  // A few line breaks and blanks more than digits would be generous already.
  if (text.length > 8 * MAX_DATASET_BYTES)
    throw fail('E_THREAD_DATASET_TOO_LARGE', 'the text is too long for a dataset');
  const digits = text.replace(/\s+/g, '');
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) {
    throw fail('E_THREAD_DATASET_HEX', 'the dataset is not hexadecimal');
  }
  return OperationalDataset.decode(fromHex(digits));
}

/** The network key and the PSKc are in it, in plain sight. */
export function exposeDatasetHex(dataset: OperationalDataset): string {
  return toHex(dataset.encode());
}
