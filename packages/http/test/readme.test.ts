import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { channelBinding, json, PersistentConnection, requireMediaType, router, startTlsServer } from '@sallyport/http';
import { standardShop } from './support/certificates.ts';

const { shop, server: identity, device } = standardShop();
after(() => shop.close());

it('the example of the README works', async () => {
  const handler = router({
    '/hello': {
      POST: async (request) => {
        requireMediaType(request, 'application/octet-stream');
        return json(200, { bytes: request.body.length, binding: channelBinding(request.connection).type });
      },
    },
  });
  const server = await startTlsServer({
    handler,
    host: '127.0.0.1',
    port: 0,
    ...identity,
    requestClientCertificate: true,
  });
  const connection = await PersistentConnection.open({ host: '127.0.0.1', port: server.port, identity: device });
  const headers = { 'content-type': 'application/octet-stream' };
  const answer = await connection.request({ path: '/hello', headers, body: Uint8Array.of(1, 2, 3) });
  connection.close();
  await server.close();
  assert.deepEqual(JSON.parse(new TextDecoder().decode(answer.body)), { bytes: 3, binding: 'tls-exporter' });
});
