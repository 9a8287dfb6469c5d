/** Real floods on loopback, on a port of its own so that no other GRASP speaker is disturbed. */

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, it } from 'node:test';
import { FLOOD_TTL, proxyObjective } from '@sallyport/brski';
import { announceFloods, listenForFloods } from '@sallyport/grasp';
import { bringAboardBrski, graspCandidates } from '../src/index.ts';
import { Domain, Maker } from './lab.ts';

const onLoopback = () => ({ interfaces: ['lo'], family: 'IPv4' as const, port: randomInt(20_000, 32_000) });

/** Whether floods come back on loopback here. */
async function hasMulticast(): Promise<boolean> {
  const link = onLoopback();
  const heard = Promise.withResolvers<boolean>();
  try {
    const listening = await listenForFloods(
      { ...link, objectives: ['AN_Proxy'], scope: 'link-local' },
      { up: () => heard.resolve(true) },
    );
    const flooding = await announceFloods({
      ...link,
      objectives: (on) => [proxyObjective({ host: on.address, port: 1 })],
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
  : 'THIS MACHINE HAS NO MULTICAST ON LOOPBACK: discovery by GRASP is not tested';

describe('a device on a link with join proxies that flood AN_Proxy', { skip }, () => {
  it('hears one and comes aboard', async () => {
    const maker = await Maker.open();
    const domain = await Domain.open(maker);
    const link = onLoopback();
    const flooding = await announceFloods({
      ...link,
      ttl: FLOOD_TTL,
      interval: 200,
      objectives: (on) => [proxyObjective({ host: on.address, port: domain.port })],
    });
    try {
      const events: unknown[] = [];
      const { registrar } = await bringAboardBrski({
        device: await maker.device(),
        discovery: [graspCandidates(link)],
        onEvent: ({ step, facts }) => step === 'B' && events.push(facts['source']),
        signal: AbortSignal.timeout(10_000),
      });
      assert.ok(registrar.equals(domain.registrarParty.certificate));
      assert.deepEqual(events, ['grasp']);
    } finally {
      await flooding.close();
      await domain.close();
    }
  });

  it('knows what stands, and nothing of what a neighbour offers elsewhere', async () => {
    const link = onLoopback();
    const found: string[] = [];
    const withdrawn: string[] = [];
    const source = await graspCandidates(link)(
      {
        found: ({ host, port }) => found.push(`${host} ${port}`),
        withdrawn: ({ host, port }) => withdrawn.push(`${host} ${port}`),
        failed: (error) => assert.fail(String(error)),
      },
      {
        clock: { now: () => new Date(), monotonic: () => performance.now() },
        random: { bytes: (n) => new Uint8Array(n) },
      },
    );
    const flooding = await announceFloods({
      ...link,
      interval: 100,
      objectives: () => [
        proxyObjective({ host: '192.0.2.66', port: 666 }),
        proxyObjective({ host: '127.0.0.1', port: 4443 }),
      ],
    });
    const until = async (condition: () => boolean) => {
      for (let round = 0; round < 200 && !condition(); round++) await new Promise((resolve) => setTimeout(resolve, 10));
    };
    await until(() => found.length > 0);
    assert.deepEqual(found, ['127.0.0.1 4443']);
    assert.deepEqual(
      source.offers?.().map(({ host }) => host),
      ['127.0.0.1'],
    );
    await flooding.close();
    await until(() => withdrawn.length > 0);
    assert.deepEqual(withdrawn, ['127.0.0.1 4443']);
    await source.close();
  });
});
