import assert from 'node:assert/strict';
import { it } from 'node:test';
import { utf8 } from '@sallyport/core';
import { scene, talk } from '../support/talk.ts';

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  const only = { minVersion: version, maxVersion: version } as const;

  it(`what a server of ${version} staples comes to the judge of the peer, the newest each time`, async () => {
    const seen: (string | undefined)[] = [];
    let response: Uint8Array | undefined = utf8('good');
    const { server, newPeer } = scene({
      tlsServer: { ...only, stapledOcsp: () => response, resumption: 'off' },
      tlsPeer: {
        ...only,
        resumption: 'off',
        judge: async (chain, { stapledOcsp }) => {
          seen.push(stapledOcsp === undefined ? undefined : Buffer.from(stapledOcsp).toString());
          return { verdict: 'accept', grant: chain[0] };
        },
      },
    });
    for (const next of [utf8('better'), undefined, undefined]) {
      const { reply, peer } = await talk(server, newPeer());
      assert.equal(reply.outcome, 'accept');
      assert.equal(peer.outcome?.outcome, 'success');
      response = next;
    }
    assert.deepEqual(seen, ['good', 'better', undefined]);
  });
}
