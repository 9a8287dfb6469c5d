import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, isSallyportError, Secret, toHex } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { findTlv, makeTlv, TLVS, Tlv, type TlvDefinition, tlvDefinition } from '@sallyport/thread';
import fc from 'fast-check';

const ROWS: readonly TlvDefinition<unknown>[] = Object.values(TLVS);

describe('the table of TLVs', () => {
  it('has one row a type and one name a row', () => {
    assert.equal(new Set(ROWS.map(({ type }) => type)).size, ROWS.length);
    assert.equal(new Set(ROWS.map(({ name }) => name)).size, ROWS.length);
  });

  it('is what types are looked up in', () => {
    for (const row of ROWS) assert.equal(tlvDefinition(row.type), row);
    assert.equal(tlvDefinition(200), undefined);
  });

  it('marks those secret whose bytes a TLV does not show, and no others', () => {
    for (const { type, isSecret, minLength } of ROWS) {
      const shown = JSON.stringify(new Tlv(type, new Uint8Array(minLength)));
      assert.equal(shown.includes('[secret]'), isSecret, `${type}`);
    }
  });

  // Numbers and lengths of Wireshark's dissector (packet-thread.c), ot-commissioner (src/library/tlv.cpp) and OpenThread (dataset.h).
  const known: readonly (readonly [type: number, min: number, max: number])[] = [
    [0, 3, 3],
    [1, 2, 2],
    [2, 8, 8],
    [3, 0, 16],
    [4, 16, 16],
    [5, 16, 16],
    [6, 4, 4],
    [7, 8, 8],
    [8, 0, 16],
    [9, 2, 2],
    [10, 0, 64],
    [11, 2, 2],
    [12, 3, 254],
    [13, 0, 254],
    [14, 8, 8],
    [15, 2, 2],
    [16, 1, 1],
    [17, 0, 65535],
    [18, 2, 2],
    [19, 8, 8],
    [20, 2, 2],
    [21, 16, 16],
    [23, 2, 2],
    [32, 0, 64],
    [33, 0, 32],
    [34, 0, 32],
    [35, 0, 16],
    [36, 0, 64],
    [37, 6, 6],
    [48, 4, 65535],
    [49, 16, 16],
    [51, 8, 8],
    [52, 4, 4],
    [53, 1, 254],
    [54, 1, 1],
    [55, 2, 2],
    [56, 2, 2],
    [57, 0, 254],
    [59, 0, 16],
    [61, 0, 16],
    [62, 0, 16],
    [65, 2, 2],
    [66, 2, 2],
    [68, 16, 16],
    [74, 3, 3],
    [128, 2, 2],
    [129, 2, 2],
    [241, 3, 67],
  ];
  for (const [type, min, max] of known) {
    const row = tlvDefinition(type);
    it(`bounds TLV ${type} (${row?.name}) to ${min === max ? min : `${min} to ${max}`} bytes`, () => {
      assert.ok(row);
      assert.deepEqual([row.minLength, row.maxLength], [min, max]);
      if (min > 0) assert.throws(() => row.decode(new Uint8Array(min - 1)), withCode('E_THREAD_TLV_LENGTH'));
      assert.throws(() => row.decode(new Uint8Array(max + 1)), withCode('E_THREAD_TLV_LENGTH'));
    });
  }

  it('reads whatever it accepts into a value that is written back the same', () => {
    // These two have bits without a meaning, which are written as zeros.
    const lossy = new Set<number>([TLVS.discoveryRequest.type, TLVS.discoveryResponse.type]);
    for (const row of ROWS) {
      if (lossy.has(row.type)) continue;
      fc.assert(
        fc.property(
          fc.uint8Array({ minLength: row.minLength, maxLength: Math.min(row.maxLength, row.minLength + 40) }),
          (bytes) => {
            let value: unknown;
            try {
              value = row.decode(bytes);
            } catch (thrown) {
              assert.ok(isSallyportError(thrown, 'E_THREAD_TLV_VALUE'), `${row.name}: ${thrown}`);
              return;
            }
            assert.equal(toHex(row.encode(value)), toHex(bytes), row.name);
          },
        ),
        { numRuns: 60 },
      );
    }
  });
});

describe('values', () => {
  const examples: readonly (readonly [hex: string, Tlv])[] = [
    ['00000f', makeTlv(TLVS.channel, { page: 0, number: 15 })],
    ['face', makeTlv(TLVS.panId, 0xface)],
    ['4f70656e546872656164', makeTlv(TLVS.networkName, 'OpenThread')],
    ['0000012c', makeTlv(TLVS.networkKeySequenceCounter, 300)],
    ['ff', makeTlv(TLVS.state, 'reject')],
    ['00', makeTlv(TLVS.state, 'pending')],
    ['01', makeTlv(TLVS.state, 'accept')],
    ['350c05', makeTlv(TLVS.get, [53, 12, 5])],
    [
      '18b430123456',
      makeTlv(TLVS.vendorStackVersion, { oui: '18b430', build: 0x123, revision: 4, minor: 5, major: 6 }),
    ],
    [
      'f0bf0016aabb',
      makeTlv(TLVS.udpEncapsulation, { sourcePort: 61631, destinationPort: 22, payload: fromHex('aabb') }),
    ],
    ['fd000db8000000000000000000000001', makeTlv(TLVS.ipv6Address, 'fd00:db8::1')],
    ['9cb0', makeTlv(TLVS.energyList, [-100, -80])],
    ['2800', makeTlv(TLVS.discoveryRequest, { version: 2, joiner: true })],
    ['3c00', makeTlv(TLVS.discoveryResponse, { version: 3, nativeCommissioner: true, commercialCommissioning: true })],
    ['18b43001', makeTlv(TLVS.joinerAdvertisement, { oui: '18b430', data: fromHex('01') })],
  ];
  for (const [hex, tlv] of examples) {
    it(`of the ${tlvDefinition(tlv.type)?.name} TLV are written as ${hex}`, () => {
      assert.equal(toHex(tlv.value), hex);
    });
  }

  it('that are keys become secrets', () => {
    const key = findTlv([new Tlv(5, new Uint8Array(16))], TLVS.networkKey);
    assert.ok(key instanceof Secret);
    assert.equal(`${key}`, '[secret]');
  });

  it('that are text are UTF-8 without control characters', () => {
    assert.equal(TLVS.vendorName.decode(fromHex('e29885')), '★');
    for (const hex of ['ff', 'c0af', '410a', '41001b', 'eda080']) {
      assert.throws(() => TLVS.vendorName.decode(fromHex(hex)), withCode('E_THREAD_TLV_VALUE'), hex);
    }
    assert.throws(() => TLVS.vendorName.encode('a\nb'), withCode('E_THREAD_ARGUMENT'));
    assert.throws(() => TLVS.vendorName.encode('\ud800'), withCode('E_THREAD_ARGUMENT'));
  });

  // OpenThread's own test of its command line refuses this one (tests/scripts/expect/cli-dataset.exp).
  it('of a network name that ends within a character are refused', () => {
    assert.throws(() => TLVS.networkName.decode(fromHex('bf')), withCode('E_THREAD_TLV_VALUE'));
  });

  it('of a state other than -1, 0 and 1 are refused', () => {
    assert.throws(() => TLVS.state.decode(fromHex('02')), withCode('E_THREAD_TLV_VALUE'));
  });

  const unusable: readonly (readonly [string, () => unknown])[] = [
    ['a PAN ID of 17 bits', () => TLVS.panId.encode(0x10000)],
    ['a negative port', () => TLVS.joinerUdpPort.encode(-1)],
    ['half a session id', () => TLVS.commissionerSessionId.encode(0.5)],
    ['a commissioner id of 65 bytes', () => TLVS.commissionerId.encode('x'.repeat(65))],
    ['a key of 15 bytes', () => TLVS.networkKey.encode(Secret.of(new Uint8Array(15)))],
    ['an energy of 128 dBm', () => TLVS.energyList.encode([128])],
    ['an address with a zone', () => TLVS.ipv6Address.encode('fe80::1%eth0')],
    ['a version of five bits', () => TLVS.discoveryRequest.encode({ version: 16, joiner: false })],
    ['an OUI that is no number', () => TLVS.joinerAdvertisement.encode({ oui: 'zz', data: new Uint8Array(0) })],
    ['no entry in a channel mask', () => TLVS.channelMask.encode([])],
  ];
  for (const [what, encode] of unusable) {
    it(`refuse ${what}`, () => {
      assert.throws(encode, withCode('E_THREAD_ARGUMENT'));
    });
  }
});

describe('findTlv', () => {
  const tlvs = [makeTlv(TLVS.panId, 1), new Tlv(200, new Uint8Array(3)), makeTlv(TLVS.count, 7)];

  it('gives the value, and undefined where there is none', () => {
    assert.equal(findTlv(tlvs, TLVS.count), 7);
    assert.equal(findTlv(tlvs, TLVS.period), undefined);
  });

  it('refuses two of the kind, even when they say the same', () => {
    assert.throws(() => findTlv([...tlvs, makeTlv(TLVS.count, 7)], TLVS.count), withCode('E_THREAD_TLV_DUPLICATE'));
  });
});
