/** Operations on a domain by name, in its own process. */

import { type Caller, runOperation } from '@sallyport/api';
import type { JsonValue } from '@sallyport/core';
import type { Domain } from '../domain.ts';
import { DOMAIN_OPERATIONS } from '../operations.ts';
import { LOCAL_CALLER } from './local-caller.ts';
import type { Role } from './roles.ts';

/** @throws E_API_OPERATION, E_API_INPUT, and what the work throws */
export function runDomainOperation(
  domain: Domain,
  name: string,
  input: JsonValue = {},
  caller: Caller<Role> = LOCAL_CALLER,
): Promise<JsonValue> {
  return runOperation(DOMAIN_OPERATIONS, domain, name, input, caller);
}
