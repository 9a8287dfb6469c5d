/** Every way this package can refuse. */

import { type ErrorTable, errorFactory } from '@sallyport/core';
import { THREAD_ROLE_ERRORS } from './node/errors.ts';

/** Of the wire: values, datasets, credentials. */
const WIRE_ERRORS = {
  // TLVs
  E_THREAD_TLV_TRUNCATED: {
    fault: 'peer',
    hint: 'Send whole TLVs: a type, a length and as many bytes as the length says.',
    reference: 'Thread 1.1.1 §8.10',
  },
  E_THREAD_TLV_LENGTH: {
    fault: 'peer',
    hint: 'Send the TLV’s value in the length its definition gives.',
    reference: 'Thread 1.1.1 §8.10',
  },
  E_THREAD_TLV_VALUE: {
    fault: 'peer',
    hint: 'Send a value that the TLV’s definition allows.',
    reference: 'Thread 1.1.1 §8.10',
  },
  E_THREAD_TLV_DUPLICATE: { fault: 'peer', hint: 'Send each TLV once.' },
  E_THREAD_TLV_LIMIT: { fault: 'peer', hint: 'Send fewer bytes and fewer TLVs.' },
  E_THREAD_TLV_MISSING: {
    fault: 'peer',
    hint: 'Send every TLV that the message requires.',
    reference: 'Thread 1.1.1 §8.7',
  },
  // Values that a caller gave
  E_THREAD_ARGUMENT: { fault: 'caller', hint: 'Correct the argument.' },
  E_THREAD_NETWORK_NAME: {
    fault: 'caller',
    hint: 'Use a network name of 1 to 16 bytes in UTF-8, without control characters.',
    reference: 'Thread 1.1.1 §8.10',
  },
  // Datasets
  E_THREAD_DATASET_HEX: {
    fault: 'caller',
    hint: 'Give the dataset as hexadecimal digits, as other tools print it.',
  },
  E_THREAD_DATASET_TOO_LARGE: {
    fault: 'peer',
    hint: 'Keep an Operational Dataset within 254 bytes.',
  },
  E_THREAD_DATASET_INCOMPLETE: {
    fault: 'caller',
    hint: 'Add the TLVs that are named as missing.',
    reference: 'Thread 1.1.1 §8.10',
  },
  E_THREAD_DATASET_INVALID: {
    fault: 'caller',
    hint: 'Correct what the message names; the dataset would not make a working network.',
  },
  // Credentials
  E_THREAD_PASSPHRASE: {
    fault: 'caller',
    hint: 'Use a Commissioning Credential of 6 to 255 bytes in UTF-8.',
    reference: 'Thread 1.1.1 §8.4.1.2.2',
  },
  E_THREAD_PSKD: {
    fault: 'caller',
    hint: 'Use the joining device’s code as printed: 6 to 32 of the characters 0-9 and A-Y without I, O and Q.',
    reference: 'Thread 1.1.1 §8.4',
  },
  E_THREAD_EUI64: { fault: 'caller', hint: 'Give an EUI-64: 8 bytes, or 16 hexadecimal digits.' },
  E_THREAD_DISCERNER: { fault: 'caller', hint: 'Give a discerner of 1 to 64 bits, and a value that fits.' },
  E_THREAD_STEERING_DATA: {
    fault: 'caller',
    hint: 'Use steering data of 1 to 16 bytes.',
    reference: 'Thread 1.1.1 §8.4.4.3',
  },
  E_THREAD_JOINER_QR: {
    fault: 'caller',
    hint: 'Scan the joining device’s own code: v=1&&eui=<16 hex digits>&&cc=<PSKd>.',
    reference: 'Thread 1.1.1 §8.4',
  },
  E_THREAD_ONE_TIME_PASSCODE: {
    fault: 'caller',
    hint: 'Type the nine digits that the border router shows; the last one checks the others.',
    reference: 'Thread 1.4 Credentials Sharing',
  },
  E_THREAD_KEY_LENGTH: { fault: 'caller', hint: 'Give a key of the length that is named.' },
  // MLE and the simulated mesh
  E_THREAD_MLE: {
    fault: 'peer',
    hint: 'Send MLE messages as Thread has them: ENC-MIC-32 under key identifier mode 2, or discovery without protection.',
    reference: 'Thread 1.1.1 §4.7.2.1, §7.3.1',
  },
  E_THREAD_SIMULATION: { fault: 'caller', hint: 'Correct how the simulated network is put together.' },
  E_THREAD_ATTACH: {
    fault: 'environment',
    hint: 'Check that a router of the network is on, in reach, on its channel and has the same network key.',
  },
  // Discovery
  E_THREAD_TXT: { fault: 'peer', hint: 'Announce a _meshcop._udp service whose TXT record follows its format.' },
} as const satisfies ErrorTable;

/** The whole package's. */
export const THREAD_ERRORS = { ...WIRE_ERRORS, ...THREAD_ROLE_ERRORS } as const satisfies ErrorTable;

export const fail = errorFactory(WIRE_ERRORS);
