import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type BotContext, sbomScoring } from '@sallyport/assurance-databots';
import { sbomDigest } from '@sallyport/assurance-posture';
import { utf8 } from '@sallyport/core';
import { run } from '../src/sbom-scoring/run.ts';
import { type AskedEngine, askedEngine, type Row } from './support/asked-engine.ts';
import { newSigner } from './support/bots.ts';
import { billOf, feedsIn } from './support/feeds.ts';

const CLEAN = billOf('4.17.21');
const DIGEST = sbomDigest(CLEAN);
const ELSEWHERE = sbomDigest(utf8('of other bytes'));
const MAKER = 'did:example:m';
const signer = newSigner();
const types = Array.from({ length: 2000 }, (_, index) => `type-${index}`);
const bill = (type: string, digest = DIGEST): Row => ['sbom', type, digest, MAKER];
const flood = (type: string, bills: number): readonly Row[] =>
  Array.from({ length: bills }, (_, index) => bill(type, `ni:///sha-256;${String(index).padStart(43, 'A')}`));

let folder = '';
let feeds = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'databots-'));
  feeds = await feedsIn(folder);
});
after(() => rm(folder, { recursive: true }));

async function scoresAt({ context }: AskedEngine, more: Partial<BotContext> = {}) {
  const { settings } = sbomScoring({ signer, feeds, sbomOf: async () => CLEAN });
  const outputs = await run({ ...context, settings, material: async () => CLEAN, ...more });
  const scores = outputs.filter(({ type }) => type === 'VulnerabilityScore');
  const scoreOf = new Map(scores.map(({ subject }) => [subject['deviceType'], subject['score']]));
  const worst = [...scoreOf].filter(([, score]) => score === 10).map(([type]) => type);
  return { outputs, scoreOf, worst };
}

describe('scores of many types', () => {
  it('come for two thousand types, in questions by the hundred, and lapse', async () => {
    await using engine = await askedEngine(types.map((type) => bill(type)));
    const { outputs, scoreOf, worst } = await scoresAt(engine);
    assert.equal(scoreOf.size, 2000);
    assert.deepEqual(worst, []);
    assert.ok(outputs.every(({ validFor }) => validFor === 7 * 86_400_000));
    assert.ok(engine.goals.length < 60, `${engine.goals.length} questions`);
  });

  it('are the worst for the type alone that its maker floods with bills, a few too many or very many', async () => {
    for (const bills of [65, 5000]) {
      await using engine = await askedEngine([
        ...types.slice(0, 300).map((type) => bill(type)),
        ...flood('type-7', bills),
      ]);
      const { scoreOf, worst, outputs } = await scoresAt(engine);
      assert.equal(scoreOf.size, 300);
      assert.deepEqual(worst, ['type-7']);
      const unknown = outputs.find(({ subject }) => subject['deviceType'] === 'type-7');
      assert.equal(unknown?.validFor, undefined, 'what is not known lapses not');
    }
  });

  it('are the worst for the type alone whose bill or question fails, and what was found of it stays', async () => {
    const found: Row = ['vulnerability', 'type-1', 'CVE-2026-1', 7, null, signer.issuer];
    const gone: Row = ['vulnerability', 'type-1', 'CVE-2026-2', 0, null, signer.issuer];
    const others: Row = ['vulnerability', 'type-1', 'CVE-2026-3', 7, null, MAKER];
    const rows = [...types.slice(0, 300).map((type) => bill(type)), found, gone, others, bill('type-1', ELSEWHERE)];
    await using engine = await askedEngine(rows);
    const { query } = engine.context;
    const attempts: readonly Partial<BotContext>[] = [
      { material: async (_, key) => (key === DIGEST ? CLEAN : Promise.reject(new Error('the disk is ill'))) },
      { query: (goal) => (/'type-1'.*sbom/.test(goal) ? Promise.reject(new Error('it stumbles')) : query(goal)) },
    ];
    for (const attempt of attempts) {
      const { scoreOf, worst, outputs } = await scoresAt(engine, attempt);
      assert.equal(scoreOf.size, 300);
      assert.deepEqual(worst, ['type-1']);
      const findings = outputs.filter(({ type }) => type === 'Vulnerability').map(({ subject }) => subject);
      assert.deepEqual(findings, [{ deviceType: 'type-1', vulnerability: 'CVE-2026-1', score: 7 }]);
    }
  });

  it('fail as a whole where every type fails: it is for no type then', async () => {
    await using engine = await askedEngine(types.slice(0, 3).map((type) => bill(type)));
    const { query } = engine.context;
    const broken = new Error('the disk is ill');
    const material = () => Promise.reject(broken);
    await assert.rejects(scoresAt(engine, { material }), broken);
    const asked = (goal: string) => (goal.startsWith('member') ? Promise.reject(broken) : query(goal));
    await assert.rejects(scoresAt(engine, { query: asked }), broken);
  });
});
