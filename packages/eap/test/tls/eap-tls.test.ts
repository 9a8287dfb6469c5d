import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toHex } from '@sallyport/core';
import { SERVER_NAME, scene, talk } from '../support/talk.ts';
import { credentials, device, longChain, stranger } from '../support/world.ts';

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  const only = { minVersion: version, maxVersion: version } as const;
  describe(`EAP-TLS with ${version}`, () => {
    it('authenticates both sides, and both derive the same keys', async () => {
      const { server, newPeer } = scene({ tlsServer: only, tlsPeer: only });
      const { reply, peer } = await talk(server, newPeer());
      assert.equal(reply.outcome, 'accept');
      assert.equal(peer.outcome?.outcome, 'success');
      if (reply.outcome !== 'accept' || peer.outcome?.outcome !== 'success') return;
      const { keys } = reply.authenticated;
      assert.equal(keys.msk.length, 64);
      assert.equal(keys.emsk.length, 64);
      assert.ok(keys.msk.equals(peer.outcome.keys.msk));
      assert.ok(keys.emsk.equals(peer.outcome.keys.emsk));
      assert.equal(toHex(keys.sessionId), toHex(peer.outcome.keys.sessionId));
      assert.equal(keys.sessionId.length, 65);
      assert.ok(reply.authenticated.grant.leaf.equals(device.certificate));
    });
    it('gets through with 50 kB of certificates on both sides', async () => {
      const [near, far] = [await longChain(10_000), await longChain(10_000, SERVER_NAME)];
      const { server, newPeer } = scene({
        tlsServer: { ...only, credentials: credentials(far) },
        tlsPeer: { ...only, credentials: credentials(near) },
      });
      const { reply, peer, requests } = await talk(server, newPeer());
      assert.equal(reply.outcome, 'accept');
      assert.equal(peer.outcome?.outcome, 'success');
      assert.ok(requests.length > 100 && requests.length <= 128, `${requests.length} rounds`);
    });
    it('refuses more than 64 kB of certificates', async () => {
      const { server, newPeer } = scene({
        tlsServer: only,
        tlsPeer: { ...only, credentials: credentials(await longChain(14_000)) },
      });
      const { reply } = await talk(server, newPeer());
      assert.equal(reply.outcome === 'reject' && reply.error.code, 'E_EAP_TLS_TOO_LARGE');
    });
    it('tells a stranger by an alert that its authority is unknown', async () => {
      const { server, newPeer } = scene({ tlsServer: only, tlsPeer: { ...only, credentials: credentials(stranger) } });
      const { reply, peer } = await talk(server, newPeer());
      assert.equal(reply.outcome === 'reject' && reply.error.code, 'E_EAP_TLS_REFUSED');
      const outcome = peer.outcome;
      assert.equal(outcome?.outcome === 'failure' && outcome.error.code, 'E_EAP_TLS_ALERT');
      assert.equal(outcome?.outcome === 'failure' && outcome.error.details['alert'], 'unknown_ca');
    });
  });
}
