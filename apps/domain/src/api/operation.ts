/** How an operation on a domain is made. */

import { openOperationsOf, operationsOf } from '@sallyport/api';
import type { Domain } from '../domain.ts';
import type { Role } from './roles.ts';

export const operation = operationsOf<Domain, Role>();
/** For those who have not signed in. */
export const openOperation = openOperationsOf<Domain, Role>();
