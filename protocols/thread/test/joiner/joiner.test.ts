import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SECOND, Secret } from '@sallyport/core';
import { deny, type OnboardingEvent } from '@sallyport/onboarding';
import { withCode } from '@sallyport/testing';
import type { CommissionerOptions } from '../../src/commissioner/options.ts';
import { joinerIdOf } from '../../src/credentials/joiner-id.ts';
import { requireActive } from '../../src/dataset/complete.ts';
import type { JoinerEvent } from '../../src/joiner/events.ts';
import { TMF_URIS } from '../../src/tmf/uris.ts';
import { EUI64, joiner, joinerRouter, PERMIT, PSKD, VENDOR } from '../support/joining.ts';
import { NETWORK_KEY, Network, PSKC } from '../support/network.ts';
import { requestsOf } from '../support/spy.ts';

async function ready(options: Partial<CommissionerOptions> = {}) {
  const network = new Network();
  const steps: OnboardingEvent[] = [];
  const { commissioner } = await network.commissioner('phone', {
    authorizer: PERMIT,
    onboarding: (event) => steps.push(event),
    ...options,
  });
  const router = joinerRouter(network);
  await network.run(commissioner.enableJoiner({ by: 'eui64', eui64: EUI64 }, PSKD));
  return { network, commissioner, router, steps };
}

const statesOf = (events: readonly JoinerEvent[]) =>
  events.flatMap((event) => (event.type === 'state' ? event.state : []));

describe('a joiner that is enabled and permitted', () => {
  it('comes back with the credentials of the network', async () => {
    const { network, router } = await ready();
    const device = joiner(network, [router.node]);
    const joined = await network.run(device.joiner.join());
    assert.ok(joined.networkKey.equals(NETWORK_KEY));
    assert.equal(joined.networkName, 'Sallyport');
    assert.equal(joined.channel, 15);
    assert.deepEqual(joined.joinerRouter, router.node.extendedAddress);
    assert.deepEqual(statesOf(device.events), ['discovering', 'connecting', 'finalizing', 'entrusting', 'joined']);
    const { values } = requireActive(joined.dataset).dataset;
    assert.deepEqual({ ...values, networkKey: 0, pskc: 0 }, { ...network.dataset.values, networkKey: 0, pskc: 0 });
    assert.ok(values.pskc?.equals(PSKC));
  });

  it('is told of by all who take part under one name', async () => {
    const { network, router, steps } = await ready();
    const device = joiner(network, [router.node]);
    await network.run(device.joiner.join());
    await network.time.advance(SECOND);
    const all = [...steps, ...router.steps, ...device.steps];
    assert.deepEqual(all.map(({ step, ok }) => `${step} ${ok}`).sort(), [
      'M.1 true',
      'M.2 true',
      'M.3 true',
      'M.4 true',
      'M.5 true',
      'M.6 true',
      'M.7 true',
    ]);
    assert.equal(new Set(all.map(({ session }) => session)).size, 1);
    assert.ok(all.every(({ protocol }) => protocol === 'thread'));
  });

  it('speaks from its Joiner ID, not from what its factory assigned', async () => {
    const { network, router } = await ready();
    const device = joiner(network, [router.node]);
    await network.run(device.joiner.join());
    assert.deepEqual(device.radio.node?.extendedAddress, joinerIdOf(EUI64));
  });

  it('finds its way past a router that does not answer', async () => {
    const { network, router } = await ready();
    const dead = network.hub.node(0x7c00);
    const device = joiner(network, [dead, router.node]);
    await network.run(device.joiner.join());
    assert.deepEqual(
      device.events.flatMap((event) => (event.type === 'failed' ? event.error.code : [])),
      ['E_DTLS_TIMEOUT'],
    );
  });

  it('can join again later', async () => {
    const { network, router } = await ready();
    const device = joiner(network, [router.node]);
    await network.run(device.joiner.join());
    await network.run(device.joiner.join());
    assert.equal(device.joiner.state, 'joined');
  });

  it('joins although every tenth datagram is lost', async () => {
    const { network, router } = await ready();
    let count = 0;
    network.hub.lose = () => ++count % 10 === 0;
    const device = joiner(network, [router.node]);
    await network.run(device.joiner.join());
    assert.ok(count > 20);
  });

  it('brings vendor data and a provisioning URL', async () => {
    const { network, router, steps } = await ready({ provisioningUrl: 'https://example.com/app' });
    const vendor = { ...VENDOR, vendorData: Uint8Array.of(1, 2), provisioningUrl: 'https://example.com/app' };
    await network.run(joiner(network, [router.node], { vendor }).joiner.join());
    assert.equal(steps.at(-2)?.facts['provisioningUrl'], 'https://example.com/app');
  });
});

describe('a joiner that does not get in', () => {
  it('says that no network steers it', async () => {
    const { network, router } = await ready();
    const device = joiner(network, [router.node], { identity: { by: 'eui64', eui64: new Uint8Array(8) } });
    await assert.rejects(network.run(device.joiner.join()), withCode('E_THREAD_NO_NETWORK'));
    assert.equal(device.steps[0]?.step, 'M.1');
    assert.equal(device.steps[0]?.code, 'E_THREAD_NO_NETWORK');
    assert.equal(device.joiner.state, 'idle');
  });

  it('says that it was rejected, and waits for no credentials', async () => {
    const { network, router } = await ready({ authorizer: { decide: async () => deny('no') } });
    const device = joiner(network, [router.node]);
    await assert.rejects(network.run(device.joiner.join()), withCode('E_THREAD_JOIN_REJECTED'));
    assert.deepEqual(statesOf(device.events), ['discovering', 'connecting', 'finalizing', 'idle']);
    assert.equal(device.steps.at(-1)?.code, 'E_THREAD_JOIN_REJECTED');
  });

  it('does not take credentials that are not under its KEK', async () => {
    const { network, router } = await ready();
    // Whoever is in reach sends credentials of its own, unsecured, and drops those of the Joiner Router.
    network.hub.lose = ({ security, to, payload }) => {
      if (typeof security === 'string' || to.port !== 61_631) return false;
      network.hub.lose = ({ security: each }) => typeof each !== 'string';
      router.node.send({ from: 61_631, to, payload, security: 'none' });
      return true;
    };
    const device = joiner(network, [router.node]);
    await assert.rejects(network.run(device.joiner.join()), withCode('E_THREAD_JOIN_TIMEOUT'));
  });

  it('does not take the credentials of another network than it chose', async () => {
    const { network, router } = await ready();
    const device = joiner(network, [router.node]);
    device.radio.found = (found) => ({ ...found, extendedPanId: new Uint8Array(8).fill(7) });
    await assert.rejects(network.run(device.joiner.join()), withCode('E_THREAD_JOIN_ENTRUST'));
    await network.time.advance(SECOND);
    assert.equal(router.steps.at(-1)?.code, 'E_THREAD_RESPONSE');
  });

  it('gives up when the credentials never come', async () => {
    const { network, router } = await ready();
    network.hub.lose = ({ security }) => typeof security !== 'string';
    const device = joiner(network, [router.node]);
    await assert.rejects(network.run(device.joiner.join()), withCode('E_THREAD_JOIN_TIMEOUT'));
    assert.ok(requestsOf(network.hub, TMF_URIS.JOIN_ENT).length > 1);
    assert.equal(device.radio.node?.keks, 0);
  });

  it('gives up when JOIN_FIN.req is not answered', async () => {
    const { network, router } = await ready();
    network.hub.lose = ({ security, fromAddress, payload }) =>
      security === 'none' && fromAddress.endsWith(':7800') && payload[0] === 23;
    const device = joiner(network, [router.node], { limits: { finalizeTimeout: 5 * SECOND } });
    await assert.rejects(network.run(device.joiner.join()), withCode('E_THREAD_JOIN_TIMEOUT'));
  });

  it('stops when it is told to, wherever it is', async () => {
    const { network, router } = await ready();
    for (const after of [0, 5, 15, 30, 60]) {
      const device = joiner(network, [router.node]);
      const abort = new AbortController();
      const joining = device.joiner.join({ signal: abort.signal });
      await network.time.advance(after);
      abort.abort();
      await assert.rejects(network.run(joining), withCode('E_THREAD_ABORTED'));
      await network.time.advance(SECOND);
    }
  });

  it('does one thing at a time', async () => {
    const { network, router } = await ready();
    const device = joiner(network, [router.node]);
    const first = device.joiner.join();
    await assert.rejects(device.joiner.join(), withCode('E_THREAD_BUSY'));
    await network.run(first);
  });

  it('is not made with a passphrase that is none', () => {
    assert.throws(() => joiner(new Network(), [], { pskd: Secret.of('0') }), withCode('E_THREAD_PSKD'));
  });
});

describe('what a joiner is sent while it waits for its credentials', () => {
  it('is answered when it is not JOIN_ENT.ntf, and not adopted when it cannot be read', async () => {
    const { network, router } = await ready();
    network.hub.lose = (datagram) => {
      const { security, to, payload } = datagram;
      if (typeof security === 'string' || to.port !== 61_631 || datagram.fromAddress.endsWith('abcd')) return false;
      if (payload.length < 60) return false;
      network.hub.lose = () => false;
      // The same message with its first TLV, the network key, made longer than it is.
      const broken = Uint8Array.from(payload);
      const at = broken.indexOf(0xff) + 2;
      broken[at] = 17;
      router.node.send({ ...datagram, payload: broken });
      return true;
    };
    const device = joiner(network, [router.node]);
    await assert.rejects(network.run(device.joiner.join()), withCode('E_THREAD_JOIN_ENTRUST'));
  });
});
