/** Who can sign: controllers and their verification methods (Controlled Identifiers §2). */

import { fail } from '../errors.ts';
import type { ClaimKey } from '../keys/key-types.ts';

/** What a proof is for (Controlled Identifiers §2.3). Claims are made for `assertionMethod`. */
export const PROOF_PURPOSES = [
  'assertionMethod',
  'authentication',
  'capabilityInvocation',
  'capabilityDelegation',
] as const;

export type ProofPurpose = (typeof PROOF_PURPOSES)[number];

export interface VerificationMethod {
  /** Absolute URL. */
  readonly id: string;
  /** The identifier of whoever holds the key: what an issuer must be to have signed with it. */
  readonly controller: string;
  readonly key: ClaimKey;
  readonly purposes: ReadonlySet<ProofPurpose>;
  /** When the key stopped counting (DID document: `revoked`, `expires`), whichever is earlier. */
  readonly until: Date | undefined;
}

export interface Controller {
  readonly id: string;
  readonly methods: readonly VerificationMethod[];
}

/** Finds a controller by its identifier. @throws E_CLAIMS_CONTROLLER_…, E_CLAIMS_DID, E_CLAIMS_KEY… */
export type ControllerResolver = (id: string) => Controller | Promise<Controller>;

export function isProofPurpose(text: unknown): text is ProofPurpose {
  return PROOF_PURPOSES.some((purpose) => purpose === text);
}

/** @throws E_CLAIMS_METHOD_UNKNOWN */
export function methodOf(controller: Controller, url: string): VerificationMethod {
  const method = controller.methods.find(({ id }) => id === url);
  if (method === undefined) throw fail('E_CLAIMS_METHOD_UNKNOWN', 'the controller lists no key of that name');
  return method;
}

/** The controller's identifier in the URL of a verification method. */
export function controllerOf(methodUrl: string): string {
  const hash = methodUrl.indexOf('#');
  return hash === -1 ? methodUrl : methodUrl.slice(0, hash);
}

/**
 * Insists that the method may be used for the purpose at that time.
 * @throws E_CLAIMS_PROOF_PURPOSE, E_CLAIMS_METHOD_UNKNOWN for a key that no longer counts
 */
export function requireUsable(method: VerificationMethod, purpose: ProofPurpose, at: Date | undefined): void {
  if (!method.purposes.has(purpose)) {
    throw fail('E_CLAIMS_PROOF_PURPOSE', `the key may not be used for ${purpose}`);
  }
  if (at !== undefined && method.until !== undefined && method.until <= at) {
    throw fail('E_CLAIMS_METHOD_UNKNOWN', 'the controller has withdrawn the key');
  }
}
