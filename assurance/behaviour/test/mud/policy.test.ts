import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { approveMud, HOUSE_ENTRIES, policyOf, readMud, STANDARD_ENTRIES } from '@sallyport/assurance-behaviour';
import type { JsonObject } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { DNS, LIGHTBULB, LIGHTBULB_URL, mudBytes, NTP } from '../support/mud-files.ts';

const approve = (bytes: Uint8Array) => approveMud(bytes, { url: LIGHTBULB_URL, by: 'an administrator' });

describe('what holds for a device', () => {
  it('is the house’s, then the file’s, then the standard’s own, in their order', () => {
    const policy = policyOf(approve(LIGHTBULB));
    const file = readMud(LIGHTBULB);
    assert.deepEqual(policy.fromDevice, [
      ...HOUSE_ENTRIES.fromDevice,
      ...file.fromDevice,
      ...STANDARD_ENTRIES.fromDevice,
    ]);
    assert.deepEqual(policy.toDevice, [...HOUSE_ENTRIES.toDevice, ...file.toDevice, ...STANDARD_ENTRIES.toDevice]);
  });

  it('can do without the house’s', () => {
    const policy = policyOf(approve(LIGHTBULB), { house: { fromDevice: [], toDevice: [] } });
    assert.equal(policy.fromDevice.length, 3);
  });

  it('names no addresses unless an administrator says so (RFC 8520 §2.1)', () => {
    const mud = approve(mudBytes({ from: [{ matches: { ipv4: { 'destination-ipv4-network': '10.0.0.0/8' } } }] }));
    assert.throws(() => policyOf(mud), withCode('E_BEHAVIOUR_MUD_ADDRESSES'));
    assert.equal(policyOf(mud, { addresses: 'allow' }).fromDevice.length, HOUSE_ENTRIES.fromDevice.length + 3);
  });
});

describe('the standard’s own entries', () => {
  const node = (controller: string, name: string, port: number): JsonObject => ({
    'ietf-mud:mud': { controller },
    udp: { [name]: { operator: 'eq', port } },
  });

  it('are what a file says that spells out DNS and NTP as appendix A does', () => {
    const from = [{ matches: node(DNS, 'destination-port', 53) }, { matches: node(NTP, 'destination-port', 123) }];
    const to = [{ matches: node(DNS, 'source-port', 53) }, { matches: node(NTP, 'source-port', 123) }];
    const file = readMud(mudBytes({ from, to, type: null }));
    assert.deepEqual(file.fromDevice, STANDARD_ENTRIES.fromDevice);
    assert.deepEqual(file.toDevice, STANDARD_ENTRIES.toDevice);
  });
});
