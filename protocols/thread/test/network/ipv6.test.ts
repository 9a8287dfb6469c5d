import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, toHex } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { addressIn, ipv6Bytes, ipv6Text, linkLocalAddress, locatorIid, prefixText } from '@sallyport/thread';
import fc from 'fast-check';

describe('IPv6 addresses', () => {
  // RFC 5952 §4.
  for (const [hex, text] of [
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000000000000001', '::1'],
    ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
    ['20010000000000010000000000000001', '2001:0:0:1::1'],
    ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
    ['fe800000000000000000000000000000', 'fe80::'],
  ] as const) {
    it(`are written as ${text}`, () => {
      assert.equal(ipv6Text(fromHex(hex)), text);
      assert.equal(toHex(ipv6Bytes(text)), hex);
    });
  }

  it('are read in every form', () => {
    assert.equal(ipv6Text(ipv6Bytes('2001:DB8:0:0::1')), '2001:db8::1');
    assert.equal(ipv6Text(ipv6Bytes('::ffff:192.0.2.1')), '::ffff:c000:201');
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        assert.deepEqual(ipv6Bytes(ipv6Text(bytes)), bytes);
      }),
    );
  });

  it('of a mesh are its prefix and an interface identifier', () => {
    const prefix = fromHex('fd000db800000000');
    assert.equal(prefixText(prefix), 'fd00:db8::/64');
    assert.equal(addressIn(prefix, locatorIid(0xfc00)), 'fd00:db8::ff:fe00:fc00');
    assert.equal(linkLocalAddress(fromHex('d65e64fa83f81cf7')), 'fe80::d65e:64fa:83f8:1cf7');
  });

  for (const text of ['', '1', 'fe80::1%1', '192.0.2.1', '1::2::3', 'g::']) {
    it(`are not ${JSON.stringify(text)}`, () => {
      assert.throws(() => ipv6Bytes(text), withCode('E_THREAD_ARGUMENT'));
    });
  }

  it('have sixteen bytes, prefixes and identifiers eight', () => {
    assert.throws(() => ipv6Text(new Uint8Array(15)), withCode('E_THREAD_ARGUMENT'));
    assert.throws(() => prefixText(new Uint8Array(7)), withCode('E_THREAD_ARGUMENT'));
    assert.throws(() => linkLocalAddress(new Uint8Array(9)), withCode('E_THREAD_ARGUMENT'));
    assert.throws(() => locatorIid(0x10000), withCode('E_THREAD_ARGUMENT'));
  });
});
