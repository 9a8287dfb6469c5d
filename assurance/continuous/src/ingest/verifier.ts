/** From the bytes of the log to what was claimed, or to why it is nothing. Validity is not looked at: time passes. */

import {
  type ChainJudge,
  type ControllerResolver,
  type Hop,
  type RoutedClaim,
  verifyRoute,
} from '@sallyport/assurance-claims';
import { isSallyportError, reasonOf } from '@sallyport/core';

export type Reading =
  | { readonly kind: 'verified'; readonly routed: RoutedClaim }
  | { readonly kind: 'refused' | 'unresolved'; readonly code: string; readonly reason: string };

export interface VerifierOptions {
  readonly resolve: ControllerResolver;
  readonly judgeChain?: ChainJudge;
  readonly acceptsRoute?: (route: readonly Hop[]) => boolean;
}

/** Never rejects. */
export async function readClaimBytes(bytes: Uint8Array, options: VerifierOptions): Promise<Reading> {
  const { resolve, judgeChain, acceptsRoute = () => true } = options;
  try {
    const routed = await verifyRoute(bytes, {
      resolve,
      at: 'ignore-validity',
      ...(judgeChain === undefined ? {} : { judgeChain }),
    });
    if (acceptsRoute(routed.route)) return { kind: 'verified', routed };
    return {
      kind: 'refused',
      code: 'E_ASSURANCE_ROUTE',
      reason: 'it came by nodes that this one takes no claims from',
    };
  } catch (thrown) {
    // What is no error of ours comes from a port: it says nothing of the claim.
    if (!isSallyportError(thrown))
      return { kind: 'unresolved', code: 'E_ASSURANCE_RESOLVER', reason: reasonOf(thrown) };
    const kind = thrown.fault === 'environment' ? 'unresolved' : 'refused';
    return { kind, code: thrown.code, reason: thrown.message };
  }
}
