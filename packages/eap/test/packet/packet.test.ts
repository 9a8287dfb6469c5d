import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, isSallyportError, toHex } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import { decodePacket, type EapPacket, encodePacket, nakFor, readNak, TYPES } from '../../src/index.ts';

const identifier = fc.integer({ min: 0, max: 255 });
const data = fc.uint8Array({ maxLength: 300 });
const legacyType = fc.integer({ min: 0, max: 255 }).filter((type) => type !== 254);
const anyPacket: fc.Arbitrary<EapPacket> = fc.oneof(
  fc.record({ code: fc.constantFrom('success' as const, 'failure' as const), identifier }),
  fc.record({
    code: fc.constantFrom('request' as const, 'response' as const),
    identifier,
    type: legacyType.map((type) => ({ vendor: 0, type })),
    expanded: fc.constant(false),
    data,
  }),
  fc.record({
    code: fc.constantFrom('request' as const, 'response' as const),
    identifier,
    type: fc.record({ vendor: fc.integer({ min: 0, max: 0xffffff }), type: fc.integer({ min: 0, max: 0xffffffff }) }),
    expanded: fc.constant(true),
    data,
  }),
);

describe('EAP packets', () => {
  it('are read as RFC 3748 §4 and §5.7 lay them out', () => {
    const cases: readonly (readonly [string, EapPacket])[] = [
      [
        '0101000501',
        { code: 'request', identifier: 1, type: TYPES.identity, expanded: false, data: new Uint8Array(0) },
      ],
      [
        '02010009016a6f6521',
        { code: 'response', identifier: 1, type: TYPES.identity, expanded: false, data: fromHex('6a6f6521') },
      ],
      ['03020004', { code: 'success', identifier: 2 }],
      ['04ff0004', { code: 'failure', identifier: 255 }],
      [
        '0105000efe00372a0000000155aa',
        {
          code: 'request',
          identifier: 5,
          type: { vendor: 14122, type: 1 },
          expanded: true,
          data: fromHex('55aa'),
        },
      ],
    ];
    for (const [hex, packet] of cases) {
      assert.deepEqual(decodePacket(fromHex(hex)), packet, hex);
      assert.equal(toHex(encodePacket(packet)), hex);
    }
  });
  it('come back as they went', () => {
    fc.assert(
      fc.property(anyPacket, (packet) => {
        const bytes = encodePacket(packet);
        const read = decodePacket(bytes);
        assert.deepEqual({ ...read }, { ...packet, ...('type' in packet ? { type: { ...packet.type } } : {}) });
        assert.deepEqual(encodePacket(read), bytes);
      }),
    );
  });
  it('are read without the padding of the link', () => {
    assert.deepEqual(decodePacket(fromHex('0302000400000000')), { code: 'success', identifier: 2 });
  });
  it('cut off anywhere are refused by a typed error', () => {
    fc.assert(
      fc.property(anyPacket, fc.nat(), (packet, at) => {
        const whole = encodePacket(packet);
        assert.throws(
          () => decodePacket(whole.subarray(0, at % whole.length)),
          (error) => isSallyportError(error, 'E_EAP_HEADER', 'E_EAP_LENGTH'),
        );
      }),
    );
  });
  const refused: readonly (readonly [what: string, hex: string, code: string])[] = [
    ['three bytes', '010100', 'E_EAP_HEADER'],
    ['code 0', '00010004', 'E_EAP_CODE'],
    ['code 5', '05010004', 'E_EAP_CODE'],
    ['a length below the header', '01010003', 'E_EAP_LENGTH'],
    ['a length beyond the packet', '0101000601', 'E_EAP_LENGTH'],
    ['a Request without a type', '01010004', 'E_EAP_NO_TYPE'],
    ['a Success with data', '0301000501', 'E_EAP_RESULT_LENGTH'],
    ['an expanded type that is cut off', '0101000bfe000000000000', 'E_EAP_EXPANDED'],
  ];
  for (const [what, hex, code] of refused) {
    it(`with ${what} are refused`, () => assert.throws(() => decodePacket(fromHex(hex)), withCode(code)));
  }
  it('of more than 4096 bytes are refused, both ways', () => {
    const large = new Uint8Array(4097);
    large.set([1, 1, 0x10, 1, 13]);
    assert.throws(() => decodePacket(large), withCode('E_EAP_TOO_LARGE'));
    const message = { code: 'request', identifier: 1, type: TYPES.tls, expanded: false, data: large } as const;
    assert.throws(() => encodePacket(message), withCode('E_EAP_TOO_LARGE'));
  });
  it('are not written with numbers that have no room', () => {
    assert.throws(() => encodePacket({ code: 'success', identifier: 256 }), withCode('E_EAP_ARGUMENT'));
    const vendor = { vendor: 1, type: 1 };
    const message = { code: 'request', identifier: 1, type: vendor, expanded: false, data: new Uint8Array(0) } as const;
    assert.throws(() => encodePacket(message), withCode('E_EAP_ARGUMENT'));
  });
});

describe('Naks', () => {
  const request = (type: { vendor: number; type: number }, expanded: boolean) =>
    ({ code: 'request', identifier: 9, type, expanded, data: new Uint8Array(0) }) as const;
  it('answer a legacy type with legacy types', () => {
    const nak = nakFor(request(TYPES.md5Challenge, false), [TYPES.tls, TYPES.teap]);
    assert.equal(toHex(encodePacket(nak)), '02090007030d37');
    assert.deepEqual(readNak(nak), { wanted: [TYPES.tls, TYPES.teap], wantsExpanded: false });
  });
  it('say 0 when nothing would do', () => {
    const nak = nakFor(request(TYPES.tls, false), [TYPES.tls]);
    assert.equal(toHex(encodePacket(nak)), '020900060300');
    assert.deepEqual(readNak(nak), { wanted: [], wantsExpanded: false });
  });
  it('ask for an expanded type by 254', () => {
    const nak = nakFor(request(TYPES.tls, false), [{ vendor: 7, type: 1 }]);
    assert.equal(toHex(encodePacket(nak)), '0209000603fe');
    assert.deepEqual(readNak(nak), { wanted: [], wantsExpanded: true });
  });
  it('answer an expanded type as the example of RFC 3748 §5.3.2 does', () => {
    const mine = { vendor: 20, type: 6 };
    const nak = nakFor(request({ vendor: 99, type: 1 }, true), [{ vendor: 0, type: 5 }, mine]);
    assert.equal(toHex(encodePacket(nak)), '0209001cfe00000000000003fe00000000000005fe00001400000006');
    assert.deepEqual(readNak(nak), { wanted: [{ vendor: 0, type: 5 }, mine], wantsExpanded: true });
  });
  it('answer an expanded type by an expanded none', () => {
    const nak = nakFor(request({ vendor: 99, type: 1 }, true), []);
    assert.equal(toHex(encodePacket(nak)), '02090014fe00000000000003fe00000000000000');
    assert.deepEqual(readNak(nak), { wanted: [], wantsExpanded: true });
  });
  const forms: readonly (readonly [what: string, data: string, expanded: boolean])[] = [
    ['nothing', '', false],
    ['nothing, expanded', '', true],
    ['half an expanded type', 'fe000000', true],
    ['a legacy type in an expanded Nak', '0d00000000000000', true],
  ];
  for (const [what, hex, expanded] of forms) {
    it(`of ${what} are refused`, () => {
      const nak = { code: 'response', identifier: 1, type: TYPES.nak, expanded, data: fromHex(hex) } as const;
      assert.throws(() => readNak(nak), withCode('E_EAP_NAK_FORM'));
    });
  }
});
