/** Claims of people about whom they trust, and what a manufacturer or owner says of a device. */

import { z } from 'zod';
import { claimType, entityArgument, valueArgument } from './claim-type.ts';
import { deviceType, emailUri, entity, key, shortText, time } from './values.ts';

/** What a person may be trusted to do; NIST's Build 5 keeps the first three as columns of its users. */
export const RIGHTS = [
  'trust-manufacturers',
  'connect-devices',
  'record-purchases',
  'declare-types',
  'write-rules',
  'query',
  'report-posture',
  'state-facts',
] as const;

export type Right = (typeof RIGHTS)[number];

const THINGS = z.enum(['manufacturer', 'device', 'registrar', 'router']);
const PERSON = z.literal('person');

/** How far a person is trusted, from not at all to wholly. Absent: wholly. */
const weight = z.number().min(0).max(1).optional();

export const TRUST_TYPES = {
  Trust: claimType('Trust', {
    kind: 'fact',
    about: 'Somebody trusts a manufacturer, device, registrar, router or person.',
    source: 'CAHN: Network Owner Trusts Manufacturer, Trusts Device; CA Protocol Authentication',
    build5: 'manufacturer_trust, device_trust',
    schema: z.discriminatedUnion('role', [
      z.strictObject({ id: entity, role: THINGS, truster: entity }),
      z.strictObject({
        id: entity,
        role: PERSON,
        truster: entity,
        weight,
        rights: z.array(z.enum(RIGHTS)).max(RIGHTS.length).optional(),
      }),
    ]),
    state: ({ truster, id }) => [entityArgument(truster), entityArgument(id)],
  }),
  Distrust: claimType('Distrust', {
    kind: 'fact',
    about: 'Somebody distrusts a manufacturer, device, registrar, router or person.',
    source: 'CAHN: Trust Engine; NIST SP 1800-36 Vol. C: Distrust Manufacturer, Distrust Device',
    build5: 'manufacturer_trust, device_trust',
    schema: z.discriminatedUnion('role', [
      z.strictObject({ id: entity, role: THINGS, truster: entity, reason: shortText.optional() }),
      z.strictObject({ id: entity, role: PERSON, truster: entity, weight, reason: shortText.optional() }),
    ]),
    state: ({ truster, id }) => [entityArgument(truster), entityArgument(id)],
  }),
  Purchase: claimType('Purchase', {
    kind: 'fact',
    about: 'A manufacturer, or who sells for it, records that a device was bought, with its type if known.',
    source: 'CAHN: Device Has Been Purchased',
    schema: z.strictObject({ id: key, buyer: entity, deviceType: deviceType.optional() }),
    state: (subject) => [
      entityArgument(subject.id),
      entityArgument(subject.buyer),
      ...(subject.deviceType === undefined ? [] : [valueArgument(subject.deviceType)]),
    ],
  }),
  OwnerDeclaration: claimType('OwnerDeclaration', {
    kind: 'fact',
    about: 'The owner of a device says of which type it is.',
    source: 'CAHN: Device No Major Vulnerabilities',
    schema: z.strictObject({ id: key, deviceType }),
    state: (subject) => [entityArgument(subject.id), valueArgument(subject.deviceType)],
  }),
  IdentityBinding: claimType('IdentityBinding', {
    kind: 'fact',
    about: 'An authentication server says that a key belongs to whoever reads this mailbox.',
    source: 'CAHN: Signing Of VCs',
    schema: z.strictObject({ id: key, email: emailUri, confirmed: time }),
    state: ({ id, email }) => [entityArgument(id), entityArgument(email)],
  }),
  TrustCommand: claimType('TrustCommand', {
    kind: 'command',
    relation: 'Trust',
    about: 'A registrar tells its routers to let a device on.',
    source: 'CAHN: Continuous Assurance Commands',
    schema: z.strictObject({ id: key, registrar: key, sequence: z.int().min(0) }),
    state: ({ id, registrar }) => [entityArgument(id), entityArgument(registrar)],
  }),
  RevokeCommand: claimType('RevokeCommand', {
    kind: 'command',
    relation: 'Revoke',
    about: 'A registrar tells its routers to put a device out, or onto a constrained network.',
    source: 'CAHN: Continuous Assurance Commands',
    schema: z.strictObject({
      id: key,
      registrar: key,
      sequence: z.int().min(0),
      measure: z.enum(['remove', 'constrain']),
      reason: shortText.optional(),
    }),
    state: ({ id, registrar }) => [entityArgument(id), entityArgument(registrar)],
  }),
};
