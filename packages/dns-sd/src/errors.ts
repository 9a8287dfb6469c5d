/** Every way this package can refuse. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const DNS_SD_ERRORS = {
  E_DNS_SD_MALFORMED: { fault: 'peer', hint: 'Send a well-formed DNS message.', reference: 'RFC 1035 §4' },
  E_DNS_SD_NAME: { fault: 'caller', hint: 'Give a name that DNS can carry.', reference: 'RFC 6763 §4.1, §7' },
  E_DNS_SD_TXT: {
    fault: 'caller',
    hint: 'Give short keys of printable ASCII and short values.',
    reference: 'RFC 6763 §6',
  },
  E_DNS_SD_ADDRESS: { fault: 'caller', hint: 'Give an IP address of this machine, without a zone.' },
  E_DNS_SD_INTERFACE: { fault: 'caller', hint: 'Name an interface of this machine, or one of its addresses.' },
  E_DNS_SD_MULTICAST: {
    fault: 'environment',
    hint: 'Check that the interface is up, that UDP port 5353 may be shared and that multicast is allowed.',
  },
  E_DNS_SD_CONFLICT: {
    fault: 'environment',
    hint: 'Choose another name: others on this link insist on every name tried.',
    reference: 'RFC 6762 §9',
  },
  E_DNS_SD_LOOKUP: { fault: 'environment', hint: 'Check the name server and the domain.' },
  E_DNS_SD_CLOSED: { fault: 'caller', hint: 'Announce again.' },
} as const satisfies ErrorTable;

export const fail = errorFactory(DNS_SD_ERRORS);
