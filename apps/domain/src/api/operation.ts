/** How an operation on a domain is made. */

import { operationsOf } from '@sallyport/api';
import type { Domain } from '../domain.ts';
import type { Role } from './roles.ts';

export const operation = operationsOf<Domain, Role>();
