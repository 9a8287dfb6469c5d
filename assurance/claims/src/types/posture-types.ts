/** Claims about what devices and types of devices are made of, do, and suffer from. */

import { z } from 'zod';
import { claimType, entityArgument, valueArgument } from './claim-type.ts';
import { deviceType, entity, foreign, hashUri, key, packageUrl, score, shortText, time, webUrl } from './values.ts';

export const POSTURE_TYPES = {
  DeviceManufacturer: claimType('DeviceManufacturer', {
    kind: 'fact',
    about: 'A device was made by a manufacturer.',
    source: 'NIST SP 1800-36 Build 5',
    build5: 'device_manufacturer_binding',
    schema: z.strictObject({ id: key, manufacturer: entity }),
    state: ({ id, manufacturer }) => [entityArgument(id), entityArgument(manufacturer)],
  }),
  DeviceType: claimType('DeviceType', {
    kind: 'fact',
    about: 'A device is of a type.',
    source: 'NIST SP 1800-36 Build 5',
    build5: 'device_type_binding',
    schema: z.strictObject({ id: key, deviceType }),
    state: (subject) => [entityArgument(subject.id), valueArgument(subject.deviceType)],
  }),
  Sbom: claimType('Sbom', {
    kind: 'fact',
    relation: 'SBOM',
    about: 'The bill of materials of a type, or of one device of it.',
    source: 'CAHN: Device No Major Vulnerabilities',
    schema: z.strictObject({
      id: key.optional(),
      deviceType,
      sbom: z.strictObject({
        format: z.enum(['CycloneDX', 'SPDX']),
        /** Of the document's bytes. */
        digest: hashUri,
        url: webUrl.optional(),
        document: foreign.optional(),
      }),
    }),
    state: (subject) => [
      ...(subject.id === undefined ? [] : [entityArgument(subject.id)]),
      valueArgument(subject.deviceType),
      valueArgument(subject.sbom.digest),
    ],
  }),
  Mud: claimType('Mud', {
    kind: 'fact',
    relation: 'MUD',
    about: 'The Manufacturer Usage Description of a type.',
    source: 'NIST SP 1800-36 Build 5; RFC 8520',
    build5: 'device_type_mud_binding',
    schema: z.strictObject({
      id: key.optional(),
      deviceType,
      mud: z.strictObject({ url: webUrl, digest: hashUri.optional(), document: foreign.optional() }),
    }),
    state: (subject) => [
      ...(subject.id === undefined ? [] : [entityArgument(subject.id)]),
      valueArgument(subject.deviceType),
      entityArgument(subject.mud.url),
    ],
  }),
  Vulnerability: claimType('Vulnerability', {
    kind: 'fact',
    about: 'A type has a known vulnerability, in a component where one is named.',
    source: 'CAHN: Device No Major Vulnerabilities',
    schema: z.strictObject({ deviceType, vulnerability: shortText, score, component: packageUrl.optional() }),
    state: (subject) => [
      valueArgument(subject.deviceType),
      valueArgument(subject.vulnerability),
      valueArgument(subject.score),
      ...(subject.component === undefined ? [] : [valueArgument(subject.component)]),
    ],
  }),
  VulnerabilityScore: claimType('VulnerabilityScore', {
    kind: 'fact',
    about: 'How vulnerable a type is altogether, worked out from its bill of materials.',
    source: 'NIST SP 1800-36 Build 5: SBOM score; CAHN: Databots',
    schema: z.strictObject({ deviceType, score, sbom: hashUri.optional(), computed: time }),
    state: (subject) => [valueArgument(subject.deviceType), valueArgument(subject.score)],
  }),
  DeviceTypeVulnerable: claimType('DeviceTypeVulnerable', {
    kind: 'fact',
    about: 'Somebody sets a type vulnerable or not vulnerable.',
    source: 'NIST SP 1800-36 Build 5',
    build5: 'device_type_vulnerable',
    schema: z.strictObject({ deviceType, vulnerable: z.boolean(), reason: shortText.optional() }),
    state: (subject) => [valueArgument(subject.deviceType), valueArgument(subject.vulnerable)],
  }),
  AttestationResult: claimType('AttestationResult', {
    kind: 'fact',
    about: 'A verifier appraised evidence of a device, and says in which tier of trustworthiness it is.',
    source: 'RFC 9334 §8.4; draft-ietf-rats-ar4si-09 §2.3.2, draft-ietf-rats-ear-04 ear.status',
    schema: z.strictObject({
      id: key,
      status: z.enum(['affirming', 'warning', 'contraindicated', 'none']),
      /** Names the appraisal policy (ear.appraisal-policy-id). */
      profile: entity.optional(),
      /** Of the bytes of the evidence that was appraised, in whatever format. */
      evidence: hashUri.optional(),
      appraised: time,
    }),
    state: ({ id, status, profile }) => [
      entityArgument(id),
      valueArgument(status),
      ...(profile === undefined ? [] : [entityArgument(profile)]),
    ],
  }),
};
