import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR, Secret, systemRandom } from '@sallyport/core';
import { compareTimestamps, createDataset, derivePskc, OperationalDataset } from '@sallyport/thread';
import { activeChange, pendingChange } from '../../src/thread/dataset-change.ts';

const network = createDataset({ networkName: 'Hall' }, systemRandom);
const NONE = OperationalDataset.of({});

describe('a change of the active dataset', () => {
  it('holds what changes, and a newer timestamp', () => {
    const { values } = activeChange(network.dataset, { networkName: 'Attic' }, systemRandom);
    assert.equal(values.networkName, 'Attic');
    assert.equal(compareTimestamps(values.activeTimestamp, network.activeTimestamp) > 0, true);
    const given = Object.entries(values).filter(([, value]) => value !== undefined);
    assert.deepEqual(given.map(([name]) => name).sort(), ['activeTimestamp', 'networkName']);
  });

  it('derives the PSKc with the name that the network will have', () => {
    const passphrase = Secret.of('open sesame');
    const { pskc } = activeChange(network.dataset, { networkName: 'Attic', passphrase }, systemRandom).values;
    const { extendedPanId } = network;
    assert.equal(pskc?.equals(derivePskc(passphrase, { networkName: 'Attic', extendedPanId })), true);
    const kept = activeChange(network.dataset, { passphrase }, systemRandom).values.pskc;
    assert.equal(kept?.equals(derivePskc(passphrase, network)), true);
  });
});

describe('a pending change', () => {
  it('is the whole dataset as it shall be', () => {
    const { values } = pendingChange(network.dataset, NONE, { channel: 20 }, { random: systemRandom });
    assert.deepEqual([values.channel, values.networkName], [{ page: 0, number: 20 }, 'Hall']);
    assert.equal(values.networkKey?.equals(network.networkKey), true);
    assert.equal(compareTimestamps(values.activeTimestamp, network.activeTimestamp) > 0, true);
    assert.ok(values.pendingTimestamp);
  });

  it('is newer than the one that waits', () => {
    const options = { random: systemRandom };
    const first = pendingChange(network.dataset, NONE, { channel: 20 }, options);
    const second = pendingChange(network.dataset, first, { channel: 21 }, options);
    assert.equal(compareTimestamps(second.values.pendingTimestamp, first.values.pendingTimestamp) > 0, true);
  });

  for (const [what, change, delay, given] of [
    ['five minutes when none is asked for', {}, undefined, 300_000],
    ['what is asked for', {}, 60_000, 60_000],
    ['half a minute at least', {}, 0, 30_000],
    ['five minutes at least for a new key', { newNetworkKey: true }, 60_000, 300_000],
    ['three days at most', {}, 100 * HOUR, 72 * HOUR],
  ] as const) {
    it(`waits ${what} (Thread 1.1.1 §8.4.3.4)`, () => {
      const { values } = pendingChange(network.dataset, NONE, change, { delay, random: systemRandom });
      assert.equal(values.delayTimer, given);
    });
  }

  it('has a new key at random when one is asked for', () => {
    const keyOf = () =>
      pendingChange(network.dataset, NONE, { newNetworkKey: true }, { random: systemRandom }).values.networkKey;
    const [one, other] = [keyOf(), keyOf()];
    assert.ok(one && other);
    assert.equal(one.equals(network.networkKey), false);
    assert.equal(one.equals(other), false);
    assert.equal(one.length, 16);
  });
});
