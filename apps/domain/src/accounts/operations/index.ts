/** Everything people do about people, and about coming in. */

import { ME_OPERATIONS } from './me.ts';
import { PEOPLE_OPERATIONS } from './people.ts';
import { SESSION_OPERATIONS } from './sessions.ts';
import { SIGN_IN_OPERATIONS } from './sign-in.ts';
import { TOKEN_OPERATIONS } from './tokens.ts';

export const ACCOUNT_OPERATIONS = {
  ...SIGN_IN_OPERATIONS,
  ...ME_OPERATIONS,
  ...PEOPLE_OPERATIONS,
  ...SESSION_OPERATIONS,
  ...TOKEN_OPERATIONS,
} as const;
