/** What a claim that counts says, as facts for rules. The one table from types of claims to relations. */

import { keyUriOf, printClaim, type SubjectOf, type VerifiedClaim } from '@sallyport/assurance-claims';
import { type Fact, isStatable } from '@sallyport/assurance-inference';
import type { Standing } from '@sallyport/assurance-trust';
import { isSallyportError } from '@sallyport/core';
import { attestationOf } from './attestation.ts';
import { stateBySchema } from './by-schema.ts';
import { secondsOf } from './seconds.ts';
import type { SchemaOf, Statement } from './statement.ts';

/**
 * The facts that a claim puts in force: none when it does not count, when its type states nothing for rules, when rules
 * cannot hold what it says, or when it is a fact of a kind whose schema is not there or which it does not fit.
 */
export function factsOf(claim: VerifiedClaim, standing: Standing, schemaOf?: SchemaOf): readonly Fact[] {
  if (!standing.counts) return [];
  const stated = stateOf(claim, schemaOf);
  if (stated === undefined) return [];
  const [relation, ...values] = stated;
  const { by } = standing;
  const fact: Fact = { id: claim.uri, relation, arguments: [...values, by], by, statement: notationOf(claim) };
  // `trusts` and `distrusts` name who says it first.
  const ordered = relation.endsWith('trusts') ? { ...fact, arguments: [by, ...values] } : fact;
  return isStatable(ordered) ? [ordered] : [];
}

/** A relation and its arguments but the last, which is who said it. */
function stateOf({ claim, verified }: VerifiedClaim, schemaOf: SchemaOf | undefined): Statement | undefined {
  switch (claim.type) {
    case 'Trust':
      return ['trusts', vouchedFor(claim.subject), claim.subject.role];
    case 'Distrust':
      return ['distrusts', vouchedFor(claim.subject), claim.subject.role];
    case 'Purchase':
      return ['purchase', byKey(claim.subject.id), claim.subject.buyer, claim.subject.deviceType ?? null];
    case 'OwnerDeclaration':
      return ['declared_type', byKey(claim.subject.id), claim.subject.deviceType];
    case 'DeviceManufacturer':
      return ['device_manufacturer', byKey(claim.subject.id), byKey(claim.subject.manufacturer)];
    case 'DeviceType':
      return ['device_type', byKey(claim.subject.id), claim.subject.deviceType];
    case 'Sbom':
      return ['sbom', claim.subject.deviceType, claim.subject.sbom.digest];
    case 'Mud':
      return ['mud', claim.subject.deviceType, claim.subject.mud.url];
    case 'Vulnerability': {
      const { deviceType, vulnerability, score, component = null } = claim.subject;
      return ['vulnerability', deviceType, vulnerability, score, component];
    }
    case 'VulnerabilityScore':
      return ['vulnerability_score', claim.subject.deviceType, claim.subject.score, secondsOf(claim.subject.computed)];
    case 'DeviceTypeVulnerable':
      return ['device_type_vulnerable', claim.subject.deviceType, claim.subject.vulnerable];
    case 'AttestationResult':
      return attestationOf(byKey(claim.subject.id), claim.subject, verified.credential.validFrom);
    case 'Fact':
      return stateBySchema(claim.subject, schemaOf?.(claim.subject.schema)?.claim);
    // Whom bindings, retractions, schemas and rules concern is told by the trust engine, by ruleOf and by the schemas' own
    // facts; questions, answers, commands and re-attestations state nothing for rules.
    default:
      return undefined;
  }
}

/** Devices and makers have the one name under which the node itself observes them, however a claim spells their key. */
function byKey(uri: string): string {
  return keyUriOf(uri) ?? uri;
}

/** People are named as they name themselves when they speak. */
function vouchedFor({ id, role }: SubjectOf<'Trust' | 'Distrust'>): string {
  return role === 'device' || role === 'manufacturer' ? byKey(id) : id;
}

/** Names that CAHN's notation cannot hold are no reason to keep a claim from counting. */
function notationOf(claim: VerifiedClaim): string {
  try {
    return printClaim(claim);
  } catch (thrown) {
    if (!isSallyportError(thrown, 'E_CLAIMS_NOTATION')) throw thrown;
    return `a claim of type ${claim.claim.type} by ${claim.issuer}`;
  }
}
