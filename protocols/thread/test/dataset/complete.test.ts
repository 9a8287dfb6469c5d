import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import {
  channelMaskOf,
  type DatasetValues,
  DEFAULT_SECURITY_POLICY,
  datasetFaults,
  datasetFromHex,
  MAX_DELAY,
  missingValues,
  OperationalDataset,
  requireActive,
  requirePending,
  TLVS,
} from '@sallyport/thread';
import { ALL_DATASETS, OPENTHREAD_6C99, OPENTHREAD_5938, OPENTHREAD_PENDING } from '../support/openthread-datasets.ts';

const dataset = datasetFromHex(OPENTHREAD_5938.hex);
const pending = datasetFromHex(OPENTHREAD_PENDING);

describe('whole datasets', () => {
  it('are those that OpenThread prints', () => {
    for (const hex of ALL_DATASETS) {
      const read = datasetFromHex(hex);
      assert.deepEqual(datasetFaults(read), []);
      assert.equal(requireActive(read).dataset, read);
    }
  });

  it('have every value, and a wake-up channel where there is one', () => {
    assert.equal(requireActive(dataset).networkName, OPENTHREAD_5938.networkName);
    assert.equal(requireActive(dataset).wakeupChannel, undefined);
    assert.equal(requireActive(datasetFromHex(OPENTHREAD_6C99)).wakeupChannel?.number, 23);
  });

  it('that are pending have their timestamp and delay', () => {
    assert.equal(requirePending(pending).delayTimer, 46_354);
    assert.deepEqual(missingValues(dataset, 'pending'), ['pendingTimestamp', 'delayTimer']);
    assert.throws(() => requirePending(dataset), withCode('E_THREAD_DATASET_INCOMPLETE'));
    assert.throws(() => requirePending(pending.without(TLVS.delayTimer)), withCode('E_THREAD_DATASET_INCOMPLETE'));
  });

  const required = [
    ['activeTimestamp', TLVS.activeTimestamp],
    ['channel', TLVS.channel],
    ['channelMask', TLVS.channelMask],
    ['extendedPanId', TLVS.extendedPanId],
    ['meshLocalPrefix', TLVS.meshLocalPrefix],
    ['networkKey', TLVS.networkKey],
    ['networkName', TLVS.networkName],
    ['panId', TLVS.panId],
    ['pskc', TLVS.pskc],
    ['securityPolicy', TLVS.securityPolicy],
  ] as const;
  for (const [name, definition] of required) {
    it(`are not without ${name}`, () => {
      const less = dataset.without(definition);
      assert.deepEqual(missingValues(less, 'active'), [name]);
      assert.throws(() => requireActive(less), withCode('E_THREAD_DATASET_INCOMPLETE'));
    });
  }

  const faulty: readonly (readonly [what: RegExp, values: DatasetValues])[] = [
    [/active timestamp/, { activeTimestamp: { seconds: 2 ** 48 - 1, ticks: 0x7fff, authoritative: true } }],
    [/channel is none/, { channel: { page: 0, number: 10 }, channelMask: channelMaskOf([10]) }],
    [/channel is none/, { channel: { page: 1, number: 15 }, channelMask: [{ page: 1, mask: fromHex('ffffffff') }] }],
    [/mask does not hold/, { channelMask: channelMaskOf([11]) }],
    [/delay timer/, { delayTimer: MAX_DELAY + 1 }],
    [/prefix/, { meshLocalPrefix: fromHex('20010db800000000') }],
    [/PAN ID/, { panId: 0xffff }],
    [/rotation/, { securityPolicy: { ...DEFAULT_SECURITY_POLICY, rotationHours: 1 } }],
  ];
  for (const [what, values] of faulty) {
    it(`are not with a fault: ${what.source}`, () => {
      const changed = dataset.with(values);
      assert.equal(datasetFaults(changed).length, 1);
      assert.match(datasetFaults(changed)[0] ?? '', what);
      assert.throws(() => requireActive(changed), withCode('E_THREAD_DATASET_INVALID'));
    });
  }

  it('are not with an empty name', () => {
    const nameless = dataset.merge(OperationalDataset.decode(fromHex('0300')));
    assert.match(datasetFaults(nameless)[0] ?? '', /name is empty/);
  });
});
