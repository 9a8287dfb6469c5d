/** Every way this package can refuse. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const GRASP_ERRORS = {
  E_GRASP_TOO_LARGE: { fault: 'peer', hint: 'Send a smaller message.', reference: 'RFC 8990 §2.8.2' },
  E_GRASP_TOO_DEEP: { fault: 'peer', hint: 'Send a message with less nesting and fewer items.' },
  E_GRASP_CBOR: {
    fault: 'peer',
    hint: 'Send well-formed CBOR: shortest lengths, nothing indefinite, no tags.',
    reference: 'RFC 8949',
  },
  E_GRASP_MALFORMED: { fault: 'peer', hint: 'Follow the message’s CDDL.', reference: 'RFC 8990 §4' },
  E_GRASP_POLICY: {
    fault: 'policy',
    hint: 'Only floods of wanted objectives from the link itself are taken.',
    reference: 'RFC 8990 §2.5.2',
  },
  E_GRASP_ARGUMENT: { fault: 'caller', hint: 'Correct the argument.', reference: 'RFC 8990 §2.8, §2.9' },
  E_GRASP_MESSAGE_SIZE: {
    fault: 'caller',
    hint: 'Flood fewer or shorter objectives: a message must fit into one IPv6 packet of 1280 bytes.',
    reference: 'RFC 8990 §2.5.3',
  },
  E_GRASP_INTERFACE: { fault: 'caller', hint: 'Name an interface of this machine that has addresses of the family.' },
  E_GRASP_MULTICAST: {
    fault: 'environment',
    hint: 'Check that the interface is up, that UDP port 7017 may be shared and that multicast is allowed.',
  },
} as const satisfies ErrorTable;

export const fail = errorFactory(GRASP_ERRORS);
