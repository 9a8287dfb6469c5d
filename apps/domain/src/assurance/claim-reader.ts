/** Claims of the log, read for people. Nothing is decided by it. */

import type { LoggedClaim } from '@sallyport/assurance-claim-log';
import { type ControllerResolver, type RoutedClaim, verifyRoute } from '@sallyport/assurance-claims';
import { isSallyportError } from '@sallyport/core';

export class ClaimReader {
  readonly #resolve: ControllerResolver;

  constructor(resolve: ControllerResolver) {
    this.#resolve = resolve;
  }

  /** The claim within, whether or not it is still valid; undefined for what nobody signed so. */
  async read({ bytes }: Pick<LoggedClaim, 'bytes'>): Promise<RoutedClaim | undefined> {
    try {
      return await verifyRoute(bytes, { resolve: this.#resolve, at: 'ignore-validity' });
    } catch (thrown) {
      if (isSallyportError(thrown)) return undefined;
      throw thrown;
    }
  }
}
