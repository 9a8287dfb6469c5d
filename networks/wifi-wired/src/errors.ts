/** Every way this package can refuse. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const WIFI_WIRED_ERRORS = {
  // Admission.
  E_ADMISSION_NO_EAP: {
    fault: 'peer',
    hint: 'Authenticate the station by EAP: passwords and MAC addresses admit nobody.',
    reference: 'RFC 3579 §2.1',
  },
  E_ADMISSION_STATE: {
    fault: 'peer',
    hint: 'Answer a challenge from the NAS and for the station that it was given to.',
    reference: 'RFC 2865 §5.24',
  },
  E_ADMISSION_CERTIFICATE: {
    fault: 'policy',
    hint: 'Bring the device aboard, so that this domain issues an LDevID to it.',
  },
  E_ADMISSION_DENIED: { fault: 'policy', hint: 'See the reason: the owner can change what policy says.' },
  E_ADMISSION_OBLIGATION: {
    fault: 'caller',
    hint: 'Let policy oblige the network to what the table of obligations has, once each and within its bounds.',
  },
  E_ADMISSION_FULL: {
    fault: 'environment',
    hint: 'Raise the bound of the session table: whoever cannot be put out again is not let in.',
  },
  E_ADMISSION_UNIDENTIFIED: {
    fault: 'peer',
    hint: 'Send Calling-Station-Id or Acct-Session-Id: a session that cannot be named cannot be ended.',
    reference: 'RFC 5176 §3',
  },
  E_ADMISSION_RECORD: { fault: 'environment', hint: 'See the cause: the session could not be written down.' },
  E_ADMISSION_ARGUMENT: { fault: 'caller', hint: 'Correct the argument.' },

  // Putting out.
  E_ADMISSION_NO_DYNAMIC_AUTHORIZATION: {
    fault: 'environment',
    hint: 'Register the NAS with the port on which it takes Disconnect-Requests.',
    reference: 'RFC 5176 §2.3',
  },
  E_ADMISSION_NOT_PUT_OUT: {
    fault: 'environment',
    hint: 'Put the device out by hand: its NAS never acknowledged, or refused, to end the session.',
    reference: 'RFC 5176 §3.5',
  },

  // Discovery.
  E_DISCOVERY_ARGUMENT: { fault: 'caller', hint: 'Correct the argument.' },
  E_DISCOVERY_SCAN: { fault: 'environment', hint: 'See the cause: the radio could not be asked.' },
  E_DISCOVERY_SCAN_RESULT: {
    fault: 'peer',
    hint: 'Use a wpa_supplicant whose scan results are a table of five columns.',
  },

  // Configuration.
  E_CONFIGURATION_ARGUMENT: {
    fault: 'caller',
    hint: 'Give a value that can stand in the file: see what is wrong with it.',
  },
} as const satisfies ErrorTable;

export type WifiWiredErrorCode = keyof typeof WIFI_WIRED_ERRORS;
export const fail = errorFactory(WIFI_WIRED_ERRORS);
