/** The same over DTLS with a pre-shared key (RFC 7252 §9.1.3.1): libcoap with OpenSSL and with GnuTLS, and @sallyport/dtls. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CODES } from '@sallyport/coap';
import { bytesEqual, fromUtf8, Secret, seededRandom, toHex, utf8 } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { connectDtls, type DtlsConnection, type DtlsListener, listenDtls } from '../support/dtls-endpoint.ts';
import { exampleResources } from '../support/example-resources.ts';
import { findLibcoap, type Libcoap, type RunningServer, runClient, startServer } from '../support/libcoap.ts';

const PSK = { identity: utf8('sensor 7'), key: Secret.of('a key for this test') };
const CLIENT_PSK = ['-u', 'sensor 7', '-k', 'a key for this test'];
const LARGE = utf8(toHex(seededRandom('large').bytes(5000)));
const pause = (span: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, span));

for (const build of ['openssl', 'gnutls']) {
  const found = findLibcoap(build);
  const skip = found === undefined ? `libcoap with ${build} is not installed (Debian: libcoap3-bin)` : false;
  const libcoap: Libcoap = found ?? { version: '', client: '', server: '' };

  describe(`libcoap ${libcoap.version} with ${build} as the client over DTLS`, { skip, concurrency: 2 }, () => {
    let ours: DtlsListener;
    before(async () => {
      ours = await listenDtls({ handler: exampleResources(pause, LARGE).router.handler }, PSK);
    });
    after(() => ours.close());
    const run = async (args: readonly string[], path: string, input?: Uint8Array): Promise<string> => {
      const uri = `coaps://127.0.0.1:${ours.port}/${path}`;
      return fromUtf8(await runClient(libcoap, [...CLIENT_PSK, ...args, uri], input)).replace(/\n$/, '');
    };

    it('gets piggybacked and separate responses', async () => {
      assert.equal(await run([], 'hello'), 'hello');
      assert.equal(await run([], 'slow'), 'at last');
    });

    it('puts and gets long bodies', async () => {
      assert.equal(await run(['-m', 'put', '-f', '-'], 'stored', LARGE), '');
      assert.equal(await run([], 'stored'), fromUtf8(LARGE));
    });
  });

  describe(`libcoap ${libcoap.version} with ${build} as the server over DTLS`, { skip }, () => {
    let ours: DtlsConnection;
    let server: RunningServer;
    before(async () => {
      server = await startServer(libcoap, ['-d', '10', '-k', 'a key for this test']);
      ours = await connectDtls(server.port + 1, PSK);
    });
    after(async () => {
      await ours.close();
      await server.stop();
    });

    it('takes a long body and gives it back', async () => {
      const created = await ours.endpoint.request(ours.peer, { method: 'PUT', path: 'stored', payload: LARGE });
      assert.equal(created.code, CODES.CREATED);
      const stored = await ours.endpoint.request(ours.peer, { method: 'GET', path: 'stored' });
      assert.ok(bytesEqual(stored.payload, LARGE));
    });
  });
}

describe('our client and server over DTLS', () => {
  it('understand each other, and what is under way ends with the session', async () => {
    const server = await listenDtls({ handler: exampleResources(pause, LARGE).router.handler }, PSK);
    const client = await connectDtls(server.port, PSK);
    const large = await client.endpoint.request(client.peer, { method: 'GET', path: 'large' });
    assert.ok(bytesEqual(large.payload, LARGE));
    const waiting = client.endpoint.request(client.peer, { method: 'GET', path: 'slow' });
    client.session.close();
    await assert.rejects(waiting, withCode('E_COAP_PEER_GONE'));
    await client.close();
    await server.close();
  });
});
