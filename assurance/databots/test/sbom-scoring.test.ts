import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type BotAnswers, Databots, sbomScoring, startThread } from '@sallyport/assurance-databots';
import { FeedStore, importFeed, sbomDigest } from '@sallyport/assurance-posture';
import { seededRandom, systemClock, systemTimer, utf8 } from '@sallyport/core';
import { newSigner, resolve, type ScriptedNode, scriptedNode } from './support/bots.ts';

const bill = (version: string): Uint8Array =>
  utf8(
    JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      version: 1,
      components: [{ type: 'library', name: 'lodash', version, purl: `pkg:npm/lodash@${version}` }],
    }),
  );
const OLD = bill('4.17.20');
const NEW = bill('4.17.21');

const ADVISORY = {
  schema_version: '1.6.0',
  id: 'GHSA-test-0001',
  aliases: ['CVE-2021-23337'],
  modified: '2024-01-01T00:00:00Z',
  published: '2021-02-15T00:00:00Z',
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H' }],
  affected: [
    {
      package: { ecosystem: 'npm', name: 'lodash' },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '4.17.21' }] }],
    },
  ],
};

let folder = '';
let feeds = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'databots-'));
  feeds = join(folder, 'feeds.sqlite');
  const path = join(folder, 'advisory.json');
  await writeFile(path, JSON.stringify(ADVISORY));
  const store = FeedStore.open(feeds);
  await importFeed(store, { kind: 'osv', path });
  store.close();
});
after(() => rm(folder, { recursive: true }));

const answered = (...answers: BotAnswers['answers']): BotAnswers => ({ answers, isComplete: true });

/** A node where these bills stand for types, all vouched for by nobody. */
function nodeWith(bills: Record<string, Uint8Array>, known: BotAnswers = answered()): ScriptedNode {
  return scriptedNode(
    (goal) => {
      if (goal === 'sbom(Type, Digest, By)') {
        return answered(
          ...Object.entries(bills).map(([Type, bytes]) => ({ Type, Digest: sbomDigest(bytes), By: 'did:example:m' })),
        );
      }
      return goal.startsWith('vulnerability(') ? known : answered();
    },
    { clock: systemClock },
  );
}

async function score(node: ScriptedNode, sbomOf: (digest: string) => Promise<Uint8Array | undefined>) {
  const databots = new Databots({
    node,
    resolve,
    clock: systemClock,
    timer: systemTimer,
    random: seededRandom('nonces'),
    start: startThread,
  });
  databots.add(sbomScoring({ signer: newSigner(), feeds, sbomOf }));
  const run = await databots.run('sbom-scoring');
  await databots.close();
  assert.equal(run.error, undefined);
  return node.claims.map(({ subject }) => subject);
}

describe('the databot that scores bills of materials', () => {
  it('claims the score of a type, and the vulnerabilities that make it', async () => {
    const node = nodeWith({ 'thermo-2': OLD, lamp: NEW });
    const bytes = new Map([OLD, NEW].map((one) => [sbomDigest(one), one]));
    const claims = await score(node, async (digest) => bytes.get(digest));
    const expected = [
      { deviceType: 'thermo-2', score: 7.2, sbom: sbomDigest(OLD) },
      {
        deviceType: 'thermo-2',
        vulnerability: 'CVE-2021-23337',
        score: 7.2,
        component: 'pkg:npm/lodash@4.17.20',
      },
      { deviceType: 'lamp', score: 0, sbom: sbomDigest(NEW) },
    ];
    assert.equal(claims.length, expected.length);
    assert.partialDeepStrictEqual(claims, expected);
  });

  it('counts as the worst what cannot be had, or is not what was claimed, and keeps what it found before', async () => {
    const known = answered({ Id: 'CVE-2021-23337', Score: 7.2, Component: null });
    for (const sbomOf of [async () => undefined, async () => NEW, async () => utf8('<bom/>')]) {
      const claims = await score(nodeWith({ 'thermo-2': OLD }, known), sbomOf);
      assert.equal(claims.length, 2);
      assert.partialDeepStrictEqual(claims, [
        { deviceType: 'thermo-2', score: 10 },
        { deviceType: 'thermo-2', vulnerability: 'CVE-2021-23337', score: 7.2 },
      ]);
    }
  });

  it('asks about a type in words that Prolog reads as that type', async () => {
    const type = "it's a \\ trap";
    const node = nodeWith({ [type]: OLD });
    await score(node, async () => undefined);
    assert.ok(node.goals.some((goal) => goal.startsWith("vulnerability('it\\'s a \\\\ trap', ")));
  });
});
