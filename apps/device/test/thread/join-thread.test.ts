import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError, systemRandom } from '@sallyport/core';
import { deny, type OnboardingEvent } from '@sallyport/onboarding';
import { requireActive } from '@sallyport/thread';
import { type JoinThreadOptions, joinThread, newBirth, ThreadDevice } from '../../src/index.ts';
import { CHANNEL, HOST, newDataset, startNetwork, type TestNetwork, WRONG_CODE } from './network.ts';

const SOME_CHANNELS = [CHANNEL] as const;

function newDevice(): Promise<ThreadDevice> {
  return ThreadDevice.open(undefined, systemRandom);
}

function enable(network: TestNetwork, { birth }: ThreadDevice, pskd = birth.pskd): Promise<void> {
  return network.enable({ by: 'eui64', eui64: birth.eui64 }, pskd);
}

/** Joins and hears its steps. */
function join(network: Pick<TestNetwork, 'air'>, device: ThreadDevice, changes: Partial<JoinThreadOptions> = {}) {
  const events: OnboardingEvent[] = [];
  const on = joinThread({
    device,
    air: network.air,
    channels: SOME_CHANNELS,
    onEvent: (event) => events.push(event),
    ...changes,
  });
  return { on, steps: () => events.map(({ step, ok }) => `${step} ${ok ? 'ok' : 'failed'}`), events };
}

function rejectsWith(promise: Promise<unknown>, ...codes: string[]): Promise<void> {
  return assert.rejects(promise, (thrown) => isSallyportError(thrown, ...codes));
}

describe('a simulated Thread device', () => {
  it('joins by its code and attaches, and keeps what it was entrusted with', async (t) => {
    const network = await startNetwork(t);
    const device = await newDevice();
    await enable(network, device);
    const { on, steps, events } = join(network, device);
    const { membership, rloc16, close } = await on;
    await close();
    assert.equal(membership.dataset.networkKey.equals(network.dataset.networkKey), true);
    assert.equal(membership.dataset.networkName, 'Hall');
    assert.notEqual(rloc16 & 0x1ff, 0, 'it is the child of a router');
    assert.equal(device.membership, membership);
    assert.deepEqual(steps().slice(-3), ['M.1 ok', 'M.7 ok', 'M.8 ok']);
    assert.equal(new Set(events.slice(-3).map(({ session }) => session)).size, 1, 'one onboarding session');
  });

  it('attaches to the network it has after it was switched off, without its code', async (t) => {
    const network = await startNetwork(t);
    const device = await newDevice();
    await device.install({ dataset: network.dataset, keySequence: 0 });
    const { on, steps } = join(network, device);
    const { rloc16, close } = await on;
    await close();
    assert.ok(rloc16 > 0);
    assert.deepEqual(steps(), ['M.8 ok']);
  });

  it('is not on a network that has another key by now, and says what to do', async (t) => {
    const network = await startNetwork(t);
    const device = await newDevice();
    const { panId, extendedPanId, channel } = network.dataset;
    const before = newDataset().dataset.with({ panId, extendedPanId, channel });
    await device.install({ dataset: requireActive(before), keySequence: 0 });
    const { on, steps } = join(network, device);
    await assert.rejects(
      on,
      (thrown) => isSallyportError(thrown, 'E_DEVICE_THREAD_ATTACH') && /joined again/.test(thrown.hint),
    );
    assert.deepEqual(steps(), ['M.8 failed']);
    assert.ok(device.membership, 'it forgets nothing by itself');
  });

  it('gives up after one round where nobody steers it', async (t) => {
    const network = await startNetwork(t);
    const device = await newDevice();
    const { on, steps } = join(network, device, { persistence: 'one-round' });
    await rejectsWith(on, 'E_THREAD_NO_NETWORK');
    assert.deepEqual(steps(), ['M.1 failed']);
  });

  it('gives up after one round where its code is not the one that was given', async (t) => {
    const network = await startNetwork(t);
    const device = await newDevice();
    await enable(network, device, WRONG_CODE);
    const { on, steps } = join(network, device, { persistence: 'one-round' });
    await assert.rejects(on, (thrown) => isSallyportError(thrown) && /^E_(DTLS|THREAD)_/.test(thrown.code));
    assert.equal(steps().at(-1), 'M.7 failed');
    assert.equal(device.membership, undefined);
  });

  it('gets no key where policy refuses it, whatever code it knows', async (t) => {
    const network = await startNetwork(t, { authorizer: { decide: async () => deny('not this one') } });
    const device = await newDevice();
    await enable(network, device);
    await rejectsWith(join(network, device, { persistence: 'one-round' }).on, 'E_THREAD_JOIN_REJECTED');
    assert.equal(device.membership, undefined);
  });

  it('looks again until somebody lets it in', async (t) => {
    const network = await startNetwork(t);
    const device = await newDevice();
    const { on, steps } = join(network, device);
    while (!steps().includes('M.1 failed')) await new Promise((resolve) => setTimeout(resolve, 50));
    await enable(network, device);
    await (await on).close();
    assert.deepEqual(steps().slice(-2), ['M.7 ok', 'M.8 ok']);
  });

  for (const persistence of ['one-round', 'until-aboard'] as const) {
    it(`ends when it is switched off while it looks (${persistence})`, async (t) => {
      const network = await startNetwork(t);
      const off = new AbortController();
      const { on } = join(network, await newDevice(), { persistence, signal: off.signal });
      setTimeout(() => off.abort(), 100);
      await rejectsWith(on, 'E_DEVICE_ABORTED');
    });
  }

  it('ends when it is switched off while it waits to look again', async (t) => {
    const network = await startNetwork(t);
    const off = new AbortController();
    const { on, steps } = join(network, await newDevice(), { signal: off.signal });
    while (steps().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    off.abort();
    await rejectsWith(on, 'E_DEVICE_ABORTED');
  });

  it('does not begin when it was switched off before', async (t) => {
    const network = await startNetwork(t);
    const { on, steps } = join(network, await newDevice(), { signal: AbortSignal.abort() });
    await rejectsWith(on, 'E_DEVICE_ABORTED');
    assert.deepEqual(steps(), []);
  });

  it('does not try again what was asked for wrongly', async (t) => {
    const network = await startNetwork(t);
    const birth = { ...newBirth(systemRandom), eui64: new Uint8Array(7) };
    const device = await ThreadDevice.open(undefined, systemRandom, birth);
    await rejectsWith(join(network, device).on, 'E_THREAD_EUI64');
  });

  it('says that there is no host of that name', async () => {
    const air = { address: 'no-such-host.invalid', port: 1 };
    await rejectsWith(join({ air }, await newDevice()).on, 'E_DEVICE_OPTIONS');
  });

  it('hears nobody where there is no air', async () => {
    const air = { address: HOST, port: 9 };
    await rejectsWith(join({ air }, await newDevice(), { persistence: 'one-round' }).on, 'E_THREAD_NO_NETWORK');
  });
});
