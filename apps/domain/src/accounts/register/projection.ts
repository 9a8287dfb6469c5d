/** Who may come in, who is in, and who changed what: a projection of the log. */

import type { Projection } from '@sallyport/store';
import { applyAccount, applyCredential } from './accounts.ts';
import { applyChange } from './changes.ts';
import { applySignIn } from './sign-ins.ts';
import { ACCOUNTS, CHANGES, HOUSE_KEYS, LINKS, PASSKEYS, SIGN_INS, TOKENS } from './tables.ts';
import { applyToken } from './tokens.ts';

export const accountsRegister: Projection = {
  name: 'accounts_register',
  version: 1,
  tables: [ACCOUNTS, PASSKEYS, LINKS, HOUSE_KEYS, SIGN_INS, TOKENS, CHANGES],
  async apply(event, tables) {
    await applyAccount(event, tables);
    await applyCredential(event, tables);
    await applySignIn(event, tables);
    await applyToken(event, tables);
    await applyChange(event, tables);
  },
};
