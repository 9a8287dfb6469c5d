/**
 * Catches a store being used from within its own transaction. Such a call would wait for a transaction that waits
 * for it, and hang without a word.
 */

import { AsyncLocalStorage } from 'node:async_hooks';
import { fail } from '../errors.ts';

export class ReentryGuard {
  readonly #storage = new AsyncLocalStorage<{ active: boolean }>();

  /** Runs `work` as the inside of a transaction; what it leaves behind running is outside again. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const scope = { active: true };
    try {
      return await this.#storage.run(scope, work);
    } finally {
      scope.active = false;
    }
  }

  /** @throws E_STORE_ARGUMENT when called from inside */
  check(): void {
    if (this.#storage.getStore()?.active === true) {
      throw fail(
        'E_STORE_ARGUMENT',
        'the store was called from within its own transaction or projection: use the tables and methods given there',
      );
    }
  }
}
