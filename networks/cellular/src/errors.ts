/** Every way this package can refuse. The SMF and the device are told Access-Reject and no more. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const CELLULAR_ERRORS = {
  E_CELLULAR_NO_EAP: {
    fault: 'peer',
    hint: 'Have the SMF authenticate by EAP: passwords open nothing here.',
    reference: 'TS 33.501 §11.1',
  },
  E_CELLULAR_SESSION_IDENTITY: {
    fault: 'peer',
    hint: 'Have the SMF name the PDU session: Acct-Session-Id, or 3GPP-IMSI with 3GPP-NSAPI.',
    reference: 'TS 29.561 §11',
  },
  E_CELLULAR_DNN: { fault: 'policy', hint: 'Serve the data network here, or have the SMF ask the DN-AAA of it.' },
  E_CELLULAR_STATE: {
    fault: 'peer',
    hint: 'Answer a challenge for the PDU session and from the SMF that it was given to.',
    reference: 'RFC 2865 §5.24',
  },
  E_CELLULAR_CERTIFICATE: {
    fault: 'policy',
    hint: 'Bring the device aboard, so that this domain issues an LDevID to it.',
  },
  E_CELLULAR_REVOKED: { fault: 'policy', hint: 'See the reason: the certificate counts no more.' },
  E_CELLULAR_SUBSCRIPTION: {
    fault: 'policy',
    hint: 'Put the SIM back into its device, or tell the register that it moved.',
  },
  E_CELLULAR_DENIED: { fault: 'policy', hint: 'See the reason: the owner can change what policy says.' },
  E_CELLULAR_SESSION: { fault: 'environment', hint: 'See the cause: the session could not be kept.' },
  E_CELLULAR_NO_DYNAMIC_AUTHORIZATION: {
    fault: 'unsupported',
    hint: 'Register the SMF with the port on which it takes Disconnect-Requests.',
    reference: 'RFC 5176 §2.3',
  },
  E_CELLULAR_NOT_DONE: {
    fault: 'environment',
    hint: 'See the reason: the SMF refused, for now.',
    reference: 'RFC 5176 §3.5',
  },
  E_CELLULAR_NEVER_DONE: {
    fault: 'unsupported',
    hint: 'Correct what the SMF says is wrong: to ask again is no use.',
    reference: 'RFC 5176 §3.5',
  },
  E_CELLULAR_ARGUMENT: { fault: 'caller', hint: 'Correct the argument.' },
} as const satisfies ErrorTable;

export type CellularErrorCode = keyof typeof CELLULAR_ERRORS;
export const fail = errorFactory(CELLULAR_ERRORS);
