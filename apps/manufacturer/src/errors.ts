import { type ErrorTable, errorFactory } from '@sallyport/core';

export const MANUFACTURER_ERRORS = {
  E_MANUFACTURER_SERIAL: {
    fault: 'caller',
    hint: "Give 1 to 64 printable characters: letters, digits and '()+,-./:=? .",
    reference: 'RFC 5280 appendix A (X520SerialNumber)',
  },
  E_MANUFACTURER_SERIAL_TAKEN: {
    fault: 'caller',
    hint: 'Give each device its own serial number.',
  },
  E_MANUFACTURER_UNKNOWN_DEVICE: { fault: 'caller', hint: 'List the devices to see the serial numbers there are.' },
  E_MANUFACTURER_NO_FACTORY: {
    fault: 'environment',
    hint: 'Run `sallyport manufacturer` once, or copy the certificate of the IDevID CA into the data directory.',
  },
  E_MANUFACTURER_LOG: {
    fault: 'environment',
    hint: 'Put the log back from its last backup, or point to the one that these keys were used with.',
  },
} as const satisfies ErrorTable;

export const fail = errorFactory(MANUFACTURER_ERRORS);
