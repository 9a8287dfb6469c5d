/** What the person may do, by the table of operations: what they may not is not offered. The domain decides in any case. */

import { OPERATIONS } from 'virtual:operations';
import type { OperationName } from './operations.ts';
import { session } from './session.ts';

export function may(name: OperationName): boolean {
  const now = session.value;
  return now.state === 'here' && OPERATIONS[name]?.roles.includes(now.person.role) === true;
}
