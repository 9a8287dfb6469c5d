/** What a token may do of what its person may. */

import type { AskedOperation } from '@sallyport/api';
import { z } from 'zod';

/** Everything that changes nothing. */
export const READ = 'read';
const MAX_SCOPES = 32;
const GROUP = '.*';

/** `read`; one operation by its name, for example `devices.list`; or a group of them, for example `devices.*`. */
export const scopesSchema = z
  .array(
    z
      .string()
      .max(64)
      .regex(
        /^(?:read|[a-z]+(?:-[a-z]+)*(?:\.(?:\*|[a-z]+(?:-[a-z]+)*))?)$/,
        'is neither `read`, nor an operation, nor a group such as `devices.*`',
      ),
  )
  .min(1)
  .max(MAX_SCOPES);

/**
 * What is done about people, and about what they come in by, is for people alone: a token that could make another, or an owner,
 * would outlive its own revocation.
 */
const FOR_PEOPLE = ['me.', 'accounts.', 'tokens.', 'sign-in.', 'sign-ins.', 'sign-out'] as const;

/** Whether a token of these scopes may ask for this operation. Its person's role is another matter. */
export function isWithin(
  scopes: readonly string[],
  { name, changes }: Pick<AskedOperation, 'name' | 'changes'>,
): boolean {
  if (changes && FOR_PEOPLE.some((group) => name.startsWith(group))) return false;
  return scopes.some((scope) => {
    if (scope === READ) return !changes;
    if (scope.endsWith(GROUP)) return name.startsWith(scope.slice(0, -1));
    return scope === name;
  });
}
