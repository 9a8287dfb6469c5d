import type { SallyportError } from '@sallyport/core';
import { fail } from '../errors.ts';

/** Of a message that the protocol does not have at this moment. */
export function unexpected(type: string): SallyportError {
  return fail('E_CA_COMMANDS_UNEXPECTED', `${type} came when it was not due`);
}
