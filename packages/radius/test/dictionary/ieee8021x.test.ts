import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Secret, seededRandom, toHex } from '@sallyport/core';
import { ATTRIBUTES, sessionKeyAttributes, VENDOR_ATTRIBUTES, vlanAttributes } from '@sallyport/radius';
import { withCode } from '@sallyport/testing';
import { hideAttributes } from '../../src/hiding/hidden-attribute.ts';

const key = { secret: Secret.of('s'), authenticator: new Uint8Array(16) };

describe('an accept for IEEE 802.1X', () => {
  it('names a VLAN in three attributes of one tag (RFC 3580 §3.31)', () => {
    const attributes = hideAttributes(vlanAttributes(20, 1), key, seededRandom('x'));
    assert.deepEqual(ATTRIBUTES['Tunnel-Type'].first(attributes), { tag: 1, value: 13 });
    assert.deepEqual(ATTRIBUTES['Tunnel-Medium-Type'].first(attributes), { tag: 1, value: 6 });
    assert.deepEqual(ATTRIBUTES['Tunnel-Private-Group-ID'].first(attributes), { tag: 1, value: '20' });
    const named = hideAttributes(vlanAttributes('quarantine'), key, seededRandom('x'));
    assert.deepEqual(ATTRIBUTES['Tunnel-Private-Group-ID'].first(named), { tag: 0, value: 'quarantine' });
  });

  it('does not name one that there cannot be', () => {
    for (const vlan of [0, 4095, 1.5, '']) assert.throws(() => vlanAttributes(vlan), withCode('E_RADIUS_ARGUMENT'));
  });

  it('gives the first half of the key to receive with and the second to send with', () => {
    const msk = Uint8Array.from({ length: 64 }, (_, at) => at);
    const attributes = hideAttributes(sessionKeyAttributes(Secret.of(msk)), key, seededRandom('x'));
    const revealed = (name: 'MS-MPPE-Recv-Key' | 'MS-MPPE-Send-Key') =>
      toHex(VENDOR_ATTRIBUTES[name].reveal(attributes, key)?.expose() ?? new Uint8Array());
    assert.equal(revealed('MS-MPPE-Recv-Key'), toHex(msk.subarray(0, 32)));
    assert.equal(revealed('MS-MPPE-Send-Key'), toHex(msk.subarray(32)));
    assert.throws(() => sessionKeyAttributes(Secret.of(msk.subarray(1))), withCode('E_RADIUS_ARGUMENT'));
  });
});
