/** Every way this package can refuse. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const SIXLOWPAN_ERRORS = {
  E_SIXLOWPAN_TRUNCATED: { fault: 'peer', hint: 'Send the whole header.', reference: 'RFC 6282 §3, RFC 4944 §5' },
  E_SIXLOWPAN_MALFORMED: {
    fault: 'peer',
    hint: 'Follow the encoding; reserved values have no meaning.',
    reference: 'RFC 6282 §3.1, §4',
  },
  E_SIXLOWPAN_CONTEXT: {
    fault: 'peer',
    hint: 'Compress with contexts that the network has spread.',
    reference: 'RFC 6282 §3.1.2',
  },
  E_SIXLOWPAN_UNSUPPORTED: {
    fault: 'unsupported',
    hint: 'Send IPHC, uncompressed IPv6, fragments or mesh headers, and UDP with its checksum.',
    reference: 'RFC 4944 §5.1, RFC 6282 §4.3.2',
  },
  E_SIXLOWPAN_TOO_LARGE: {
    fault: 'peer',
    hint: 'Send datagrams within the bounds of the receiver.',
    reference: 'RFC 4944 §5.3',
  },
  E_SIXLOWPAN_DATAGRAM: {
    fault: 'peer',
    hint: 'Send a whole IPv6 packet with a UDP datagram whose lengths and checksum are right.',
    reference: 'RFC 8200 §3, §8.1, RFC 768',
  },
  E_SIXLOWPAN_ARGUMENT: { fault: 'caller', hint: 'Correct the argument.' },
} as const satisfies ErrorTable;

export const fail = errorFactory(SIXLOWPAN_ERRORS);
