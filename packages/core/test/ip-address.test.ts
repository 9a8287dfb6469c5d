import assert from 'node:assert/strict';
import { BlockList } from 'node:net';
import { describe, it } from 'node:test';
import { fromHex, ipAddressBytes, ipAddressText, toHex } from '@sallyport/core';
import fc from 'fast-check';

describe('IP addresses', () => {
  // RFC 5952 §4 and its examples.
  for (const [text, canonical] of [
    ['2001:0db8::0001', '2001:db8::1'],
    ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:DB8::AB', '2001:db8::ab'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['::ffff:192.0.2.1', '::ffff:c000:201'],
    ['192.0.2.1', '192.0.2.1'],
  ] as const) {
    it(`read ${text} and write ${canonical}`, () => {
      const bytes = ipAddressBytes(text);
      assert.ok(bytes);
      assert.equal(ipAddressText(bytes), canonical);
    });
  }

  for (const text of ['', '1.2.3', '1.2.3.4.5', '2001:db8::1::2', 'fe80::1%eth0', '12345::', '1:2:3:4:5:6:7', 'x']) {
    it(`refuse ${JSON.stringify(text)}`, () => {
      assert.equal(ipAddressBytes(text), undefined);
    });
  }

  it('have 4 or 16 bytes', () => {
    for (const length of [0, 3, 5, 15, 17]) assert.equal(ipAddressText(new Uint8Array(length)), undefined);
  });

  it('come back as they were, and as node takes them', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.ipV6().map(read)), (bytes) => {
        const text = ipAddressText(bytes) ?? '';
        assert.equal(toHex(ipAddressBytes(text) ?? new Uint8Array()), toHex(bytes));
        const list = new BlockList();
        list.addAddress(text, 'ipv6');
        assert.equal(list.check(toHex(bytes).replace(/(.{4})(?!$)/g, '$1:'), 'ipv6'), true);
      }),
    );
  });
});

function read(text: string): Uint8Array {
  return ipAddressBytes(text) ?? fromHex('');
}
