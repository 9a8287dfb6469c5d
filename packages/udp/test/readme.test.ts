import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openUdpSocket } from '@sallyport/udp';

it('the example of the README works', async () => {
  const heard = Promise.withResolvers<Uint8Array>();
  const print = heard.resolve;
  const server = await openUdpSocket({ host: '127.0.0.1' }, (datagram, from) => server.send(datagram, from));
  const client = await openUdpSocket({ host: '127.0.0.1', keepAlive: false }, (datagram) => print(datagram));
  client.send(new Uint8Array([1, 2, 3]), { address: server.address, port: server.port });
  assert.deepEqual([...(await heard.promise)], [1, 2, 3]);
  await Promise.all([client.close(), server.close()]);
});
