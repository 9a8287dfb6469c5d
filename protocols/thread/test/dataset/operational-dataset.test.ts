import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { fromHex, Secret, toHex } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import {
  channelMaskOf,
  DEFAULT_SECURITY_POLICY,
  datasetFromHex,
  exposeDatasetHex,
  makeTlv,
  OperationalDataset,
  TLVS,
  Tlv,
} from '@sallyport/thread';
import {
  ALL_DATASETS,
  OPENTHREAD_6C99,
  OPENTHREAD_5938,
  OPENTHREAD_PENDING,
  OPENTHREAD_UNIT_TEST,
} from '../support/openthread-datasets.ts';

const dataset = datasetFromHex(OPENTHREAD_5938.hex);

describe('datasets that OpenThread prints', () => {
  it('read as its documents say', () => {
    const { values } = dataset;
    assert.deepEqual(values.activeTimestamp, { seconds: 1, ticks: 0, authoritative: false });
    assert.deepEqual(values.channel, { page: 0, number: OPENTHREAD_5938.channel });
    assert.deepEqual(values.channelMask, channelMaskOf());
    assert.equal(toHex(values.extendedPanId ?? new Uint8Array(0)), OPENTHREAD_5938.extendedPanId);
    assert.equal(toHex(values.networkKey?.expose() ?? new Uint8Array(0)), OPENTHREAD_5938.networkKey);
    assert.equal(values.networkName, OPENTHREAD_5938.networkName);
    assert.equal(values.panId, 0x5938);
    assert.equal(toHex(values.pskc?.expose() ?? new Uint8Array(0)), OPENTHREAD_5938.pskc);
    assert.deepEqual(values.securityPolicy, DEFAULT_SECURITY_POLICY);
    assert.equal(values.pendingTimestamp, undefined);
    assert.equal(dataset.redact().meshLocalPrefix, OPENTHREAD_5938.meshLocalPrefix);
  });

  it('of the unit test have its PAN ID and key', () => {
    const { values } = datasetFromHex(OPENTHREAD_UNIT_TEST);
    assert.equal(values.panId, 0xface);
    assert.equal(toHex(values.networkKey?.expose() ?? new Uint8Array(0)), 'eaf9149fdc7378770698d59180221958');
  });

  it('that are pending have a timestamp and a delay of their own', () => {
    const { values } = datasetFromHex(OPENTHREAD_PENDING);
    assert.deepEqual(values.pendingTimestamp, { seconds: 2, ticks: 0, authoritative: false });
    assert.equal(values.delayTimer, 46_354);
    assert.equal(values.channel?.number, 26);
  });

  it('may have a wake-up channel', () => {
    const { values } = datasetFromHex(OPENTHREAD_6C99);
    assert.deepEqual([values.channel?.number, values.wakeupChannel?.number], [22, 23]);
  });

  it('are written byte for byte, of what was read and of values alone', () => {
    for (const hex of ALL_DATASETS) {
      const read = datasetFromHex(hex);
      assert.equal(exposeDatasetHex(read), hex);
      assert.equal(exposeDatasetHex(OperationalDataset.of(read.values)), hex);
    }
  });

  it('may be copied with blanks, line breaks and capital letters', () => {
    const copied = ` ${OPENTHREAD_5938.hex.toUpperCase().replace(/(.{64})/g, '$1\r\n\t')}\n`;
    assert.ok(datasetFromHex(copied).equals(dataset));
  });
});

describe('a dataset', () => {
  it('keeps what it does not know, and the order and the lengths it came with', () => {
    const bytes = fromHex('c803aabbcc0102face8202aa55000300000fff00');
    assert.deepEqual(OperationalDataset.decode(bytes).encode(), bytes);
    const long = fromHex('01ff0002face');
    assert.deepEqual(OperationalDataset.decode(long).encode(), long);
  });

  it('may be empty', () => {
    const empty = OperationalDataset.decode(new Uint8Array(0));
    assert.equal(empty.size, 0);
    assert.deepEqual(
      Object.values(empty.values).filter((value) => value !== undefined),
      [],
    );
  });

  it('with other values has them where the old ones were, and new ones at its end', () => {
    const changed = dataset.with({ networkName: 'Other', delayTimer: 60_000 });
    assert.equal(changed.values.networkName, 'Other');
    assert.deepEqual(
      changed.tlvs.map(({ type }) => type),
      [14, 0, 53, 2, 7, 5, 3, 1, 4, 12, 52],
    );
    assert.equal(dataset.values.networkName, OPENTHREAD_5938.networkName);
  });

  it('merged with another has the other’s TLVs, unknown ones too', () => {
    const other = OperationalDataset.ofTlvs([new Tlv(130, fromHex('aa55')), makeTlv(TLVS.panId, 1)]);
    const merged = dataset.merge(other);
    assert.equal(merged.get(TLVS.panId), 1);
    assert.equal(toHex(merged.get(TLVS.future) ?? new Uint8Array(0)), 'aa55');
    assert.ok(other.isWithin(merged));
  });

  it('without some TLVs has the others, and with only some has those', () => {
    assert.ok(!dataset.without(TLVS.networkKey, TLVS.pskc).has(TLVS.networkKey));
    assert.deepEqual(
      dataset.only(TLVS.panId, TLVS.channel).tlvs.map(({ type }) => type),
      [0, 1],
    );
  });

  it('equals one with the same TLVs in another order, and no other', () => {
    assert.ok(dataset.equals(OperationalDataset.ofTlvs(dataset.tlvs.toReversed())));
    assert.ok(!dataset.equals(dataset.with({ panId: 1 })));
    assert.ok(!dataset.equals(dataset.without(TLVS.panId)));
    assert.ok(!dataset.without(TLVS.panId).equals(dataset));
  });

  it('tells what differs', () => {
    const other = dataset.with({ panId: 1, delayTimer: 1 }).without(TLVS.pskc);
    assert.deepEqual(dataset.differencesFrom(other), ['PAN ID', 'PSKc', 'Delay Timer']);
    assert.deepEqual(dataset.differencesFrom(dataset), []);
    assert.deepEqual(
      OperationalDataset.ofTlvs([new Tlv(200, new Uint8Array(0))])
        .differencesFrom(dataset)
        .at(0),
      'TLV 200',
    );
  });

  it('is within another but for what is excepted', () => {
    const later = dataset.with({ activeTimestamp: { seconds: 9, ticks: 0, authoritative: false } });
    assert.ok(!later.isWithin(dataset));
    assert.ok(later.isWithin(dataset, TLVS.activeTimestamp));
  });

  it('shows everything but its keys', () => {
    assert.deepEqual(JSON.parse(JSON.stringify(dataset)), {
      activeTimestamp: { seconds: 1, ticks: 0, authoritative: false },
      channel: 15,
      channels: [11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26],
      extendedPanId: '39758ec8144b07fb',
      meshLocalPrefix: 'fdf1:f1ad:d079:7dc0::/64',
      networkKey: '[secret]',
      networkName: 'OpenThread-5938',
      panId: '0x5938',
      pskc: '[secret]',
      securityPolicy: '672 onrc 0',
    });
    const withFuture = dataset.merge(OperationalDataset.ofTlvs([new Tlv(130, fromHex('aa55'))]));
    assert.deepEqual(withFuture.redact().others, { 130: 'aa55' });
  });

  it('never shows its keys, however it is printed', () => {
    const shown = [
      inspect(dataset),
      inspect({ dataset }, { depth: 9, showHidden: true }),
      JSON.stringify({ dataset }),
      `${dataset}`,
    ];
    for (const text of [
      ...shown,
      inspect(dataset.tlvs),
      inspect(dataset.values, { depth: 9 }),
      JSON.stringify(dataset.tlvs),
    ]) {
      assert.ok(!text.includes(OPENTHREAD_5938.networkKey), text);
      assert.ok(!text.includes(OPENTHREAD_5938.pskc), text);
      assert.doesNotMatch(text, /243, 102, 206|60, 166, 124/);
    }
  });

  it('takes at most 254 bytes', () => {
    assert.throws(() => OperationalDataset.decode(new Uint8Array(255)), withCode('E_THREAD_DATASET_TOO_LARGE'));
    const filler = OperationalDataset.ofTlvs([new Tlv(200, new Uint8Array(252))]);
    assert.equal(filler.size, 254);
    assert.throws(() => filler.with({ panId: 1 }), withCode('E_THREAD_DATASET_TOO_LARGE'));
  });

  it('is no view of the bytes it was read from', () => {
    const bytes = fromHex('0102face');
    const read = OperationalDataset.decode(bytes);
    bytes.fill(0);
    assert.equal(read.get(TLVS.panId), 0xface);
  });
});

describe('a dataset is refused', () => {
  // The case of OpenThread's unit test (tests/unit/test_dataset.cpp), then unknown types twice.
  for (const hex of ['00030000 1a 00030000 1a'.replaceAll(' ', ''), 'c800c800']) {
    it(`with two TLVs of one type: ${hex}`, () => {
      assert.throws(() => datasetFromHex(hex), withCode('E_THREAD_TLV_DUPLICATE'));
    });
  }

  for (const [hex, code] of [
    ['0003', 'E_THREAD_TLV_TRUNCATED'],
    ['00020000', 'E_THREAD_TLV_LENGTH'],
    ['050f000000000000000000000000000000', 'E_THREAD_TLV_LENGTH'],
    ['0301bf', 'E_THREAD_TLV_VALUE'],
    ['35030004ff', 'E_THREAD_TLV_VALUE'],
    ['0', 'E_THREAD_DATASET_HEX'],
    ['0x0102face', 'E_THREAD_DATASET_HEX'],
    ['0'.repeat(2033), 'E_THREAD_DATASET_TOO_LARGE'],
  ] as const) {
    it(`as ${code}: ${hex.slice(0, 40)}`, () => {
      assert.throws(() => datasetFromHex(hex), withCode(code));
    });
  }

  it('cut off within a TLV', () => {
    const bytes = dataset.encode();
    const ends = new Set<number>();
    let end = 0;
    for (const { size } of dataset.tlvs) {
      end += size;
      ends.add(end);
    }
    for (let length = 1; length < bytes.length; length++) {
      if (ends.has(length)) continue;
      assert.throws(() => OperationalDataset.decode(bytes.subarray(0, length)), withCode('E_THREAD_TLV_TRUNCATED'));
    }
  });

  it('when its values are not those of a network', () => {
    assert.throws(() => OperationalDataset.of({ networkName: '' }), withCode('E_THREAD_NETWORK_NAME'));
    assert.throws(() => OperationalDataset.of({ networkName: 'seventeen bytes !' }), withCode('E_THREAD_NETWORK_NAME'));
    assert.throws(() => OperationalDataset.of({ networkName: '\ud800' }), withCode('E_THREAD_NETWORK_NAME'));
    assert.throws(() => OperationalDataset.of({ networkKey: Secret.of('short') }), withCode('E_THREAD_ARGUMENT'));
    assert.throws(() => OperationalDataset.of({ panId: -1 }), withCode('E_THREAD_ARGUMENT'));
    assert.throws(() => OperationalDataset.of({ extendedPanId: new Uint8Array(7) }), withCode('E_THREAD_ARGUMENT'));
  });
});
