import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, toHex } from '@sallyport/core';
import {
  ATTRIBUTES,
  AttributeDefinition,
  INTEGER64,
  readEapMessage,
  text,
  VENDOR_ATTRIBUTES,
  vendorAttribute,
} from '@sallyport/radius';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import { attributesOf, wireOf } from '../support/attributes.ts';

/** Encodings of FreeRADIUS, src/tests/unit/protocols/radius (Network RADIUS, CC BY 4.0). */
describe('encodings that nobody here made', () => {
  const of = [
    { wire: '010562 6f62', is: ATTRIBUTES['User-Name'].of('bob') },
    { wire: '400600000001', is: ATTRIBUTES['Tunnel-Type'].of(1) },
    { wire: '400601000001', is: ATTRIBUTES['Tunnel-Type'].of(1, 1) },
    { wire: '530601ffffff', is: ATTRIBUTES['Tunnel-Preference'].of(0xff_ffff, 1) },
    { wire: '5108 01 68656c6c6f', is: ATTRIBUTES['Tunnel-Private-Group-ID'].of('hello', 1) },
    { wire: '5107 68656c6c6f', is: ATTRIBUTES['Tunnel-Private-Group-ID'].of('hello') },
    // A string that begins like a tag gets one.
    { wire: '4206 00 010203', is: ATTRIBUTES['Tunnel-Client-Endpoint'].of('\u0001\u0002\u0003') },
    { wire: '5f12 20010db8000000000000000000000001', is: ATTRIBUTES['NAS-IPv6-Address'].of('2001:db8::1') },
    { wire: '610c 0040 20010db80a0b12f0', is: ATTRIBUTES['Framed-IPv6-Prefix'].of('2001:db8:a0b:12f0::/64') },
    { wire: '6104 0000', is: ATTRIBUTES['Framed-IPv6-Prefix'].of('::/0') },
    { wire: '1a0b 00000009 0105 666f6f', is: VENDOR_ATTRIBUTES['Cisco-AVPair'].of('foo') },
    { wire: '5902', is: ATTRIBUTES['Chargeable-User-Identity'].of(new Uint8Array(0)) },
  ];
  for (const { wire, is } of of) {
    it(wire, () => assert.equal(toHex(wireOf(is)), wire.replaceAll(' ', '')));
  }

  it('are read, whether the tag is there or not', () => {
    const attributes = attributesOf(
      fromHex('400601000001' + '400602000003' + '51070168656c6c' + '5107313233' + '3435'),
    );
    assert.deepEqual(ATTRIBUTES['Tunnel-Type'].all(attributes), [
      { tag: 1, value: 1 },
      { tag: 2, value: 3 },
    ]);
    assert.deepEqual(ATTRIBUTES['Tunnel-Private-Group-ID'].all(attributes), [
      { tag: 1, value: 'hell' },
      { tag: 0, value: '12345' },
    ]);
  });

  it('an octet above 0x1f is no tag: a number then has none and is invalid (RFC 2868 §3.1)', () => {
    assert.deepEqual(ATTRIBUTES['Tunnel-Type'].all(attributesOf(fromHex('400620000001'))), []);
  });

  it('layeh/radius: prefixes of odd lengths', () => {
    for (const [wire, is] of [
      ['00083a', '3a00::/8'],
      ['000430', '3000::/4'],
      ['000538', '3800::/5'],
    ] as const) {
      assert.equal(toHex(ATTRIBUTES['Framed-IPv6-Prefix'].of(is)[0]?.value ?? new Uint8Array()), wire);
    }
    const lax = [{ type: 97, value: fromHex('004020011530100e') }];
    assert.deepEqual(ATTRIBUTES['Framed-IPv6-Prefix'].all(lax), []);
  });
});

describe('an invalid value', () => {
  it('is as if it were not there (RFC 6929 §2.8), but its octets are', () => {
    const invalid: [{ all(list: ReturnType<typeof attributesOf>): readonly unknown[] }, string][] = [
      [ATTRIBUTES['NAS-IP-Address'], '0404abcd'],
      [ATTRIBUTES['NAS-Port'], '0507aabbccddee'],
      [ATTRIBUTES['User-Name'], '0102'],
      [ATTRIBUTES['User-Name'], '0104c328'],
      [ATTRIBUTES['CHAP-Password'], '0304abcd'],
      [ATTRIBUTES['Framed-IPv6-Prefix'], '610300'],
      [ATTRIBUTES['Framed-IPv6-Prefix'], '61140081' + '20010db80a0b12f00000000000000001'],
      [ATTRIBUTES['Framed-IPv6-Prefix'], '61150040' + '20010db80a0b12f0000000000000000000'],
      [VENDOR_ATTRIBUTES['MS-CHAP2-Response'], `1a39000001371933${'78'.repeat(49)}`],
    ];
    for (const [definition, wire] of invalid) assert.deepEqual(definition.all(attributesOf(fromHex(wire))), [], wire);
    const attributes = attributesOf(fromHex('0404abcd'));
    assert.equal(toHex(ATTRIBUTES['NAS-IP-Address'].octets(attributes)[0] ?? new Uint8Array()), 'abcd');
    assert.ok(ATTRIBUTES['NAS-IP-Address'].isIn(attributes));
  });

  it('is named by its data type, for whoever wants to know', () => {
    const octets = fromHex('0081' + '20010db80a0b12f00000000000000001');
    assert.throws(() => ATTRIBUTES['Framed-IPv6-Prefix'].type.decode(octets), withCode('E_RADIUS_ATTRIBUTE_VALUE'));
  });

  it('of ours is refused before it is sent', () => {
    const refused = [
      () => ATTRIBUTES['NAS-Port'].of(-1),
      () => ATTRIBUTES['NAS-Port'].of(2 ** 32),
      () => ATTRIBUTES['NAS-Port'].of(1.5),
      () => ATTRIBUTES['User-Name'].of(''),
      () => ATTRIBUTES['User-Name'].of('x'.repeat(254)),
      () => ATTRIBUTES['NAS-IP-Address'].of('::1'),
      () => ATTRIBUTES['NAS-IP-Address'].of('300.1.1.1'),
      () => ATTRIBUTES['NAS-IPv6-Address'].of('192.0.2.1'),
      () => ATTRIBUTES['Framed-IPv6-Prefix'].of('2001:db8::1/64'),
      () => ATTRIBUTES['Framed-IPv6-Prefix'].of('192.0.2.0/24'),
      () => ATTRIBUTES['Framed-IPv6-Prefix'].of('2001:db8::/129'),
      () => ATTRIBUTES['Framed-Interface-Id'].of('1:2:3'),
      () => ATTRIBUTES['Tunnel-Type'].of(2 ** 24),
      () => ATTRIBUTES['Tunnel-Type'].of(1, 32),
      () => ATTRIBUTES['Message-Authenticator'].of(new Uint8Array(15)),
      () => vendorAttribute(-1, 1, text()),
      () => vendorAttribute(9, 256, text()),
      () => new AttributeDefinition([9], INTEGER64).of(1n << 64n),
    ];
    for (const act of refused) assert.throws(act, withCode('E_RADIUS_ARGUMENT'));
  });
});

describe('every data type', () => {
  const octet = fc.nat(255);
  const ipv4 = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join('.'));
  const roundTrip = <Value>(name: string, definition: AttributeDefinition<Value>, values: fc.Arbitrary<Value>) =>
    it(`${name} gives back what was put in`, () => {
      fc.assert(fc.property(values, (value) => assert.deepEqual(definition.all(definition.of(value)), [value])));
    });
  roundTrip(
    'text',
    ATTRIBUTES['User-Name'],
    fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }).filter((value) => Buffer.byteLength(value) <= 253),
  );
  roundTrip('integer', ATTRIBUTES['NAS-Port'], fc.nat(0xffff_ffff));
  roundTrip('string', ATTRIBUTES.Class, fc.uint8Array({ minLength: 1, maxLength: 253 }));
  roundTrip('ipv4addr', ATTRIBUTES['NAS-IP-Address'], ipv4);
  roundTrip('byte', VENDOR_ATTRIBUTES['3GPP-RAT-Type'], octet);
  roundTrip(
    'time',
    ATTRIBUTES['Event-Timestamp'],
    fc.nat(0xffff_ffff).map((seconds) => new Date(seconds * 1000)),
  );
  roundTrip('integer64', new AttributeDefinition([9], INTEGER64), fc.bigInt(0n, (1n << 64n) - 1n));
  roundTrip('concat', ATTRIBUTES['EAP-Message'], fc.uint8Array({ maxLength: 1600 }));
  roundTrip(
    'ipv4prefix',
    ATTRIBUTES['PMIP6-Home-IPv4-HoA'],
    fc.constantFrom('192.0.2.0/24', '0.0.0.0/0', '10.0.0.1/32', '128.0.0.0/1'),
  );
  roundTrip('ifid', ATTRIBUTES['Framed-Interface-Id'], fc.constantFrom('0:0:0:1', 'ffff:fffe:1:abcd'));
  roundTrip(
    'ipv6prefix',
    ATTRIBUTES['Delegated-IPv6-Prefix'],
    fc.constantFrom('2001:db8::/32', '::/0', '2001:db8::1/128', 'fe80::/10', '::/128'),
  );
  roundTrip(
    'ipv6addr',
    ATTRIBUTES['NAS-IPv6-Address'],
    fc.constantFrom(
      '::',
      '::1',
      '2001:db8::1',
      '2001:db8:0:1::1',
      '1:2:3:4:5:6:7:8',
      'fe80::',
      '2001:0:0:1::',
      '1:0:2:0:3:0:4:0',
    ),
  );

  it('reads IPv6 with IPv4 inside', () => {
    assert.deepEqual(ATTRIBUTES['NAS-IPv6-Address'].all(ATTRIBUTES['NAS-IPv6-Address'].of('64:ff9b::192.0.2.33')), [
      '64:ff9b::c000:221',
    ]);
  });
});

describe('EAP-Message', () => {
  it('is split at 253 octets and put together again (RFC 3579 §3.1)', () => {
    const eap = Uint8Array.from({ length: 1000 }, (_, at) => at & 0xff);
    const attributes = ATTRIBUTES['EAP-Message'].of(eap);
    assert.deepEqual(
      attributes.map(({ value }) => value.length),
      [253, 253, 253, 241],
    );
    assert.equal(
      toHex(readEapMessage([...ATTRIBUTES['User-Name'].of('x'), ...attributes]) ?? new Uint8Array()),
      toHex(eap),
    );
  });

  it('that is empty says EAP-Start (§2.1)', () => {
    assert.equal(readEapMessage(attributesOf(fromHex('4f02')))?.length, 0);
    assert.equal(readEapMessage([]), undefined);
  });

  it('with others between its parts is refused', () => {
    const [first, second] = [Uint8Array.of(1), Uint8Array.of(2)].map((part) => ATTRIBUTES['EAP-Message'].of(part));
    const apart = [...(first ?? []), ...ATTRIBUTES['User-Name'].of('x'), ...(second ?? [])];
    assert.throws(() => readEapMessage(apart), withCode('E_RADIUS_EAP_MESSAGE_ORDER'));
  });
});
