/** One claim of each type, as CAHN and NIST's Build 5 use it. */

import { type ClaimTypeName, makeClaim, type SubjectOf } from '@sallyport/assurance-claims';
import { isJsonObject, type JsonObject } from '@sallyport/core';
import { person } from './people.ts';

const DEVICE = person('P-256').signer.issuer;
const MAKER = person('P-256').signer.issuer;
const REGISTRAR = person('P-256').signer.issuer;
const OWNER = 'mailto:person@email.com';
const HASH = 'ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk';
const TIME = '2026-11-30T11:00:00Z';

type Maker = (issuer: string) => JsonObject;

function example<Name extends ClaimTypeName>(type: Name, subject: SubjectOf<Name>): Maker {
  return (issuer) => makeClaim({ type, issuer, validFrom: new Date('2026-01-01T00:00:00Z'), subject });
}

export const SUBJECTS = {
  Trust: { id: MAKER, role: 'manufacturer', truster: OWNER },
  Distrust: { id: 'mailto:other@email.com', role: 'person', truster: OWNER, weight: 0.5, reason: 'left the house' },
  Purchase: { id: DEVICE, buyer: OWNER, deviceType: 'thermo-2' },
  OwnerDeclaration: { id: DEVICE, deviceType: 'thermo-2' },
  IdentityBinding: { id: REGISTRAR, email: OWNER, confirmed: TIME },
  TrustCommand: { id: DEVICE, registrar: REGISTRAR, sequence: 1 },
  RevokeCommand: { id: DEVICE, registrar: REGISTRAR, sequence: 2, measure: 'remove', reason: 'score of 7.8' },
  DeviceManufacturer: { id: DEVICE, manufacturer: MAKER },
  DeviceType: { id: DEVICE, deviceType: 'thermo-2' },
  Sbom: {
    id: DEVICE,
    deviceType: 'thermo-2',
    sbom: { format: 'CycloneDX', digest: HASH, url: 'https://maker.example/sbom.json' },
  },
  Mud: { deviceType: 'thermo-2', mud: { url: 'https://maker.example/thermo-2.json', digest: HASH } },
  Vulnerability: {
    deviceType: 'thermo-2',
    vulnerability: 'CVE-2018-25032',
    score: 7.5,
    component: 'pkg:generic/zlib@1.2.11',
  },
  VulnerabilityScore: { deviceType: 'thermo-2', score: 7.8, sbom: HASH, computed: TIME },
  DeviceTypeVulnerable: { deviceType: 'thermo-2', vulnerable: true },
  AttestationResult: {
    id: DEVICE,
    status: 'affirming',
    profile: 'https://verifier.example/policies/thermo-2',
    evidence: HASH,
    appraised: TIME,
  },
  Schema: {
    relation: 'floor',
    fields: [
      { name: 'device', kind: 'entity' },
      { name: 'level', kind: 'integer', minimum: -2, maximum: 40 },
    ],
  },
  Fact: { relation: 'floor', schema: HASH, values: { device: DEVICE, level: 3 } },
  Rule: { rule: 'allow_wifi', language: 'prolog', source: 'deny(D) :- type(D, T), score(T, S), S >= 6.' },
  Retraction: { id: HASH, reason: 'sold' },
  Query: { node: REGISTRAR, language: 'prolog', goal: 'allow(D)', nonce: '0123456789abcdef' },
  Answer: { query: HASH, outcome: 'answered', answers: [{ D: DEVICE }], isComplete: true, answered: TIME },
  Reattestation: { claim: { type: 'anything' }, received: TIME, from: OWNER },
} as const satisfies { readonly [Name in ClaimTypeName]: unknown };

export const EXAMPLES: Readonly<Record<ClaimTypeName, Maker>> = {
  Trust: example('Trust', SUBJECTS.Trust),
  Distrust: example('Distrust', SUBJECTS.Distrust),
  Purchase: example('Purchase', SUBJECTS.Purchase),
  OwnerDeclaration: example('OwnerDeclaration', SUBJECTS.OwnerDeclaration),
  IdentityBinding: example('IdentityBinding', SUBJECTS.IdentityBinding),
  TrustCommand: example('TrustCommand', SUBJECTS.TrustCommand),
  RevokeCommand: example('RevokeCommand', SUBJECTS.RevokeCommand),
  DeviceManufacturer: example('DeviceManufacturer', SUBJECTS.DeviceManufacturer),
  DeviceType: example('DeviceType', SUBJECTS.DeviceType),
  Sbom: example('Sbom', SUBJECTS.Sbom),
  Mud: example('Mud', SUBJECTS.Mud),
  Vulnerability: example('Vulnerability', SUBJECTS.Vulnerability),
  VulnerabilityScore: example('VulnerabilityScore', SUBJECTS.VulnerabilityScore),
  DeviceTypeVulnerable: example('DeviceTypeVulnerable', SUBJECTS.DeviceTypeVulnerable),
  AttestationResult: example('AttestationResult', SUBJECTS.AttestationResult),
  Schema: example('Schema', { ...SUBJECTS.Schema, fields: [...SUBJECTS.Schema.fields] }),
  Fact: example('Fact', SUBJECTS.Fact),
  Rule: example('Rule', SUBJECTS.Rule),
  Retraction: example('Retraction', SUBJECTS.Retraction),
  Query: example('Query', SUBJECTS.Query),
  Answer: example('Answer', { ...SUBJECTS.Answer, answers: [...SUBJECTS.Answer.answers] }),
  Reattestation: example('Reattestation', SUBJECTS.Reattestation),
};

/** The subject of an example, as JSON. */
export function subjectOf(credential: JsonObject): JsonObject {
  const subject = credential['credentialSubject'];
  return isJsonObject(subject) ? subject : {};
}
