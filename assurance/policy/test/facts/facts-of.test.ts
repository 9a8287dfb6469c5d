import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { didKeySigner, keyUriOf, type SubjectOf } from '@sallyport/assurance-claims';
import { FACT_RELATIONS, isStatable, type Value } from '@sallyport/assurance-inference';
import { generateKeyPair, softwareSigner } from '@sallyport/pki';
import { factsOf, factsOfIdentity, ruleOf } from '../../src/index.ts';
import { COUNTED, claim, EXPIRED, OWNER } from '../support/claims.ts';

const HASH = 'ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk';
const DEVICE = HASH;
const MAKER = 'ni:///sha-256;B4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk';
const PROFILE = 'https://verifier.example/policies/lamp';
const SAID_AT = Date.parse('2026-01-01T00:00:00Z') / 1000;
const BUYER = 'mailto:buyer@example.org';

const CASES: readonly (readonly [string, Promise<Parameters<typeof factsOf>[0]>, string, readonly Value[]])[] = [
  [
    'trust',
    claim('Trust', { id: MAKER, role: 'manufacturer', truster: OWNER }),
    'trusts',
    [OWNER, MAKER, 'manufacturer'],
  ],
  [
    'distrust',
    claim('Distrust', { id: DEVICE, role: 'device', truster: OWNER }),
    'distrusts',
    [OWNER, DEVICE, 'device'],
  ],
  [
    'a purchase',
    claim('Purchase', { id: DEVICE, buyer: BUYER, deviceType: 'lamp' }),
    'purchase',
    [DEVICE, BUYER, 'lamp', OWNER],
  ],
  [
    'a purchase without a type',
    claim('Purchase', { id: DEVICE, buyer: BUYER }),
    'purchase',
    [DEVICE, BUYER, null, OWNER],
  ],
  [
    'a declaration',
    claim('OwnerDeclaration', { id: DEVICE, deviceType: 'lamp' }),
    'declared_type',
    [DEVICE, 'lamp', OWNER],
  ],
  [
    'a maker',
    claim('DeviceManufacturer', { id: DEVICE, manufacturer: MAKER }),
    'device_manufacturer',
    [DEVICE, MAKER, OWNER],
  ],
  ['a type', claim('DeviceType', { id: DEVICE, deviceType: 'lamp' }), 'device_type', [DEVICE, 'lamp', OWNER]],
  [
    'an SBOM',
    claim('Sbom', { deviceType: 'lamp', sbom: { format: 'SPDX', digest: HASH } }),
    'sbom',
    ['lamp', HASH, OWNER],
  ],
  [
    'a MUD file',
    claim('Mud', { deviceType: 'lamp', mud: { url: 'https://a.example/m' } }),
    'mud',
    ['lamp', 'https://a.example/m', OWNER],
  ],
  [
    'a vulnerability',
    claim('Vulnerability', { deviceType: 'lamp', vulnerability: 'CVE-1', score: 7.5, component: 'pkg:generic/zlib@1' }),
    'vulnerability',
    ['lamp', 'CVE-1', 7.5, 'pkg:generic/zlib@1', OWNER],
  ],
  [
    'a vulnerability without a component',
    claim('Vulnerability', { deviceType: 'lamp', vulnerability: 'CVE-1', score: 7 }),
    'vulnerability',
    ['lamp', 'CVE-1', 7, null, OWNER],
  ],
  [
    'a score',
    claim('VulnerabilityScore', { deviceType: 'lamp', score: 7.8, computed: '2027-01-15T09:00:00.5+01:00' }),
    'vulnerability_score',
    ['lamp', 7.8, 1_800_000_000, OWNER],
  ],
  [
    'a type set vulnerable',
    claim('DeviceTypeVulnerable', { deviceType: 'lamp', vulnerable: true }),
    'device_type_vulnerable',
    ['lamp', true, OWNER],
  ],
  [
    'an attestation result',
    claim('AttestationResult', { id: DEVICE, status: 'warning', profile: PROFILE, appraised: '2025-12-31T23:00:00Z' }),
    'attestation',
    [DEVICE, 'warning', PROFILE, SAID_AT - 3600, OWNER],
  ],
  [
    'an attestation result by no policy that is named',
    claim('AttestationResult', { id: DEVICE, status: 'affirming', appraised: '2025-12-31T23:00:00Z' }),
    'attestation',
    [DEVICE, 'affirming', null, SAID_AT - 3600, OWNER],
  ],
];

describe('a claim that counts', () => {
  for (const [what, made, relation, values] of CASES) {
    it(`becomes a fact: ${what}`, async () => {
      const verified = await made;
      const [fact, ...others] = factsOf(verified, COUNTED);
      assert.deepEqual([fact?.relation, fact?.arguments, others], [relation, values, []]);
      assert.deepEqual([fact?.id, fact?.by], [verified.uri, OWNER]);
      assert.match(fact?.statement ?? '', /^\{ .* \} \[did:key:.*-\]$/);
      assert.equal(new Map(Object.entries(FACT_RELATIONS)).get(relation), values.length);
    });
  }

  it('names devices and makers as the node sees them, however it spells their keys', async () => {
    const { issuer: spelled } = didKeySigner(softwareSigner(generateKeyPair('P-256').privateKey));
    const seen = keyUriOf(spelled) ?? '';
    assert.match(seen, /^ni:/);
    for (const [made, values] of [
      [claim('Distrust', { id: spelled, role: 'device', truster: OWNER }), [OWNER, seen, 'device']],
      [claim('Distrust', { id: spelled, role: 'manufacturer', truster: OWNER }), [OWNER, seen, 'manufacturer']],
      [claim('Distrust', { id: spelled, role: 'person', truster: OWNER }), [OWNER, spelled, 'person']],
      [claim('Purchase', { id: spelled, buyer: BUYER }), [seen, BUYER, null, OWNER]],
      [claim('OwnerDeclaration', { id: spelled, deviceType: 'lamp' }), [seen, 'lamp', OWNER]],
      [claim('DeviceType', { id: spelled, deviceType: 'lamp' }), [seen, 'lamp', OWNER]],
      [claim('DeviceManufacturer', { id: spelled, manufacturer: spelled }), [seen, seen, OWNER]],
      [
        claim('AttestationResult', { id: spelled, status: 'none', appraised: '2025-12-31T23:00:00Z' }),
        [seen, 'none', null, SAID_AT - 3600, OWNER],
      ],
    ] as const)
      assert.deepEqual(factsOf(await made, COUNTED)[0]?.arguments, values);
  });

  it('is no fact while it does not count', async () => {
    for (const [, made] of CASES) assert.deepEqual(factsOf(await made, EXPIRED), []);
  });

  it('is no fact when it states nothing for rules, or what rules cannot hold', async () => {
    assert.deepEqual(factsOf(await claim('Retraction', { id: HASH }), COUNTED), []);
    assert.deepEqual(
      factsOf(await claim('IdentityBinding', { id: DEVICE, email: OWNER, confirmed: '2026-01-01T00:00:00Z' }), COUNTED),
      [],
    );
    assert.deepEqual(factsOf(await claim('DeviceType', { id: DEVICE, deviceType: 'a\u0001b' }), COUNTED), []);
    assert.deepEqual(
      factsOf(
        await claim('VulnerabilityScore', { deviceType: 'x', score: 1, computed: '2026-99-99T00:00:00Z' }),
        COUNTED,
      ),
      [],
    );
  });
});

describe('an appraisal that is dated into the future', () => {
  const appraised = '2099-01-01T00:00:00Z';
  const result = (status: 'affirming' | 'contraindicated') => ({ id: DEVICE, status, appraised });

  it('was made when it was told at the latest, so that it cannot stay fresh', async () => {
    const [fact] = factsOf(await claim('AttestationResult', result('affirming')), COUNTED);
    assert.deepEqual(fact?.arguments, [DEVICE, 'affirming', null, SAID_AT, OWNER]);
  });

  it('affirms nothing where it does not say from when it holds, and contraindicates all the same', async () => {
    const without = (status: 'affirming' | 'contraindicated') =>
      claim('AttestationResult', result(status), { validFrom: false });
    assert.deepEqual(factsOf(await without('affirming'), COUNTED), []);
    const [fact] = factsOf(await without('contraindicated'), COUNTED);
    assert.deepEqual(fact?.arguments, [DEVICE, 'contraindicated', null, Date.parse(appraised) / 1000, OWNER]);
  });
});

describe('a fact of a kind that somebody claimed a schema for', () => {
  const fields: SubjectOf<'Schema'>['fields'] = [
    { name: 'device', kind: 'entity' },
    { name: 'floor', kind: 'integer', minimum: -2, maximum: 40 },
    { name: 'since', kind: 'time', optional: true },
    { name: 'colour', kind: 'text', values: ['red', 'green'], optional: true },
    { name: 'locked', kind: 'boolean', optional: true },
    { name: 'load', kind: 'number', optional: true },
  ];

  async function stated(relation: string, values: SubjectOf<'Fact'>['values'], schemaRelation = 'located') {
    const schema = await claim('Schema', { relation: schemaRelation, fields });
    const verified = await claim('Fact', { relation, schema: schema.uri, values });
    return factsOf(verified, COUNTED, (uri) => (uri === schema.uri ? schema : undefined));
  }

  it('has its values in the order of the schema, with what is left out as null', async () => {
    const [fact] = await stated('located', { floor: 3, device: DEVICE, since: '2027-01-15T08:00:00Z', locked: false });
    assert.deepEqual(fact?.arguments, [DEVICE, 3, 1_800_000_000, null, false, null, OWNER]);
  });

  it('is none when it does not fit the schema', async () => {
    for (const values of [
      { device: DEVICE },
      { device: 'no uri', floor: 3 },
      { device: DEVICE, floor: 3.5 },
      { device: DEVICE, floor: 41 },
      { device: DEVICE, floor: '3' },
      { device: DEVICE, floor: null },
      { device: DEVICE, floor: 3, colour: 'blue' },
      { device: DEVICE, floor: 3, since: 'yesterday' },
      { device: DEVICE, floor: 3, since: '2027-99-99T00:00:00Z' },
      { device: DEVICE, floor: 3, locked: 'yes' },
      { device: DEVICE, floor: 3, load: '1' },
      { device: DEVICE, floor: 3, more: 1 },
    ]) {
      assert.deepEqual(await stated('located', values), [], JSON.stringify(values));
    }
  });

  it('is none without its schema, or with one of another relation', async () => {
    const values = { device: DEVICE, floor: 3 };
    assert.deepEqual(factsOf(await claim('Fact', { relation: 'located', schema: HASH, values }), COUNTED), []);
    assert.deepEqual(await stated('located', values, 'elsewhere'), []);
  });

  it('cannot speak in a relation of claims, of the trust engine or of observation', async () => {
    for (const relation of Object.keys(FACT_RELATIONS)) {
      assert.deepEqual(await stated(relation, { device: DEVICE, floor: 3 }, relation), []);
    }
  });
});

describe('a fact of a kind that is for rules to say', () => {
  for (const [relation, count] of [
    ['permit', 1],
    ['obligation', 2],
  ] as const)
    it(`is no fact: ${relation}`, async () => {
      const names = ['a', 'b'].slice(0, count);
      const schema = await claim('Schema', { relation, fields: names.map((name) => ({ name, kind: 'text' })) });
      const values = Object.fromEntries(names.map((name) => [name, 'E.2']));
      const fact = await claim('Fact', { relation, schema: schema.uri, values });
      assert.deepEqual(
        factsOf(fact, COUNTED, () => schema),
        [],
      );
    });
});

describe('what the trust engine says of an identity', () => {
  it('becomes facts, with rights as rules spell them', () => {
    const facts = factsOfIdentity({
      id: OWNER,
      weight: 1,
      rights: ['trust-manufacturers', 'query'],
      isPerson: true,
      speaksAsManufacturer: true,
      distrustFactor: 1,
      recordFactor: 1,
    });
    assert.deepEqual(
      facts.map((fact) => [fact.relation, ...fact.arguments]),
      [
        ['person', OWNER],
        ['right', OWNER, 'trust_manufacturers'],
        ['right', OWNER, 'query'],
        ['manufacturer_speaks', OWNER],
      ],
    );
    assert.equal(new Set(facts.map(({ id }) => id)).size, facts.length);
    assert.ok(facts.every(isStatable));
  });

  it('is nothing for whom nobody believes', () => {
    const nobody = {
      id: OWNER,
      weight: 0,
      rights: [],
      isPerson: false,
      speaksAsManufacturer: false,
      distrustFactor: 1,
      recordFactor: 1,
    };
    assert.deepEqual(factsOfIdentity(nobody), []);
  });
});

describe('a rule claim', () => {
  it('becomes a rule text, also while another has its place', async () => {
    const made = await claim('Rule', {
      rule: 'sbom_threshold',
      language: 'prolog',
      source: 'sbom_threshold(3).',
      replaces: HASH,
    });
    assert.deepEqual(ruleOf(made, COUNTED), {
      id: made.uri,
      name: 'sbom_threshold',
      source: 'sbom_threshold(3).',
      by: OWNER,
    });
    assert.deepEqual(ruleOf(made, { ...COUNTED, counts: false, reason: 'superseded' }), ruleOf(made, COUNTED));
    assert.equal(ruleOf(made, EXPIRED), undefined);
    assert.equal(ruleOf(await claim('Retraction', { id: HASH }), COUNTED), undefined);
  });
});
