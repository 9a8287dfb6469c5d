/**
 * What people do with a domain, as named operations from JSON to JSON: the console and the command line ask for them over HTTP,
 * or in the domain's own process, with the same checks.
 */

import type { Operations } from '@sallyport/api';
import { ACCOUNT_OPERATIONS } from './accounts/operations/index.ts';
import { ADMISSION_OPERATIONS } from './admission/operations.ts';
import type { Role } from './api/roles.ts';
import { ASSURANCE_OPERATIONS } from './assurance/operations.ts';
import { CA_OPERATIONS } from './ca/operations.ts';
import { DIRECTORY_OPERATIONS } from './directory/operations.ts';
import type { Domain } from './domain.ts';
import { LIST_OPERATIONS } from './lists/operations.ts';
import { LOG_OPERATIONS } from './log/operations.ts';
import { ONBOARDING_OPERATIONS } from './onboarding/operations.ts';
import { REFUSAL_OPERATIONS } from './refusals/operations.ts';
import { REVOCATION_OPERATIONS } from './revocation/operations.ts';
import { THREAD_OPERATIONS } from './thread/operations.ts';

export const DOMAIN_OPERATIONS = {
  ...LIST_OPERATIONS,
  ...CA_OPERATIONS,
  ...ACCOUNT_OPERATIONS,
  ...LOG_OPERATIONS,
  ...REFUSAL_OPERATIONS,
  ...DIRECTORY_OPERATIONS,
  ...ONBOARDING_OPERATIONS,
  ...REVOCATION_OPERATIONS,
  ...THREAD_OPERATIONS,
  ...ADMISSION_OPERATIONS,
  ...ASSURANCE_OPERATIONS,
} as const satisfies Operations<Domain, Role>;

export type DomainOperations = typeof DOMAIN_OPERATIONS;
