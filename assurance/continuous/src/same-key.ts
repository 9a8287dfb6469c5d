import { keyUriOf } from '@sallyport/assurance-claims';
import type { TrustBasis } from '@sallyport/assurance-trust';
import { fail } from './errors.ts';

/** Whether two names are of one key, however they spell it. */
export function sameKey(a: string, b: string): boolean {
  return a === b || (keyUriOf(a) ?? a) === (keyUriOf(b) ?? b);
}

/** What the node concludes must never count as what its owner said. @throws E_ASSURANCE_NODE_IS_ROOT */
export function requireOwnKey({ roots }: TrustBasis, node: string): void {
  if (roots.some((root) => sameKey(root, node))) {
    throw fail('E_ASSURANCE_NODE_IS_ROOT', 'the key of the node is one that the basis believes in everything');
  }
}
