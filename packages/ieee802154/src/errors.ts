/** Every way this package can refuse. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const IEEE802154_ERRORS = {
  E_IEEE802154_TRUNCATED: { fault: 'peer', hint: 'Send the whole frame.', reference: 'IEEE 802.15.4-2015 §7.2' },
  E_IEEE802154_TOO_LONG: {
    fault: 'peer',
    hint: 'Send frames of at most 127 bytes, check sequence included.',
    reference: 'IEEE 802.15.4-2015 §11.2',
  },
  E_IEEE802154_MALFORMED: {
    fault: 'peer',
    hint: 'Follow the general MAC frame format.',
    reference: 'IEEE 802.15.4-2015 §7.2',
  },
  E_IEEE802154_UNSUPPORTED: {
    fault: 'unsupported',
    hint: 'Use beacon, data, acknowledgment or command frames of versions 2003, 2006 or 2015.',
    reference: 'IEEE 802.15.4-2015 §7.2.1',
  },
  E_IEEE802154_ARGUMENT: { fault: 'caller', hint: 'Correct the argument.', reference: 'IEEE 802.15.4-2015 §7.2' },
  E_IEEE802154_SIZE: {
    fault: 'caller',
    hint: 'Send less in one frame: 125 bytes with headers and integrity code, without the check sequence.',
    reference: 'IEEE 802.15.4-2015 §11.2',
  },
} as const satisfies ErrorTable;

export const fail = errorFactory(IEEE802154_ERRORS);
