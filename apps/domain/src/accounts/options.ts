/** How people's accounts are set up. */

import type { ScryptCost } from './scrypt-queue.ts';

export interface AccountsOptions {
  /** What a new password's hash costs. Default: 64 MiB and some tenths of a second. */
  readonly passwordCost?: ScryptCost;
}
