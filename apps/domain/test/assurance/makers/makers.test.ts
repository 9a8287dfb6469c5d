/** Makers and types of devices, as people look at them. */

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type JsonObject, toBase64, utf8 } from '@sallyport/core';
import { DOMAIN_OPERATIONS, type Domain } from '../../../src/index.ts';
import { startDomain } from '../../support.ts';
import {
  claim,
  type Lamp,
  LEFT_PAD_ADVISORY,
  lampFor,
  makeWelcome,
  objectsOf,
  outcomeAt,
  run,
  textOf,
} from '../support.ts';

const BILL = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: { component: { type: 'firmware', 'bom-ref': 'fw', name: 'lamp firmware', version: '2' } },
  components: [
    {
      type: 'library',
      'bom-ref': 'outer',
      name: 'outer',
      version: '1',
      purl: 'pkg:npm/outer@1.0.0',
      components: [
        { type: 'library', 'bom-ref': 'pad', name: 'left-pad', version: '1.2.0', purl: 'pkg:npm/left-pad@1.2.0' },
      ],
    },
  ],
};

let domain: Domain;
let lamp: Lamp;
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-makers-'));
  domain = await startDomain({ listen: undefined });
  lamp = await lampFor(domain);
  await outcomeAt(domain, lamp.device, 'E.2');
  await makeWelcome(domain, lamp);
});
after(async () => {
  await domain.close();
  await rm(folder, { recursive: true, force: true });
});

type Name = 'makers.list' | 'makers.show' | 'types.list' | 'types.show' | 'sbom.show' | 'feeds.show' | 'sbom.declare';

async function ask(name: Name, input: JsonObject = {}): Promise<JsonObject> {
  const answer = await run(domain, name, input);
  DOMAIN_OPERATIONS[name].answer.parse(answer);
  return answer;
}

describe('makers', () => {
  it('are listed with who trusts them and how many devices they have here', async () => {
    await lampFor(domain, 'LAMP-9');
    const makers = objectsOf(await ask('makers.list'), 'makers');
    const [known] = makers.filter(({ name }) => name === 'Maker');
    assert.deepEqual(
      ['isIntroduced', 'isListed', 'standing', 'devices', 'id'].map((name) => known?.[name]),
      [true, false, 'trusted', 1, lamp.device.manufacturer],
    );
    assert.deepEqual(
      objectsOf(known ?? {}, 'trustedBy').map(({ byName }) => byName),
      ['the owner'],
    );
    assert.equal(makers.find(({ name }) => name === 'Maker of LAMP-9')?.['standing'], 'unknown');
  });

  it('that only claims name are listed, too', async () => {
    const uri = `ni:///sha-256;${'q'.repeat(42)}o`;
    await claim(domain, 'Distrust', { id: uri, role: 'manufacturer', reason: 'unheard of' });
    const maker = await ask('makers.show', { maker: uri });
    assert.deepEqual(
      ['isIntroduced', 'standing', 'devices'].map((name) => maker[name]),
      [false, 'distrusted', 0],
    );
    assert.equal(objectsOf(maker, 'distrustedBy')[0]?.['reason'], 'unheard of');
  });

  it('are shown by identifier, name and URI, with the types of their devices', async () => {
    const shown = await ask('makers.show', { maker: 'Maker' });
    assert.deepEqual(await ask('makers.show', { maker: textOf(shown, 'id') }), shown);
    assert.deepEqual(await ask('makers.show', { maker: textOf(shown, 'uri') }), shown);
    assert.deepEqual(shown['types'], [{ type: 'lamp-2', devices: 1 }]);
    await assert.rejects(run(domain, 'makers.show', { maker: 'nobody' }), { code: 'E_DOMAIN_NAME' });
    await assert.rejects(run(domain, 'makers.show', { maker: 'urn:nobody' }), { code: 'E_DOMAIN_NAME' });
  });

  it('are distrusted and trusted by one word of the owner', async () => {
    await run(domain, 'makers.distrust', { maker: 'Maker', reason: 'it smokes' });
    assert.equal((await ask('makers.show', { maker: 'Maker' }))['standing'], 'distrusted');
    await run(domain, 'makers.trust', { maker: 'Maker' });
    const { standing, distrustedBy } = await ask('makers.show', { maker: 'Maker' });
    assert.deepEqual([standing, distrustedBy], ['trusted', []]);
  });
});

describe('types of devices', () => {
  it('are listed with what was claimed of them', async () => {
    const [type] = objectsOf(await ask('types.list'), 'types').filter((each) => each['type'] === 'lamp-2');
    assert.deepEqual(
      ['devices', 'score', 'isMarkedVulnerable', 'vulnerabilities', 'hasSbom', 'hasMud'].map((name) => type?.[name]),
      [1, 2, false, 0, false, false],
    );
  });

  it('are shown with their devices, who scored them, and the threshold of the rules in force', async () => {
    const before = await ask('types.show', { type: 'lamp-2' });
    assert.equal(before['threshold'], null);
    await run(domain, 'policy.replace', { rule: 'sbom_threshold', source: 'sbom_threshold(6).' });
    const type = await ask('types.show', { type: 'lamp-2' });
    assert.equal(type['threshold'], 6);
    assert.deepEqual(
      objectsOf(type, 'listed').map(({ serialNumber }) => serialNumber),
      ['LAMP-1'],
    );
    assert.deepEqual(
      objectsOf(type, 'scores').map(({ score, byName }) => [score, byName]),
      [[2, 'the owner']],
    );
    await assert.rejects(run(domain, 'types.show', { type: 'nothing' }), { code: 'E_DOMAIN_NAME' });
  });

  it('show what they are made of as a tree, and what matches once there are feeds', async () => {
    const bytes = utf8(JSON.stringify(BILL));
    await ask('sbom.declare', { deviceType: 'lamp-2', sbom: toBase64(bytes) });
    const [without] = objectsOf(await ask('sbom.show', { type: 'lamp-2' }), 'sboms');
    assert.deepEqual([without?.['findings'], without?.['gaps'], without?.['count']], [null, null, 3]);
    const advisory = join(folder, 'GHSA-aaaa-bbbb-cccc.json');
    await writeFile(advisory, JSON.stringify(LEFT_PAD_ADVISORY));
    await run(domain, 'feeds.import', { kind: 'osv', path: advisory });
    const [sbom] = objectsOf(await ask('sbom.show', { type: 'lamp-2' }), 'sboms');
    assert.deepEqual(
      objectsOf(sbom ?? {}, 'components').map(({ ref, parent, isSubject, score }) => [ref, parent, isSubject, score]),
      [
        ['fw', null, true, null],
        ['outer', 'fw', false, null],
        ['pad', 'outer', false, 9.8],
      ],
    );
    assert.deepEqual(
      objectsOf(sbom ?? {}, 'findings').map(({ vulnerability, component, score, fixedIn, sources }) => [
        ...[vulnerability, component, score, fixedIn, sources],
      ]),
      [['CVE-2026-0001', 'pad', 9.8, ['1.3.0'], ['GHSA-aaaa-bbbb-cccc']]],
    );
    await ask('feeds.show');
  });

  it('say so where a bill of materials was claimed whose document nobody has', async () => {
    const digest = `ni:///sha-256;${'q'.repeat(42)}o`;
    await claim(domain, 'Sbom', { deviceType: 'lamp-7', sbom: { format: 'SPDX', digest } });
    const [sbom] = objectsOf(await ask('sbom.show', { type: 'lamp-7' }), 'sboms');
    assert.deepEqual([sbom?.['components'], sbom?.['findings']], [[], null]);
    assert.match(textOf(sbom ?? {}, 'problem'), /not here/);
  });
});
