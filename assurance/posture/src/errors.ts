/** Every way this package can refuse, besides the E_JSON_ and E_BYTES_ codes of what it stands on. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const POSTURE_ERRORS = {
  E_POSTURE_TOO_LARGE: { fault: 'peer', hint: 'Send a smaller document.', http: 413 },
  E_POSTURE_FORMAT: {
    fault: 'unsupported',
    hint: 'Give the bill of materials as CycloneDX JSON, SPDX JSON, SPDX tag-value or SPDX 3.0 JSON-LD.',
  },
  E_POSTURE_SBOM_VERSION: {
    fault: 'unsupported',
    hint: 'Write it as CycloneDX 1.2 to 1.7, SPDX 2.2, 2.3 or 3.0.',
  },
  E_POSTURE_SBOM: { fault: 'peer', hint: 'Write the bill of materials as its specification says.' },
  E_POSTURE_PURL: { fault: 'peer', hint: 'Name the package by a package URL.', reference: 'ECMA-427' },
  E_POSTURE_CPE: { fault: 'peer', hint: 'Name the product by a CPE.', reference: 'NIST IR 7695 §6' },
  E_POSTURE_CVSS: {
    fault: 'peer',
    hint: 'Give a whole vector: every base metric once, with values that the specification knows.',
    reference: 'CVSS 4.0 §7, CVSS 3.1 §6',
  },
  E_POSTURE_CVSS_VERSION: { fault: 'unsupported', hint: 'Give a vector of CVSS 2.0, 3.0, 3.1 or 4.0.' },
  E_POSTURE_FEED_FILE: {
    fault: 'environment',
    hint: 'Check that the file or folder exists, is readable and whole.',
  },
  E_POSTURE_FEED_FORMAT: {
    fault: 'caller',
    hint: 'Give an OSV export, an NVD JSON 2.0 file or the KEV catalog in JSON, and name which.',
  },
  E_POSTURE_FEED_RECORD: {
    fault: 'peer',
    hint: 'Report the record to whoever publishes the feed; the rest is imported.',
  },
  E_POSTURE_FEED_STORE: {
    fault: 'environment',
    hint: 'Check the disk and the path. The file can be deleted and made again by importing the feeds.',
  },
  E_POSTURE_FEED_FOREIGN: {
    fault: 'caller',
    hint: 'Check the path: a feed store never changes a file that is not its own.',
  },
  E_POSTURE_FEED_BUSY: { fault: 'environment', hint: 'Wait until the import that is running has ended.' },
  E_POSTURE_CANCELLED: { fault: 'caller', hint: 'Import again; nothing of the cancelled import was kept.' },
  E_POSTURE_ARGUMENT: { fault: 'caller', hint: 'Change the argument as the message says.' },
} as const satisfies ErrorTable;

export type PostureErrorCode = keyof typeof POSTURE_ERRORS;

export const fail = errorFactory(POSTURE_ERRORS);
