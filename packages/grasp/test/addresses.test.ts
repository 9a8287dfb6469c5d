import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ipAddressText, toHex } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import { addressBytes, isLinkLocal, isLoopback, withoutZone, zoneOf } from '../src/addresses.ts';

describe('addresses', () => {
  const texts: readonly (readonly [text: string, hex: string])[] = [
    ['192.0.2.1', 'c0000201'],
    ['::', '00'.repeat(16)],
    ['::1', `${'00'.repeat(15)}01`],
    ['fe80::', `fe80${'00'.repeat(14)}`],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
    ['2001:db8:0:1:1:1:1:1', '20010db8000000010001000100010001'],
    ['2001:db8::1:0:0:1', '20010db8000000000001000000000001'],
    ['2001:0:0:1::1', '20010000000000010000000000000001'],
  ];
  for (const [text, hex] of texts) {
    it(`are ${text} as text and ${hex} as bytes`, () => {
      assert.equal(toHex(addressBytes(text)), hex);
      assert.equal(ipAddressText(addressBytes(text)), text);
    });
  }

  it('take other forms of the same', () => {
    assert.equal(ipAddressText(addressBytes('2001:DB8:0:0:0:0:0:1')), '2001:db8::1');
    assert.equal(toHex(addressBytes('::ffff:192.0.2.1')), '00000000000000000000ffffc0000201');
  });

  it('are written as the URL standard writes them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const text = ipAddressText(bytes);
        assert.deepEqual(addressBytes(text ?? ''), bytes);
        assert.equal(new URL(`http://[${text}]`).hostname, `[${text}]`);
      }),
    );
  });

  it('are refused when they are none', () => {
    for (const text of ['', 'a', '1.2.3', 'fe80::1%eth0', '1:2:3', '256.0.0.1']) {
      assert.throws(() => addressBytes(text), withCode('E_GRASP_ARGUMENT'));
    }
    assert.equal(ipAddressText(new Uint8Array(5)), undefined);
  });

  it('are on the link, or not', () => {
    for (const address of ['fe80::1', 'fe80::1%eth0', 'febf::1', '169.254.1.1'])
      assert.equal(isLinkLocal(address), true);
    for (const address of ['fec0::1', '::1', '192.0.2.1', '169.253.1.1', 'nonsense', ''])
      assert.equal(isLinkLocal(address), false);
    for (const address of ['::1', '127.0.0.1', '127.9.9.9']) assert.equal(isLoopback(address), true);
    for (const address of ['::2', '128.0.0.1', 'fe80::1']) assert.equal(isLoopback(address), false);
  });

  it('have zones, or not', () => {
    assert.equal(zoneOf('fe80::1%eth0'), 'eth0');
    assert.equal(zoneOf('fe80::1'), undefined);
    assert.equal(withoutZone('fe80::1%eth0'), 'fe80::1');
  });
});
