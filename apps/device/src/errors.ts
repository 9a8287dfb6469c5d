import { type ErrorTable, errorFactory } from '@sallyport/core';

/** Every way a simulated device can refuse, beside the codes of the protocols it speaks. */
export const DEVICE_ERRORS = {
  E_DEVICE_OPTIONS: { fault: 'caller', hint: 'Correct the option.' },
  E_DEVICE_STORAGE: { fault: 'environment', hint: 'Check that the device directory exists, is writable and has room.' },
  E_DEVICE_STATE: {
    fault: 'environment',
    hint: 'Restore the device directory from a backup, or remove it and make the device anew.',
  },
  E_DEVICE_BORN: { fault: 'caller', hint: 'A birth certificate is installed once; make another device.' },
  E_DEVICE_NOT_BORN: { fault: 'caller', hint: 'Take the device through the factory first.' },
  E_DEVICE_BIRTH: {
    fault: 'peer',
    hint: "Have the factory answer with a certificate for the device's own key and with anchors for vouchers.",
    reference: 'RFC 8995 §9.1.3',
  },
  E_DEVICE_CONFIGURED: {
    fault: 'policy',
    hint: 'Reset the device to its factory state, or start by hand.',
    reference: 'RFC 8995 §5',
  },
  E_DEVICE_BUSY: {
    fault: 'policy',
    hint: 'Wait for the onboarding under way to end, or stop it.',
    reference: 'RFC 8995 §5',
    http: 409,
  },
  E_DEVICE_PAGE_HOST: {
    fault: 'peer',
    hint: 'Open the page by the address that was printed when it was started.',
    http: 403,
  },
  E_DEVICE_PAGE_ORIGIN: { fault: 'peer', hint: 'Press the button on the page of the device itself.', http: 403 },
  E_DEVICE_PAGE_INPUT: { fault: 'peer', hint: 'Reload the page.', http: 400 },
  E_DEVICE_NO_OWNER: {
    fault: 'environment',
    hint: 'See the cause for what the last candidate said, and check that a registrar or join proxy is within reach.',
  },
  E_DEVICE_STATUS: {
    fault: 'environment',
    hint: 'Check that the place which the certificate names for its status is within reach.',
    reference: 'RFC 5280 §4.2.1.13, §4.2.2.1',
  },
  E_DEVICE_ABORTED: { fault: 'caller', hint: 'Nothing; the onboarding was stopped from this side.' },
  E_DEVICE_REGISTRAR_CHANGED: {
    fault: 'peer',
    hint: 'Present the certificates of the first connection, or a registrar certificate under the domain CA.',
    reference: 'RFC 8995 §5',
  },
  E_DEVICE_NOT_ABOARD: {
    fault: 'caller',
    hint: 'Bring the device aboard first: a network asks for its domain certificate.',
  },
  E_DEVICE_NETWORK: {
    fault: 'environment',
    hint: 'Check that the access point runs and that its RADIUS server answers.',
  },
  E_DEVICE_KEPT_OUT: {
    fault: 'policy',
    hint: 'Ask the owner of the domain why: in the console, or by `sallyport why`.',
    reference: 'RFC 3748 §4.2',
  },
  E_DEVICE_THREAD_ATTACH: {
    fault: 'environment',
    hint: 'Check that a router of the network is in reach; a network that changed its key must be joined again.',
  },
} as const satisfies ErrorTable;

export type DeviceErrorCode = keyof typeof DEVICE_ERRORS;

export const fail = errorFactory(DEVICE_ERRORS);
