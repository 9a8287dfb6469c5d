import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CLAIM_TYPE_NAMES, RIGHTS, type VerifiedClaim } from '@sallyport/assurance-claims';
import {
  DEFAULT_REQUIREMENTS,
  isRequirementName,
  REQUIREMENT_NAMES,
  type RequirementName,
} from '@sallyport/assurance-trust';
import { ANNA, BASIS, DEVICE, engineWith, MAKER, ROOT, reasonOf } from './support/house.ts';
import { claim, type Speaker, trusts, trustsMaker } from './support/world.ts';

const HASH = 'ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk';
const id = DEVICE.id;
const deviceType = 'lamp-1';

const vouch = (type: 'Trust' | 'Distrust', role: 'manufacturer' | 'device' | 'registrar' | 'router') => (by: Speaker) =>
  claim(type, by, { id, role, truster: by.id });

const EXAMPLES: Readonly<Record<RequirementName, (by: Speaker) => Promise<VerifiedClaim>>> = {
  'Trust/manufacturer': vouch('Trust', 'manufacturer'),
  'Distrust/manufacturer': vouch('Distrust', 'manufacturer'),
  'Trust/device': vouch('Trust', 'device'),
  'Distrust/device': vouch('Distrust', 'device'),
  'Trust/registrar': vouch('Trust', 'registrar'),
  'Distrust/registrar': vouch('Distrust', 'registrar'),
  'Trust/router': vouch('Trust', 'router'),
  'Distrust/router': vouch('Distrust', 'router'),
  Purchase: (by) => claim('Purchase', by, { id, buyer: ROOT.id }),
  OwnerDeclaration: (by) => claim('OwnerDeclaration', by, { id, deviceType }),
  DeviceManufacturer: (by) => claim('DeviceManufacturer', by, { id, manufacturer: MAKER.id }),
  DeviceType: (by) => claim('DeviceType', by, { id, deviceType }),
  Sbom: (by) => claim('Sbom', by, { deviceType, sbom: { format: 'SPDX', digest: HASH } }),
  Mud: (by) => claim('Mud', by, { deviceType, mud: { url: 'https://maker.example/' } }),
  Vulnerability: (by) => claim('Vulnerability', by, { deviceType, vulnerability: 'CVE-1', score: 1 }),
  VulnerabilityScore: (by) =>
    claim('VulnerabilityScore', by, { deviceType, score: 1, computed: '2026-01-01T00:00:00Z' }),
  DeviceTypeVulnerable: (by) => claim('DeviceTypeVulnerable', by, { deviceType, vulnerable: true }),
  AttestationResult: (by) =>
    claim('AttestationResult', by, { id, status: 'affirming', appraised: '2026-01-01T00:00:00Z' }),
  Schema: (by) => claim('Schema', by, { relation: 'floor', fields: [{ name: 'level', kind: 'integer' }] }),
  Rule: (by) => claim('Rule', by, { rule: 'allow', language: 'prolog', source: 'allow(a).' }),
  Fact: (by) => claim('Fact', by, { relation: 'floor', schema: HASH, values: { level: 1 } }),
  Query: (by) => claim('Query', by, { node: ROOT.id, language: 'prolog', goal: 'g', nonce: '0123456789abcdef' }),
};

describe('who may say what', () => {
  for (const name of REQUIREMENT_NAMES) {
    const speakers: readonly string[] = DEFAULT_REQUIREMENTS[name];

    it(`${name}: ${speakers.join(' or ')}, and nobody else`, async () => {
      const said = await EXAMPLES[name](ANNA);
      for (const right of RIGHTS) {
        const engine = engineWith([said, await trusts(ROOT, ANNA, { rights: [right] })]);
        assert.equal(reasonOf(engine, said), speakers.includes(right) ? 'counted' : 'not-entitled', right);
      }
      const engine = engineWith([said, await trustsMaker(ROOT, ANNA)]);
      assert.equal(reasonOf(engine, said), speakers.includes('manufacturer') ? 'counted' : 'not-entitled');
    });
  }

  it('is settled for every type of claim', () => {
    const fixed = ['IdentityBinding', 'TrustCommand', 'RevokeCommand', 'Retraction', 'Answer', 'Reattestation'];
    for (const type of CLAIM_TYPE_NAMES) {
      const isVouching = type === 'Trust' || type === 'Distrust';
      assert.ok(isVouching || fixed.includes(type) || isRequirementName(type), type);
    }
  });

  it('is for a node to change, row by row', async () => {
    const [type, mud] = [await EXAMPLES.DeviceType(ANNA), await EXAMPLES.Mud(ANNA)];
    const requirements = { DeviceType: ['person'], Mud: [] } as const;
    const engine = engineWith([type, mud], { ...BASIS, requirements });
    assert.equal(reasonOf(engine, type), 'unknown-issuer');
    engine.add([await trusts(ROOT, ANNA)]);
    assert.deepEqual([reasonOf(engine, type), reasonOf(engine, mud)], ['counted', 'not-entitled']);
    const byRoot = await EXAMPLES.Mud(ROOT);
    engine.add([byRoot]);
    assert.equal(reasonOf(engine, byRoot), 'not-entitled');
  });
});
