/** Every way this package can refuse, besides the codes of what it stands on. */

import { type ErrorTable, errorFactory } from '@sallyport/core';

export const POLICY_ERRORS = {
  E_POLICY_TEST_FILE: {
    fault: 'caller',
    hint: 'Write the file as the README of assurance/policy says, under policy tests.',
  },
  E_POLICY_UNKNOWN: {
    fault: 'caller',
    hint: 'Name a policy or a rule that is shipped, or give the source of your own.',
  },
} as const satisfies ErrorTable;

export type PolicyErrorCode = keyof typeof POLICY_ERRORS;

export const fail = errorFactory(POLICY_ERRORS);
