/** Real multicast on loopback, on a port of its own so that no other mDNS speaker is disturbed. */

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { announce, browse, type Service } from '@sallyport/dns-sd';
import { mdnsAnnouncer, mdnsRegistrars, startJoinProxy } from '../src/index.ts';
import { dial, drain, serve } from './support.ts';

async function hasMulticast(): Promise<boolean> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  socket.bind(0);
  await once(socket, 'listening');
  try {
    socket.addMembership('224.0.0.251', '127.0.0.1');
    return true;
  } catch {
    return false;
  } finally {
    socket.close();
  }
}

const skip = (await hasMulticast())
  ? false
  : 'THIS MACHINE HAS NO MULTICAST ON LOOPBACK: the relay’s mDNS is not tested';

describe('a join proxy on a link with multicast DNS', { skip }, () => {
  it('finds the registrar, announces itself, and falls silent when the registrar leaves', {
    timeout: 60_000,
  }, async () => {
    const link = { interface: '127.0.0.1', mdnsPort: randomInt(20_000, 32_000) };
    const registrar = await serve((socket) => socket.pipe(socket));
    const up = Promise.withResolvers<Service>();
    const down = Promise.withResolvers<Service>();
    const pledge = await browse({ ...link, type: '_brski-proxy._tcp' }, { up: up.resolve, down: down.resolve });
    const proxy = await startJoinProxy({
      listen: { host: '127.0.0.1', port: 0 },
      discovery: [mdnsRegistrars(link)],
      announcers: [mdnsAnnouncer({ ...link, addresses: ['127.0.0.1'] })],
    });
    try {
      const registrarAnnouncement = await announce({
        ...link,
        type: '_brski-registrar._tcp',
        name: 'registrar',
        port: registrar.port,
        addresses: ['127.0.0.1'],
      });
      const service = await up.promise;
      assert.equal(service.port, proxy.port);
      const socket = await dial(service.port);
      socket.end('through the proxy');
      assert.equal(String(await drain(socket)), 'through the proxy');
      await registrarAnnouncement.close();
      assert.equal((await down.promise).port, proxy.port);
    } finally {
      await proxy.close();
      await pledge.close();
      await registrar.close();
    }
  });
});
