import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import {
  commissionerAloc16,
  interfaceIdOf,
  interfaceIdOfAddress,
  isLinkLocal,
  isMeshLocal,
  isMulticast,
  LEADER_ALOC16,
  linkLocalAddress,
  linkLocalAddressOf,
  locatorAddress,
  locatorOf,
} from '../../src/node/addresses.ts';

const PREFIX = fromHex('fd000db800000000');

describe('addresses of nodes', () => {
  it('are made of locators and found again', () => {
    assert.equal(locatorAddress(PREFIX, LEADER_ALOC16), 'fd00:db8::ff:fe00:fc00');
    assert.equal(locatorOf(PREFIX, 'fd00:db8::ff:fe00:7800'), 0x7800);
    assert.equal(locatorOf(PREFIX, 'fd00:db9::ff:fe00:7800'), undefined);
    assert.equal(locatorOf(PREFIX, 'fd00:db8::1234'), undefined);
  });

  it('are made of extended addresses with the local bit the other way round', () => {
    const extended = fromHex('166e0a0000000003');
    assert.equal(linkLocalAddress(extended), 'fe80::146e:a00:0:3');
    assert.deepEqual(interfaceIdOf(interfaceIdOf(extended)), extended);
    assert.deepEqual(interfaceIdOfAddress('fe80::146e:a00:0:3'), interfaceIdOf(extended));
    assert.equal(linkLocalAddressOf(interfaceIdOf(extended)), linkLocalAddress(extended));
  });

  it('are told apart', () => {
    assert.deepEqual(['fe80::1', 'febf::1', 'fec0::1', 'ff02::1'].map(isLinkLocal), [true, true, false, false]);
    assert.deepEqual(['ff03::1', 'fe80::1'].map(isMulticast), [true, false]);
    assert.deepEqual(
      ['fd00:db8::1', 'fd00:db8:0:1::1'].map((address) => isMeshLocal(PREFIX, address)),
      [true, false],
    );
  });

  it('of Commissioners go round eight locators', () => {
    assert.deepEqual([0, 7, 8, 0xffff].map(commissionerAloc16), [0xfc30, 0xfc37, 0xfc30, 0xfc37]);
  });

  it('are not made of what has another length', () => {
    assert.throws(() => locatorAddress(PREFIX.subarray(1), 1), withCode('E_THREAD_ADDRESS'));
    assert.throws(() => locatorAddress(PREFIX, 0x10000), withCode('E_THREAD_ADDRESS'));
    assert.throws(() => interfaceIdOf(new Uint8Array(7)), withCode('E_THREAD_ADDRESS'));
    assert.throws(() => linkLocalAddressOf(new Uint8Array(9)), withCode('E_THREAD_ADDRESS'));
  });
});
