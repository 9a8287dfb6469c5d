/** What the verifiers of both forms ask and give. */

import type { JsonObject } from '@sallyport/core';
import type { ChainJudge } from './controllers/certificates.ts';
import type { ControllerResolver, ProofPurpose, VerificationMethod } from './controllers/controller.ts';
import type { Credential, ParseOptions } from './credential/credential.ts';
import type { JoseAlgorithm } from './jose/algorithms.ts';

export interface VerifyOptions extends ParseOptions {
  readonly resolve: ControllerResolver;
  /** Judges certificates that claims bring along; without it such claims are refused. */
  readonly judgeChain?: ChainJudge;
  /** The time to judge by. With `ignore-validity` only authenticity is looked at: a log is rebuilt that way. */
  readonly at: Date | 'ignore-validity';
  /** Default: every algorithm of the table. */
  readonly algorithms?: readonly JoseAlgorithm[];
  /** What the proof must be for. Default `assertionMethod`. */
  readonly purpose?: ProofPurpose;
  /** The domain that Data Integrity proofs must name, if any. A JWS has no place for one and is refused then. */
  readonly domain?: string;
  /** The challenge that Data Integrity proofs must answer, if any. A JWS has no place for one and is refused then. */
  readonly challenge?: string;
}

/** A form of proof, as people and logs name it: a JOSE algorithm or a cryptosuite. */
export interface Signature {
  readonly method: VerificationMethod;
  readonly by: string;
  readonly created: Date | undefined;
}

/** A credential whose signatures were all found good, the issuer's first. */
export interface Authenticated {
  readonly form: 'jose' | 'data-integrity';
  readonly credential: Credential;
  /** The credential with what secures it, as a document that another can hold. */
  readonly secured: JsonObject;
  readonly signatures: readonly [Signature, ...Signature[]];
}

/** How far the clocks of signer and verifier may be apart, in milliseconds. */
export const CLOCK_SKEW = 300_000;

export function timeOf(options: VerifyOptions): Date | undefined {
  return options.at === 'ignore-validity' ? undefined : options.at;
}
