import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toHex, utf8 } from '@sallyport/core';
import { ECJPAKE, IDENTITY, Pair, present } from './support/pair.ts';

describe('a handshake over a link that loses nothing', () => {
  for (const suite of ['TLS_PSK_WITH_AES_128_CCM_8', 'TLS_PSK_WITH_AES_128_GCM_SHA256'] as const) {
    it(`agrees on ${suite} with a pre-shared key, and both sides can talk`, async () => {
      const pair = new Pair({ clientOptions: { suites: [suite] } });
      await pair.handshake();
      assert.equal(pair.clientLog.error, undefined);
      assert.equal(pair.serverLog.error, undefined);
      const client = present(pair.clientLog.session);
      const server = present(pair.serverLog.session);
      assert.equal(client.suite, suite);
      assert.equal(server.suite, suite);
      assert.deepEqual(server.peerIdentity, { type: 'psk', identity: IDENTITY });
      assert.deepEqual(toHex(client.keyBlock().expose()), toHex(server.keyBlock().expose()));
      client.send(utf8('up'));
      server.send(utf8('down'));
      await pair.time.advance(10);
      assert.deepEqual(pair.serverLog.data, [utf8('up')]);
      assert.deepEqual(pair.clientLog.data, [utf8('down')]);
    });
  }

  it('agrees on EC-JPAKE with a password', async () => {
    const pair = new Pair({ client: ECJPAKE });
    await pair.handshake();
    assert.equal(pair.clientLog.error, undefined);
    assert.equal(pair.serverLog.error, undefined);
    assert.equal(present(pair.clientLog.session).suite, 'TLS_ECJPAKE_WITH_AES_128_CCM_8');
    assert.deepEqual(present(pair.serverLog.session).peerIdentity, { type: 'ecjpake' });
  });
});
