/** Real floods on loopback, on a port of its own so that no other GRASP speaker is disturbed. */

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, it } from 'node:test';
import { AN_PROXY, proxyOfferOf, registrarObjective } from '@sallyport/brski';
import { announceFloods, listenForFloods, type Offer } from '@sallyport/grasp';
import { graspAnnouncer, graspRegistrars, startJoinProxy } from '../src/index.ts';
import { dial, drain, serve } from './support.ts';

const onLoopback = () => ({ interfaces: ['lo'], family: 'IPv4' as const, port: randomInt(20_000, 32_000) });

/** Whether floods come back on loopback here. */
async function hasMulticast(): Promise<boolean> {
  const link = onLoopback();
  const heard = Promise.withResolvers<boolean>();
  try {
    const listening = await listenForFloods(
      { ...link, objectives: ['AN_join_registrar'], scope: 'domain' },
      { up: () => heard.resolve(true) },
    );
    const flooding = await announceFloods({
      ...link,
      objectives: (on) => [registrarObjective({ host: on.address, port: 1 })],
    });
    const answer = await Promise.race([
      heard.promise,
      new Promise<boolean>((resolve) => setTimeout(resolve, 500, false)),
    ]);
    await flooding.close();
    await listening.close();
    return answer;
  } catch {
    return false;
  }
}

const skip = (await hasMulticast())
  ? false
  : 'THIS MACHINE HAS NO MULTICAST ON LOOPBACK: the relay’s GRASP is not tested';

describe('a join proxy in a domain that speaks GRASP', { skip }, () => {
  it('hears the registrar, floods AN_Proxy, and takes it back when the registrar leaves', {
    timeout: 60_000,
  }, async () => {
    const link = onLoopback();
    const registrar = await serve((socket) => socket.pipe(socket));
    const up = Promise.withResolvers<Offer>();
    const down = Promise.withResolvers<Offer>();
    const pledge = await listenForFloods(
      { ...link, objectives: [AN_PROXY], scope: 'link-local' },
      { up: up.resolve, down: down.resolve },
    );
    const proxy = await startJoinProxy({
      listen: { host: '127.0.0.1', port: 0 },
      discovery: [graspRegistrars(link)],
      announcers: [graspAnnouncer({ ...link, interval: 200 })],
    });
    const flooding = await announceFloods({
      ...link,
      interval: 200,
      objectives: (on) => [registrarObjective({ host: on.address, port: registrar.port })],
    });
    try {
      const offer = proxyOfferOf(await up.promise);
      assert.equal(offer?.port, proxy.port);
      const socket = await dial(proxy.port);
      socket.end('through the proxy');
      assert.equal(String(await drain(socket)), 'through the proxy');
      await flooding.close();
      assert.equal(proxyOfferOf(await down.promise)?.port, proxy.port);
    } finally {
      await proxy.close();
      await pledge.close();
      await registrar.close();
    }
  });
});
