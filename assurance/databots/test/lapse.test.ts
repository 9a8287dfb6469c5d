import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type VerifiedClaim, verifyClaim } from '@sallyport/assurance-claims';
import { type BotOutput, Databots, sbomScoring } from '@sallyport/assurance-databots';
import { TrustEngine } from '@sallyport/assurance-trust';
import { DAY, seededRandom, VirtualTime } from '@sallyport/core';
import { newSigner, resolve, scriptedNode } from './support/bots.ts';
import { inlineRuns, scoreOf } from './support/inline.ts';

const signer = newSigner();

/** The databot with what it says in the hand of the test, and which of its scores count, as the trust engine has it. */
function scorer() {
  const time = new VirtualTime();
  const runs = inlineRuns();
  const trust = new TrustEngine({ roots: [signer.issuer], authenticationServers: [], threshold: 0.5 }, time.now());
  const said: VerifiedClaim[] = [];
  const submit = async (bytes: Uint8Array) => {
    const claim = await verifyClaim(bytes, { resolve, at: 'ignore-validity' });
    said.push(claim);
    trust.add([claim]);
  };
  const node = { ...scriptedNode(() => ({ answers: [], isComplete: true })), submit };
  const random = seededRandom('databots');
  const databots = new Databots({ node, resolve, clock: time, timer: time, random, start: runs.start });
  const declared = sbomScoring({ signer, feeds: 'feeds.sqlite', sbomOf: async () => undefined });
  // When it runs is for the test to say.
  databots.add({ ...declared, trigger: {} });
  const run = async (end: () => void) => {
    const running = databots.run('sbom-scoring');
    for (let turn = 0; turn < 20; turn++) await new Promise((next) => setImmediate(next));
    end();
    return running;
  };
  const counting = () => {
    trust.advance(time.now());
    return said.flatMap(({ uri, claim }) =>
      claim.type === 'VulnerabilityScore' && trust.standingOf(uri)?.counts === true ? [claim.subject.score] : [],
    );
  };
  const give = (...outputs: readonly BotOutput[]) => run(() => runs.give(outputs));
  const fails = () => run(() => runs.fail('the feeds are away'));
  return { time, said, give, fails, counting, databots };
}

describe('scores of a databot that can no longer run', () => {
  it('stand for half a week to a week, and then the type counts as unknown until it runs again', async () => {
    const { time, give, fails, counting, databots } = scorer();
    await give(scoreOf('lamp', 2, 7 * DAY));
    await time.advance(10);
    assert.deepEqual(counting(), [2]);
    for (let day = 0; day < 6; day++) {
      await time.advance(DAY);
      assert.ok((await fails()).error);
    }
    assert.deepEqual(counting(), [2]);
    await time.advance(DAY);
    assert.deepEqual(counting(), [10]);
    await give(scoreOf('lamp', 2, 7 * DAY));
    await time.advance(10);
    assert.deepEqual(counting(), [2]);
    await databots.close();
  });

  it('bring no older score back that never lapses', async () => {
    const { time, give, counting, databots } = scorer();
    await give(scoreOf('lamp', 1));
    await give(scoreOf('lamp', 2, 7 * DAY));
    await time.advance(8 * DAY);
    assert.deepEqual(counting(), [10]);
    await databots.close();
  });

  it('are said anew twice a week, and not oftener, while they stay the same', async () => {
    const { time, said, give, counting, databots } = scorer();
    for (let hour = 0; hour < 28 * 24; hour += 6) {
      await give(scoreOf('lamp', 2, 7 * DAY));
      await time.advance(DAY / 4);
      assert.deepEqual(counting(), [2]);
    }
    assert.ok(said.length <= 10, `${said.length} claims in four weeks`);
    await databots.close();
  });
});
