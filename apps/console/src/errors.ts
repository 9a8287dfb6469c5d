/** What can go wrong with the built pages. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const CONSOLE_ERRORS = {
  E_CONSOLE_NOT_BUILT: { fault: 'environment', hint: 'Build the pages: npm run build:console.' },
} as const satisfies ErrorTable;

export const fail = errorFactory(CONSOLE_ERRORS);
