import assert from 'node:assert/strict';
import { it } from 'node:test';
import { CODES, CoapEndpoint, Router, respond } from '@sallyport/coap';
import { fromUtf8, systemClock, systemRandom, systemTimer, utf8 } from '@sallyport/core';
import { openUdpSocket } from '@sallyport/udp';

it('the example of the README works', async () => {
  const ports = { clock: systemClock, timer: systemTimer, random: systemRandom };
  const router = new Router().add('temperature', {
    methods: { GET: () => respond(CODES.CONTENT, utf8('22.3 C'), { contentFormat: 0 }) },
  });
  const socket = await openUdpSocket({ host: '127.0.0.1' }, (datagram, from) =>
    server.receive(datagram, String(from.port)),
  );
  const send = (datagram: Uint8Array, port: string) =>
    socket.send(datagram, { address: '127.0.0.1', port: Number(port) });
  const server = new CoapEndpoint({ handler: router.handler }, { ...ports, transmit: send });

  const other = await openUdpSocket({ host: '127.0.0.1' }, (datagram) => client.receive(datagram, 'server'));
  const client = new CoapEndpoint({}, { ...ports, transmit: (datagram) => other.send(datagram, socket) });
  const response = await client.request('server', { method: 'GET', path: 'temperature' });
  assert.equal(fromUtf8(response.payload), '22.3 C');

  client.close();
  server.close();
  await Promise.all([socket.close(), other.close()]);
});
