/** Certificate profiles: the policy that turns what is asked into what is issued. */

import type { Milliseconds } from '@sallyport/core';
import { basicConstraints, type Certificate, type Extension, type KeyType, keyUsage, type Name } from '@sallyport/pki';

/** What is known when a profile is asked. Wishes of the requester are marked as such. */
export interface ProfileRequest<Facts> {
  /** The subject the requester wishes for; empty when only a key was given. */
  readonly requestedSubject: Name | undefined;
  /** The extensions the requester wishes for: nothing is taken over unless the profile does so. */
  readonly requestedExtensions: readonly Extension[];
  readonly keyType: KeyType;
  /** What the caller established by itself. */
  readonly facts: Facts;
  /** The time of issue. */
  readonly at: Date;
  readonly authority: Certificate;
}

/** What to issue. Key identifiers are added by the authority unless they are here. */
export interface CertificateContent {
  readonly subject: Name;
  readonly extensions: readonly Extension[];
  /** The latest end; the authority's own end comes first if it is earlier. `never` is 9999-12-31 (RFC 5280 §4.1.2.5). */
  readonly notAfter: Date | 'never';
  /** Default: the time of issue less the authority's allowance for slow clocks. */
  readonly notBefore?: Date;
  /** The key under which registers hold the device, for the ledger. */
  readonly device?: string;
}

export interface CertificateProfile<Facts> {
  /** For the ledger. */
  readonly name: string;
  /** Only `authority` profiles may grant cA or keyCertSign; a mistake in another is refused. */
  readonly kind: 'end-entity' | 'authority';
  /** Throws to refuse the request. */
  describe(request: ProfileRequest<Facts>): CertificateContent;
}

/** Facts for {@link authorityProfile}. */
export interface AuthorityFacts {
  readonly subject: Name;
  /** How many CAs may stand below; none may when it is 0; any number when left out. */
  readonly pathLength?: number;
  readonly notAfter: Date | 'never';
}

/** A subordinate CA. */
export const authorityProfile: CertificateProfile<AuthorityFacts> = {
  name: 'authority',
  kind: 'authority',
  describe: ({ facts }) => ({
    subject: facts.subject,
    notAfter: facts.notAfter,
    extensions: authorityExtensions(facts.pathLength),
  }),
};

/** What every CA certificate here carries, key identifiers aside. */
export function authorityExtensions(pathLength: number | undefined): readonly Extension[] {
  return [
    basicConstraints(pathLength === undefined ? { ca: true } : { ca: true, pathLength }),
    keyUsage('keyCertSign', 'cRLSign'),
  ];
}

/** A profile for end entities from a function that gives subject and extensions, with a fixed lifetime. */
export function endEntityProfile<Facts>(options: {
  readonly name: string;
  readonly lifetime: Milliseconds | 'unlimited';
  readonly describe: (
    request: ProfileRequest<Facts>,
  ) => Pick<CertificateContent, 'subject' | 'extensions'> & { readonly device?: string };
}): CertificateProfile<Facts> {
  const { name, lifetime, describe } = options;
  return {
    name,
    kind: 'end-entity',
    describe: (request) => ({
      ...describe(request),
      notAfter: lifetime === 'unlimited' ? 'never' : new Date(request.at.getTime() + lifetime),
    }),
  };
}
