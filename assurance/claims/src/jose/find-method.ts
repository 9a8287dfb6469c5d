/** Which key of an issuer a token names. */

import { type ControllerResolver, controllerOf, methodOf, type VerificationMethod } from '../controllers/controller.ts';
import { fail } from '../errors.ts';

/**
 * VC JOSE COSE §4.1: the key is the issuer's, named by `kid` (whole, or within the issuer), or the only one there is.
 * @throws E_CLAIMS_ISSUER_MISMATCH, E_CLAIMS_METHOD_UNKNOWN, and what the resolver throws
 */
export async function findMethod(
  kid: string | undefined,
  issuer: string,
  resolve: ControllerResolver,
): Promise<VerificationMethod> {
  const url = kid === undefined || kid.includes(':') ? kid : `${issuer}#${kid.replace(/^#/, '')}`;
  if (url !== undefined && controllerOf(url) !== issuer) {
    throw fail('E_CLAIMS_ISSUER_MISMATCH', 'the key named by kid is not the issuer’s');
  }
  const controller = await resolve(issuer);
  if (url !== undefined) return methodOf(controller, url);
  const [only, ...others] = controller.methods;
  if (only === undefined || others.length > 0) {
    throw fail('E_CLAIMS_METHOD_UNKNOWN', 'the issuer has several keys and the token names none');
  }
  return only;
}
