import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { canonicalize } from '@sallyport/assurance-claims';
import { sbomDigest } from '@sallyport/assurance-posture';
import { isJsonObject, type JsonObject, utf8 } from '@sallyport/core';
import type { Domain } from '../../src/index.ts';
import { startDomain } from '../support.ts';
import { claim, decide, type Lamp, LEFT_PAD_ADVISORY, lampFor, objectsOf, outcomeAt, run } from './support.ts';

const BILL: JsonObject = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  components: [
    { type: 'library', 'bom-ref': 'zlib', name: 'left-pad', version: '1.2.0', purl: 'pkg:npm/left-pad@1.2.0' },
  ],
};

const HARMLESS = {
  ...LEFT_PAD_ADVISORY,
  id: 'GHSA-dddd-eeee-ffff',
  aliases: [],
  affected: [{ package: { ecosystem: 'npm', name: 'other' }, versions: ['1.0.0'] }],
};

let folder: string;
let domain: Domain;
let lamp: Lamp;
const errors: unknown[] = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-posture-'));
});
after(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  errors.length = 0;
  domain = await startDomain({ listen: undefined, onError: (error) => errors.push(error) });
  lamp = await lampFor(domain);
  await run(domain, 'policy.adopt', { policy: 'build-5' });
  await outcomeAt(domain, lamp.device, 'C.3');
  await claim(domain, 'Trust', { id: 'Maker', role: 'manufacturer' });
  await claim(domain, 'Trust', { id: 'LAMP-1', role: 'device' });
  await claim(domain, 'OwnerDeclaration', { id: 'LAMP-1', deviceType: 'lamp-2' });
});
afterEach(async () => {
  await domain.close();
  assert.deepEqual(errors, []);
});

async function importAdvisory(advisory: object): Promise<JsonObject> {
  const path = join(folder, 'advisory.json');
  await writeFile(path, JSON.stringify(advisory));
  return run(domain, 'feeds.import', { kind: 'osv', path });
}

function declare(sbom: JsonObject): Promise<JsonObject> {
  return run(domain, 'sbom.declare', {
    deviceType: 'lamp-2',
    sbom: Buffer.from(JSON.stringify(sbom)).toString('base64'),
  });
}

async function scored(): Promise<void> {
  await domain.assurance.databots.settled();
  await domain.assured();
}

describe('a type of devices', () => {
  it('is scored by the feeds, and lets nobody in while it is vulnerable', async () => {
    const imported = await importAdvisory(HARMLESS);
    assert.equal(imported['kind'], 'osv');
    await declare(BILL);
    await scored();
    assert.equal(await outcomeAt(domain, lamp.device, 'E.2'), 'permit');
    await importAdvisory(LEFT_PAD_ADVISORY);
    await scored();
    const { outcome, reason } = await decide(domain, lamp.device, 'E.2');
    assert.equal(outcome, 'deny');
    assert.match(reason, /type lamp-2 has an SBOM score of 9.8, threshold 6, because \S+ in pkg:npm\/left-pad@1.2.0/);
    const shown = await run(domain, 'feeds.show');
    assert.deepEqual(
      objectsOf(shown, 'databots').map(({ name }) => name),
      ['sbom-scoring'],
    );
  });

  it('is scored by a bill that stands in the claim itself', async () => {
    await importAdvisory(LEFT_PAD_ADVISORY);
    const sbom = { format: 'CycloneDX', digest: sbomDigest(utf8(canonicalize(BILL))), document: BILL };
    await claim(domain, 'Sbom', { deviceType: 'lamp-2', sbom });
    await scored();
    assert.match((await decide(domain, lamp.device, 'E.2')).reason, /SBOM score of 9.8/);
  });

  it('whose bill cannot be had counts as the worst', async () => {
    await importAdvisory(HARMLESS);
    const sbom = { format: 'CycloneDX', digest: sbomDigest(utf8('nowhere')) };
    await claim(domain, 'Sbom', { deviceType: 'lamp-2', sbom });
    await scored();
    assert.match((await decide(domain, lamp.device, 'E.2')).reason, /SBOM score of 10/);
  });

  it('has no score where nothing was imported, and lets nobody in', async () => {
    await declare(BILL);
    await scored();
    assert.match((await decide(domain, lamp.device, 'E.2')).reason, /type lamp-2 has no SBOM score/);
    assert.equal((await run(domain, 'feeds.show'))['feeds'], null);
  });
});

describe('a feed that is sent', () => {
  const sent = (text: string) => Buffer.from(text).toString('base64');

  it('is taken in as one that the domain reads is', async () => {
    const { kind, digest, records } = await run(domain, 'feeds.import', {
      kind: 'osv',
      feed: sent(JSON.stringify(LEFT_PAD_ADVISORY)),
    });
    assert.equal(kind, 'osv');
    assert.ok(isJsonObject(records));
    assert.equal(records['added'], 1);
    const { feeds } = await run(domain, 'feeds.show');
    assert.ok(isJsonObject(feeds));
    assert.deepEqual(
      objectsOf(feeds, 'imports').map((each) => [each['kind'], each['digest']]),
      [['osv', digest]],
    );
  });

  it('is refused with its reason where it is no such feed, and changes nothing', async () => {
    for (const feed of [sent('{}'), sent('no feed at all'), ''])
      await assert.rejects(run(domain, 'feeds.import', { kind: 'kev', feed }), { code: 'E_POSTURE_FEED_FORMAT' });
    const both = { kind: 'osv', feed: sent('{}'), path: '/nowhere' };
    for (const input of [both, { kind: 'osv' }])
      await assert.rejects(run(domain, 'feeds.import', input), { code: 'E_API_INPUT' });
    const { feeds } = await run(domain, 'feeds.show');
    assert.ok(isJsonObject(feeds));
    assert.deepEqual(feeds['imports'], []);
  });
});

describe('a feed that cannot be read', () => {
  it('is refused with its reason, and changes nothing', async () => {
    const path = join(folder, 'nothing.json');
    await assert.rejects(run(domain, 'feeds.import', { kind: 'osv', path }), { code: 'E_POSTURE_FEED_FILE' });
    await assert.rejects(run(domain, 'feeds.import', { kind: 'other', path }), { code: 'E_API_INPUT' });
    await assert.rejects(run(domain, 'sbom.declare', { deviceType: 'lamp-2', path }), { code: 'E_DOMAIN_ARGUMENT' });
  });
});
