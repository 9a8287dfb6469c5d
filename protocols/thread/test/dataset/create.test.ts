import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Random, Secret, seededRandom, toHex } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import {
  channelMaskOf,
  channelsOf,
  createDataset,
  datasetFaults,
  derivePskc,
  OperationalDataset,
  randomPanId,
} from '@sallyport/thread';

describe('a new dataset', () => {
  it('is whole, without fault, and in the order that other tools print', () => {
    const random = seededRandom('new dataset');
    for (let i = 0; i < 200; i++) {
      const { dataset, channel, channelMask, meshLocalPrefix, networkName, panId } = createDataset({}, random);
      assert.deepEqual(datasetFaults(dataset), []);
      assert.deepEqual(
        dataset.tlvs.map(({ type }) => type),
        [14, 0, 53, 2, 7, 5, 3, 1, 4, 12],
      );
      assert.ok(channelsOf(channelMask).includes(channel.number));
      assert.equal(meshLocalPrefix[0], 0xfd);
      assert.equal(networkName, `Sallyport-${panId.toString(16).padStart(4, '0')}`);
      assert.deepEqual(OperationalDataset.decode(dataset.encode()).encode(), dataset.encode());
    }
  });

  it('chooses every channel of the mask, and no other', () => {
    const random = seededRandom('channels');
    const channelMask = channelMaskOf([11, 15, 26]);
    const chosen = new Set<number>();
    for (let i = 0; i < 100; i++) chosen.add(createDataset({ channelMask }, random).channel.number);
    assert.deepEqual([...chosen].sort(), [11, 15, 26]);
  });

  it('has the values that are given', () => {
    const extendedPanId = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7);
    const pskc = derivePskc(Secret.of('12SECRETPASSWORD34'), { networkName: 'Test Network', extendedPanId });
    const made = createDataset(
      { networkName: 'Test Network', extendedPanId, pskc, panId: 0xface, wakeupChannel: { page: 0, number: 20 } },
      seededRandom('given'),
    );
    assert.equal(made.networkName, 'Test Network');
    assert.equal(made.panId, 0xface);
    assert.equal(toHex(made.extendedPanId), '0001020304050607');
    assert.ok(made.pskc.equals(pskc));
    assert.equal(made.wakeupChannel?.number, 20);
  });

  it('is refused when what is given makes none', () => {
    const random = seededRandom('refused');
    assert.throws(() => createDataset({ channelMask: channelMaskOf([]) }, random), withCode('E_THREAD_ARGUMENT'));
    assert.throws(() => createDataset({ panId: 0xffff }, random), withCode('E_THREAD_DATASET_INVALID'));
    assert.throws(
      () => createDataset({ networkName: 'a name that is too long' }, random),
      withCode('E_THREAD_NETWORK_NAME'),
    );
  });

  it('never has the broadcast PAN ID', () => {
    const answers = [Uint8Array.of(0xff, 0xff), Uint8Array.of(0xff, 0xff), Uint8Array.of(0x12, 0x34)];
    const random: Random = { bytes: (length) => answers.shift() ?? new Uint8Array(length) };
    assert.equal(randomPanId(random), 0x1234);
  });
});
