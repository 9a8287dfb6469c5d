/** What the owner's people claim most, ready to be filled in (CAHN, Continuous Assurance Demonstrator). */

import { CLAIM_TYPES, type ClaimTypeName } from '@sallyport/assurance-claims';
import type { JsonObject } from '@sallyport/core';

/** Words between angle brackets are to be replaced; names are as the operations take them. */
const SUBJECTS: readonly (readonly [string, ClaimTypeName, JsonObject])[] = [
  ['trust-manufacturer', 'Trust', { id: '<manufacturer>', role: 'manufacturer' }],
  ['distrust-manufacturer', 'Distrust', { id: '<manufacturer>', role: 'manufacturer', reason: '<why>' }],
  ['trust-device', 'Trust', { id: '<device>', role: 'device' }],
  ['distrust-device', 'Distrust', { id: '<device>', role: 'device', reason: '<why>' }],
  [
    'trust-person',
    'Trust',
    { id: '<mail address or key>', role: 'person', rights: ['trust-manufacturers', 'connect-devices'] },
  ],
  ['distrust-person', 'Distrust', { id: '<mail address or key>', role: 'person', reason: '<why>' }],
  ['trust-router', 'Trust', { id: '<key of the router>', role: 'router' }],
  ['trust-registrar', 'Trust', { id: '<key of the registrar>', role: 'registrar' }],
  ['declare-type', 'OwnerDeclaration', { id: '<device>', deviceType: '<type>' }],
  ['bind-type', 'DeviceType', { id: '<device>', deviceType: '<type>' }],
  ['record-purchase', 'Purchase', { id: '<device>', buyer: '<mail address or key>', deviceType: '<type>' }],
  ['bind-mud', 'Mud', { deviceType: '<type>', mud: { url: 'https://<where the MUD file is>' } }],
  ['type-vulnerable', 'DeviceTypeVulnerable', { deviceType: '<type>', vulnerable: true, reason: '<why>' }],
  ['type-not-vulnerable', 'DeviceTypeVulnerable', { deviceType: '<type>', vulnerable: false }],
  ['report-vulnerability', 'Vulnerability', { deviceType: '<type>', vulnerability: '<CVE>', score: 9.8 }],
  ['add-rule', 'Rule', { rule: '<name>', language: 'prolog', source: '<clauses>' }],
];

export interface ClaimTemplate {
  readonly name: string;
  readonly type: ClaimTypeName;
  /** One sentence for people. */
  readonly about: string;
  readonly subject: JsonObject;
}

export const CLAIM_TEMPLATES: readonly ClaimTemplate[] = SUBJECTS.map(([name, type, subject]) => ({
  name,
  type,
  about: CLAIM_TYPES[type].about,
  subject,
}));
