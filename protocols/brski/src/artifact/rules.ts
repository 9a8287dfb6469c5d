/**
 * Which attributes may, must and must not stand together: the mandatory and must statements of the YANG modules
 * (RFC 8366 §5.3 as refined by RFC 8995 §3.4) and the rules of RFC 8995's prose.
 *
 * Two weights, because the specifications and their implementers break their own rules: RFC 8995's figure 14 has no
 * created-on, and one known MASA sends expires-on beside the nonce. What the security of a pledge or a MASA does not
 * rest on is `tolerable` on receipt; whoever issues an artefact should ask for `strict`.
 */

import { fromBase64, isSallyportError } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { VoucherArtifact, VoucherAttributes } from './attributes.ts';

/** What the artefact is meant to be: the two kinds of request obey different rules (RFC 8995 §3). */
export type ArtifactRole = 'voucher' | 'pledge-voucher-request' | 'registrar-voucher-request';

interface Rule {
  readonly roles: readonly ArtifactRole[];
  readonly weight: 'required' | 'tolerable';
  readonly reference: string;
  readonly message: string;
  readonly isBroken: (attributes: VoucherAttributes) => boolean;
}

const ALL: readonly ArtifactRole[] = ['voucher', 'pledge-voucher-request', 'registrar-voucher-request'];

const RULES = {
  'serial-number-missing': {
    roles: ALL,
    weight: 'required',
    reference: 'RFC 8366 §5.3',
    message: 'serial-number is missing',
    isBroken: ({ serialNumber }) => serialNumber === undefined,
  },
  'created-on-missing': {
    roles: ['voucher'],
    weight: 'tolerable',
    reference: 'RFC 8366 §5.3',
    message: 'created-on is missing',
    isBroken: ({ createdOn }) => createdOn === undefined,
  },
  'assertion-missing': {
    roles: ['voucher'],
    weight: 'required',
    reference: 'RFC 8366 §5.3',
    message: 'assertion is missing',
    isBroken: ({ assertion }) => assertion === undefined,
  },
  // RFC 8995 §5.6.1: a pledge survives its absence and takes it for "not this domain", which is not for a codec to say.
  'pinned-domain-cert-missing': {
    roles: ['voucher'],
    weight: 'tolerable',
    reference: 'RFC 8366 §5.3',
    message: 'pinned-domain-cert is missing',
    isBroken: ({ pinnedDomainCert }) => pinnedDomainCert === undefined,
  },
  'expires-on-with-nonce': {
    roles: ALL,
    weight: 'tolerable',
    reference: 'RFC 8366 §5.3',
    message: 'expires-on and nonce exclude each other',
    isBroken: ({ expiresOn, nonce }) => expiresOn !== undefined && nonce !== undefined,
  },
  'nonce-length': {
    roles: ALL,
    weight: 'tolerable',
    reference: 'RFC 8366 §5.3',
    message: 'nonce is not base64 of 8 to 32 bytes',
    isBroken: ({ nonce }) => nonce !== undefined && !isYangNonce(nonce),
  },
  'last-renewal-date-without-expires-on': {
    roles: ['voucher'],
    weight: 'tolerable',
    reference: 'RFC 8366 §5.3',
    message: 'last-renewal-date stands without expires-on',
    isBroken: ({ lastRenewalDate, expiresOn }) => lastRenewalDate !== undefined && expiresOn === undefined,
  },
  'request-attributes-in-voucher': {
    roles: ['voucher'],
    weight: 'tolerable',
    reference: 'RFC 8995 §3.4',
    message: 'a voucher carries attributes of a voucher-request',
    isBroken: ({ priorSignedVoucherRequest, proximityRegistrarCert }) =>
      priorSignedVoucherRequest !== undefined || proximityRegistrarCert !== undefined,
  },
  // RFC 8995 §3.4: "any occurrence MUST be ignored", so never a reason to refuse a request.
  'voucher-attributes-in-request': {
    roles: ['pledge-voucher-request', 'registrar-voucher-request'],
    weight: 'tolerable',
    reference: 'RFC 8995 §3.4',
    message: 'a voucher-request carries attributes of a voucher',
    isBroken: ({ pinnedDomainCert, lastRenewalDate, domainCertRevocationChecks }) =>
      pinnedDomainCert !== undefined || lastRenewalDate !== undefined || domainCertRevocationChecks !== undefined,
  },
  'proximity-without-certificate': {
    roles: ['pledge-voucher-request'],
    weight: 'required',
    reference: 'RFC 8995 §5.2',
    message: 'assertion proximity stands without proximity-registrar-cert',
    isBroken: ({ assertion, proximityRegistrarCert }) =>
      assertion === 'proximity' && proximityRegistrarCert === undefined,
  },
  'proximity-certificate-from-registrar': {
    roles: ['registrar-voucher-request'],
    weight: 'required',
    reference: 'RFC 8995 §5.5',
    message: "a registrar's voucher-request carries proximity-registrar-cert",
    isBroken: ({ proximityRegistrarCert }) => proximityRegistrarCert !== undefined,
  },
} as const satisfies Readonly<Record<string, Rule>>;

export type ArtifactRule = keyof typeof RULES;

export interface RuleBreach {
  readonly rule: ArtifactRule;
  readonly weight: 'required' | 'tolerable';
  readonly message: string;
  readonly reference: string;
}

/** Every rule the artefact breaks in this role; an empty list for a model artefact. */
export function ruleBreaches(artifact: VoucherArtifact, role: ArtifactRole): readonly RuleBreach[] {
  const breaches: RuleBreach[] = [];
  for (const rule of RULE_NAMES) {
    const { roles, weight, message, reference, isBroken }: Rule = RULES[rule];
    if (roles.includes(role) && isBroken(artifact.attributes)) breaches.push({ rule, weight, message, reference });
  }
  return breaches;
}

/**
 * Insists on the rules: on the required ones, or with `strict` on every one.
 * @throws E_BRSKI_VOUCHER_RULE with the first broken rule's name in `details.rule`
 */
export function checkArtifact(
  artifact: VoucherArtifact,
  role: ArtifactRole,
  options: { readonly strict?: boolean } = {},
): void {
  const breach = ruleBreaches(artifact, role).find(({ weight }) => weight === 'required' || options.strict === true);
  if (breach !== undefined) {
    throw fail('E_BRSKI_VOUCHER_RULE', breach.message, {
      details: { rule: breach.rule, role, reference: breach.reference },
    });
  }
}

function isRule(name: string): name is ArtifactRule {
  return Object.hasOwn(RULES, name);
}

const RULE_NAMES: readonly ArtifactRule[] = Object.keys(RULES).filter(isRule);

function isYangNonce(nonce: string): boolean {
  try {
    const { length } = fromBase64(nonce);
    return length >= 8 && length <= 32;
  } catch (error) {
    if (!isSallyportError(error)) throw error;
    return false;
  }
}
