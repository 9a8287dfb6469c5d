import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type BotAnswers, Databots, sbomScoring, startThread } from '@sallyport/assurance-databots';
import { sbomDigest } from '@sallyport/assurance-posture';
import { seededRandom, systemClock, systemTimer, utf8 } from '@sallyport/core';
import { newSigner, resolve, type ScriptedNode, scriptedNode } from './support/bots.ts';
import { billOf, feedsIn } from './support/feeds.ts';

const OLD = billOf('4.17.20');
const NEW = billOf('4.17.21');

let folder = '';
let feeds = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'databots-'));
  feeds = await feedsIn(folder);
});
after(() => rm(folder, { recursive: true }));

const answered = (...answers: BotAnswers['answers']): BotAnswers => ({ answers, isComplete: true });

/** A node where these bills stand for types, all vouched for by nobody. */
function nodeWith(bills: Record<string, Uint8Array>, known: BotAnswers = answered()): ScriptedNode {
  const types = Object.keys(bills).map((Name) => ({ Name }));
  const digests = Object.entries(bills).map(([Name, bytes]) => ({ Name, Digest: sbomDigest(bytes), Vouched: 0 }));
  return scriptedNode(
    (goal) => {
      if (goal.startsWith('sbom(')) return answered(...types);
      return goal.includes('vulnerability(') ? known : answered(...digests);
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
  it('claims the score of a type, and the vulnerabilities that make it, upon the worst for when it lapses', async () => {
    const node = nodeWith({ 'thermo-2': OLD, lamp: NEW });
    const bytes = new Map([OLD, NEW].map((one) => [sbomDigest(one), one]));
    const claims = await score(node, async (digest) => bytes.get(digest));
    const expected = [
      { deviceType: 'thermo-2', score: 7.2, sbom: sbomDigest(OLD) },
      { deviceType: 'thermo-2', score: 10 },
      {
        deviceType: 'thermo-2',
        vulnerability: 'CVE-2021-23337',
        score: 7.2,
        component: 'pkg:npm/lodash@4.17.20',
      },
      { deviceType: 'lamp', score: 0, sbom: sbomDigest(NEW) },
      { deviceType: 'lamp', score: 10 },
    ];
    assert.equal(claims.length, expected.length);
    assert.partialDeepStrictEqual(claims, expected);
  });

  it('counts as the worst what cannot be had, or is not what was claimed, and keeps what it found before', async () => {
    const known = answered({ Name: 'thermo-2', Id: 'CVE-2021-23337', Score: 7.2, Component: null });
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
    assert.ok(node.goals.some((goal) => goal.startsWith("member(Name, ['it\\'s a \\\\ trap']), sbom(")));
  });
});
