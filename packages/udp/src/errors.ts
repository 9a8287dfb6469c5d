/** Every way this package can refuse. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const UDP_ERRORS = {
  E_UDP_PORT_IN_USE: { fault: 'environment', hint: 'Choose another port, or stop what is using this one.' },
  E_UDP_DENIED: { fault: 'environment', hint: 'Ports under 1024 need a privilege: choose a higher one.' },
  E_UDP_ADDRESS: {
    fault: 'environment',
    hint: 'Give an address of this machine, of the family asked for; a link-local one with its zone, as fe80::1%eth0.',
  },
  E_UDP_OPEN: { fault: 'environment', hint: 'Check that the machine has a network and may open another socket.' },
  E_UDP_ARGUMENT: { fault: 'caller', hint: 'Correct the argument.' },
} as const satisfies ErrorTable;

export const fail = errorFactory(UDP_ERRORS);
