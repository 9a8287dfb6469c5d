/** Every way this app can refuse. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const ACCESS_POINT_ERRORS = {
  E_ACCESS_POINT_AIR: { fault: 'environment', hint: 'Choose another port for stations, or 0 for any that is free.' },
  E_ACCESS_POINT_EAP: {
    fault: 'peer',
    hint: 'Look at what the RADIUS server logged: it answered without the EAP packet that its answer must carry.',
    reference: 'RFC 3579 §2.6',
  },
  E_ACCESS_POINT_ROUNDS: { fault: 'peer', hint: 'The conversation did not come to an end: look at the server’s log.' },
  E_ACCESS_POINT_STATION: { fault: 'peer', hint: 'Connect the station again: it stopped answering.' },
} as const satisfies ErrorTable;

export const fail = errorFactory(ACCESS_POINT_ERRORS);
