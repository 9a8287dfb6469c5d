/** Who works on the domain's own machine: whoever may use its files. */

import type { Caller } from '@sallyport/api';
import type { Role } from './roles.ts';

export const LOCAL_CALLER: Caller<Role> = { id: 'local', name: 'the command line', role: 'owner', by: 'local' };
