/**
 * TLVs of Network Diagnostics. The long answer is the one that ot-commissioner decodes in its own tests (BSD-3-Clause,
 * src/library/commissioner_impl_test.cpp), taken from a border router; the numbers beside it are those that it expects. It has TLVs of
 * network data and of neighbours in detail, which are kept and not read here.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, toHex } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import {
  answerDiagnosticGet,
  DIAGNOSTIC_TLVS,
  decodeDiagnosticAnswer,
  decodeDiagnosticGet,
  encodeDiagnosticAnswer,
  encodeDiagnosticGet,
} from '@sallyport/thread';
import fc from 'fast-check';
import { fuzz } from '../support/fuzz.ts';

const BORDER_ROUTER = [
  '00086ac6c2de12b212df0102c80002010f0512e7000400204300300af1f1f1f1f101f1f1f10608360bb9f7415c30210840fd9238a3395d',
  '0001f9043dfeb7b3edf3fd7d604fb88a0000000000fffe00c800fd7d604fb88a0000fe3e5a4c31acb559fe8000000000000068c6c2de12',
  'b212df1009601804601d046019041e22c818fdc31ff45feff4e7e580431c60becfabfd110022000000008df846f3ab0c05551e22c802fd',
  'c31ff45feff4e75257420f1cbd46f5fd1100220000000034e5d9e28d1952c0077d030e0007fc0109e400408400109c000003140040fd27',
  'fd30e5ce0001070212400504e400f1000b0e8001010d09e4000a000500000e100b0881025cf40d029c0003130060fd6b51760904ffff00',
  '00000001039c00e00b1982015d0d149c00fd27fd30e5ce00018e250585edd6f1b0e5ec080b090284000b028dbc08010003040000012C04',
  '0A0105123456789ABCDEF00E01640F021388110401020304120505060708A013040000025818020005190A56656E646F724E616D651A0B',
  '56656E646F724D6F64656C1B0F56656E646F72535756657273696F6E1C12546872656164537461636B56657273696F6E1D2BA812340102',
  '0304050607080004000000F00000000A0000100000781AC4C0000A00050003000000000000001F18805678112233445566778800030000',
  'ABCD15C4C0001A000F2242000A000B000C000D000E000F0010001100120000000000000013000000000000001400000000000000150000',
  '00000000001600000000000000170000000000000018231768747470733a2f2f6578616d706c652e636f6d2f617070240A000400078000',
  '01020001',
].join('');

const FULL = { receiverOnWhenIdle: true, fullThreadDevice: true, fullNetworkData: true } as const;
const route = fc.record({
  qualityOut: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
  qualityIn: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
  cost: fc.option(fc.integer({ min: 1, max: 15 }), { nil: undefined }),
});

describe('the answer of a border router', () => {
  const said = decodeDiagnosticAnswer(fromHex(BORDER_ROUTER.toLowerCase()));

  it('says who it is', () => {
    assert.equal(toHex(said.extendedAddress ?? new Uint8Array(0)), '6ac6c2de12b212df');
    assert.equal(said.rloc16, 0xc800);
    assert.deepEqual(said.mode, FULL);
    assert.equal(said.version, 5);
    assert.equal(said.timeout, 0x12c);
    assert.equal(said.batteryLevel, 0x64);
    assert.equal(said.supplyVoltage, 0x1388);
    assert.equal(said.vendorName, 'VendorName');
    assert.equal(said.vendorModel, 'VendorModel');
    assert.equal(said.vendorSwVersion, 'VendorSWVersion');
    assert.equal(said.stackVersion, 'ThreadStackVersion');
    assert.equal(said.leaderData?.leaderRouterId, 33);
    assert.equal(said.addresses?.length, 4);
    assert.equal(said.addresses?.[0], 'fd92:38a3:395d:1:f904:3dfe:b7b3:edf3');
  });

  it('names nine routers, eight of them good neighbours', () => {
    const routers = said.route64?.routers ?? [];
    assert.deepEqual(
      routers.map(({ routerId }) => routerId),
      [13, 26, 33, 38, 39, 50, 51, 60, 62],
    );
    const own = routers.find(({ routerId }) => routerId === 0xc800 >> 10);
    assert.deepEqual(own, { routerId: 50, qualityOut: 0, qualityIn: 0, cost: 1 });
    for (const each of routers.filter(({ routerId }) => routerId !== 50)) {
      assert.deepEqual([each.qualityOut, each.qualityIn, each.cost], [3, 3, 1]);
    }
  });

  it('names three children that sleep, forgotten after 256 seconds', () => {
    assert.deepEqual(
      said.childTable?.map(({ childId, timeout, quality, mode }) => [
        childId,
        timeout,
        quality,
        mode.receiverOnWhenIdle,
      ]),
      [
        [24, 256, undefined, false],
        [29, 256, undefined, false],
        [25, 256, undefined, false],
      ],
    );
  });

  it('keeps what is not read here', () => {
    assert.deepEqual(
      said.others?.map(({ type }) => type).sort((a, b) => a - b),
      [7, 17, 18, 19, 29, 30, 30, 31, 34, 35, 36],
    );
  });
});

describe('a request of Network Diagnostics', () => {
  it('is a list of types, with the number of a query behind it', () => {
    assert.equal(toHex(encodeDiagnosticGet({ types: [0, 1, 5, 16] })), '120400010510');
    assert.equal(toHex(encodeDiagnosticGet({ types: [5], queryId: 0x1234 })), '12010521021234');
    assert.deepEqual(decodeDiagnosticGet(fromHex('12010521021234')), { types: [5], queryId: 0x1234 });
  });

  it('without a list of types is refused', () => {
    assert.throws(() => decodeDiagnosticGet(fromHex('21021234')), withCode('E_THREAD_TLV_MISSING'));
  });

  it('is answered with what was asked for and is there', () => {
    const node = { rloc16: 0x0400, mode: FULL, version: 4 };
    assert.equal(toHex(answerDiagnosticGet({ types: [1, 5, 24] }, node)), '0102040018020004');
    assert.equal(toHex(answerDiagnosticGet({ types: [2], queryId: 1 }, node)), '2102000102010f');
    assert.equal(toHex(answerDiagnosticGet({ types: [] }, node)), '');
  });
});

describe('hostile diagnostics', () => {
  const refused: readonly (readonly [why: string, hex: string, code: string])[] = [
    ['fewer routes than routers', '0509e70004000000000000', 'E_THREAD_TLV_VALUE'],
    ['more routes than routers', '050be70004000000000000f1f1', 'E_THREAD_TLV_VALUE'],
    ['a router beyond the last id', '050ae70000000000000001f1', 'E_THREAD_TLV_VALUE'],
    ['routes without a set of routers', '0508e700000000000000', 'E_THREAD_TLV_LENGTH'],
    ['half a child', '10026018', 'E_THREAD_TLV_VALUE'],
    ['half an address', '0808fd00000000000000', 'E_THREAD_TLV_VALUE'],
    ['an extended address of seven bytes', '000700000000000000', 'E_THREAD_TLV_LENGTH'],
    ['two locators', '010204000102c800', 'E_THREAD_TLV_DUPLICATE'],
    ['a vendor’s name with a control character', '1902411b', 'E_THREAD_TLV_VALUE'],
    ['a vendor’s name of 33 bytes', `1921${'41'.repeat(33)}`, 'E_THREAD_TLV_LENGTH'],
    ['a TLV that is cut off', '0512e700', 'E_THREAD_TLV_TRUNCATED'],
    ['more children than ids', `10ff0603${'600004'.repeat(513)}`, 'E_THREAD_TLV_LENGTH'],
  ];
  for (const [why, hex, code] of refused) {
    it(`with ${why} are refused`, () => {
      assert.throws(() => decodeDiagnosticAnswer(fromHex(hex)), withCode(code));
    });
  }

  it('are read or refused, whatever they are', () => {
    fuzz('diagnostics', [fromHex(BORDER_ROUTER.toLowerCase()), fromHex('1009601804601d04601904')], (input) => {
      const said = decodeDiagnosticAnswer(input);
      encodeDiagnosticAnswer(said);
      JSON.stringify(said);
    });
  });
});

describe('values of diagnostics', () => {
  it('of routes come back as they went', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 62 }), { maxLength: 63 }),
        fc.infiniteStream(route),
        fc.integer({ min: 0, max: 255 }),
        (ids, routes, idSequence) => {
          const routers = [...ids].sort((a, b) => a - b).map((routerId) => ({ routerId, ...routes.next().value }));
          const { route64 } = DIAGNOSTIC_TLVS;
          assert.deepEqual(route64.decode(route64.encode({ idSequence, routers })), { idSequence, routers });
        },
      ),
    );
  });

  it('of children come back as they went, with a timeout rounded up to a power of two', () => {
    const { childTable } = DIAGNOSTIC_TLVS;
    const [read] = childTable.decode(childTable.encode([{ childId: 3, timeout: 240, quality: 2, mode: FULL }]));
    assert.deepEqual(read, { childId: 3, timeout: 256, quality: 2, mode: FULL });
    // Twelve, two and three, as five, two and nine bits.
    assert.equal(toHex(childTable.encode([{ childId: 3, timeout: 240, quality: 2, mode: FULL }])), '64030f');
  });

  it('that no TLV can carry are refused', () => {
    const { childTable, route64 } = DIAGNOSTIC_TLVS;
    const routers = [5, 5].map((routerId) => ({ routerId, qualityOut: 3, qualityIn: 3, cost: 1 }) as const);
    assert.throws(() => route64.encode({ idSequence: 0, routers }), withCode('E_THREAD_ARGUMENT'));
    const child = { childId: 512, timeout: 240, quality: undefined, mode: FULL };
    assert.throws(() => childTable.encode([child]), withCode('E_THREAD_ARGUMENT'));
    assert.throws(() => childTable.encode([{ ...child, childId: 1, timeout: 0 }]), withCode('E_THREAD_ARGUMENT'));
  });

  it('of an answer in parts have its number and whether it is the last', () => {
    const { answer } = DIAGNOSTIC_TLVS;
    assert.deepEqual(answer.decode(fromHex('8001')), { index: 1, isLast: true });
    assert.equal(toHex(answer.encode({ index: 2, isLast: false })), '0002');
  });
});
