import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR, ManualClock } from '@sallyport/core';
import type { VerifiedPath } from '@sallyport/pki';
import { type EapReply, type PresentedChain, trustPeers } from '../../src/index.ts';
import { ChainMemory } from '../../src/tls/resumption.ts';
import { type Scene, type SceneOptions, scene, talk } from '../support/talk.ts';
import { device, NOW, root, server as serverParty } from '../support/world.ts';

interface Judged {
  readonly chain: PresentedChain;
  readonly isResumed: boolean;
}

/** A scene whose server writes down what it judges. */
function watched(options: SceneOptions = {}): { readonly stage: Scene; readonly judged: Judged[] } {
  const judged: Judged[] = [];
  const judge = trustPeers({ anchors: [root.certificate], clock: new ManualClock(NOW) });
  const stage = scene({
    ...options,
    tlsServer: {
      judge: (chain, context) => {
        judged.push({ chain, isResumed: context.isResumed });
        return judge(chain, context);
      },
      ...options.tlsServer,
    },
  });
  return { stage, judged };
}

const attempt = async ({ server, newPeer }: Scene) => (await talk(server, newPeer())).reply;

function isResumed(reply: EapReply<VerifiedPath>): boolean {
  assert.ok(reply.outcome === 'accept', reply.outcome === 'reject' ? reply.error.message : reply.outcome);
  return reply.authenticated.isResumed;
}

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  const only = { minVersion: version, maxVersion: version } as const;
  describe(`resumption with ${version}`, () => {
    it('saves rounds, and the judge gets the whole chain again', async () => {
      const { stage, judged } = watched({ tlsServer: only, tlsPeer: only });
      const full = await talk(stage.server, stage.newPeer());
      const short = await talk(stage.server, stage.newPeer());
      assert.equal(isResumed(full.reply), false);
      assert.equal(isResumed(short.reply), true);
      assert.ok(short.requests.length < full.requests.length);
      assert.deepEqual(
        judged.map((each) => each.isResumed),
        [false, true],
      );
      const [first, second] = judged;
      assert.equal(first?.chain.length, 2);
      assert.ok(second?.chain[0].equals(device.certificate));
      assert.equal(second?.chain.length, 2);
    });
    it('gives new keys each time, on both sides alike', async () => {
      const stage = scene({ tlsServer: only, tlsPeer: only });
      const exported: string[] = [];
      for (let i = 0; i < 3; i++) {
        const { reply, peer } = await talk(stage.server, stage.newPeer());
        assert.ok(reply.outcome === 'accept' && peer.outcome?.outcome === 'success');
        assert.ok(reply.authenticated.keys.msk.equals(peer.outcome.keys.msk));
        assert.deepEqual(reply.authenticated.keys.sessionId, peer.outcome.keys.sessionId);
        exported.push(Buffer.from(reply.authenticated.keys.msk.expose()).toString('hex'));
      }
      assert.equal(new Set(exported).size, 3);
    });
    it('is refused when the judge says no to what it accepted before', async () => {
      let isTrusted = true;
      const trusted = trustPeers({ anchors: [root.certificate], clock: new ManualClock(NOW) });
      const judge: typeof trusted = async (chain, context) =>
        isTrusted ? trusted(chain, context) : { verdict: 'reject', reason: 'trust was withdrawn' };
      const stage = scene({ tlsServer: { ...only, judge }, tlsPeer: only });
      assert.equal(isResumed(await attempt(stage)), false);
      isTrusted = false;
      const reply = await attempt(stage);
      assert.ok(reply.outcome === 'reject');
      assert.equal(reply.error.code, 'E_EAP_TLS_REFUSED');
      assert.match(reply.error.message, /trust was withdrawn/);
    });
    it('does not happen when it is off at the server, or at the peer', async () => {
      for (const off of [
        { tlsServer: { ...only, resumption: 'off' }, tlsPeer: only },
        { tlsServer: only, tlsPeer: { ...only, resumption: 'off' } },
      ] as const) {
        const stage = scene(off);
        await attempt(stage);
        assert.equal(isResumed(await attempt(stage)), false);
      }
    });
    it('does not happen with a server that has other ticket keys', async () => {
      const one = scene({ tlsServer: only, tlsPeer: only });
      const other = scene({ tlsServer: only, tlsPeer: only, seed: 'another server' });
      await attempt(one);
      // The peer goes from one server to the other, and keeps its memory.
      const { reply } = await talk(other.server, one.newPeer());
      assert.equal(isResumed(reply), false);
    });
    it('leaves a session that did not lead to success alone', async () => {
      const stage = scene({ tlsServer: only, tlsPeer: only });
      await attempt(stage);
      // The second attempt is cut off; the session is used up all the same.
      await talk(stage.server, stage.newPeer(), { toServer: (eap, round) => (round > 1 ? undefined : eap) });
      assert.equal(isResumed(await attempt(stage)), false);
    });
  });
}

describe('the memory of chains', () => {
  const memory = (max: number) => {
    const clock = new ManualClock();
    return { clock, chains: new ChainMemory({ clock, lifetime: HOUR, max }) };
  };
  it('completes a chain from its end entity', () => {
    const { chains } = memory(10);
    chains.remember(device.chain);
    assert.deepEqual(chains.complete(device.chain.slice(0, 1)), device.chain);
  });
  it('gives the end entity alone when it has forgotten', () => {
    const { chains, clock } = memory(10);
    chains.remember(device.chain);
    clock.advance(HOUR);
    assert.equal(chains.complete(device.chain.slice(0, 1)).length, 1);
  });
  it('forgets the oldest when it is full', () => {
    const { chains } = memory(1);
    chains.remember(device.chain);
    chains.remember(serverParty.chain);
    assert.equal(chains.size, 1);
    assert.equal(chains.complete(device.chain.slice(0, 1)).length, 1);
    assert.equal(chains.complete(serverParty.chain.slice(0, 1)).length, 2);
  });
  it('has nothing to say of nothing', () => {
    const { chains } = memory(1);
    chains.remember([]);
    assert.equal(chains.size, 0);
    assert.deepEqual(chains.complete([]), []);
  });
});
