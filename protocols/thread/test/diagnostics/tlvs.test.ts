/**
 * TLVs of Network Diagnostics. The long answer is the one that ot-commissioner decodes in its own tests (BSD-3-Clause,
 * src/library/commissioner_impl_test.cpp), taken from a border router; the numbers beside it are those that it expects, but for two: it
 * takes the flag of a child that is a full device for its opposite, and the bits of a parent's priority for a whole byte. OpenThread's nodes
 * write both as they are read here (conformance/test/thread/openthread-diagnostics.test.ts).
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, toHex } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import {
  answerDiagnosticGet,
  answerDiagnosticQuery,
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
const CHILD = { ...FULL, fullThreadDevice: false };
const route = fc.record({
  qualityOut: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
  qualityIn: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
  cost: fc.option(fc.integer({ min: 1, max: 15 }), { nil: undefined }),
});

const enhanced = fc.oneof(
  fc.constant({ isSelf: true, link: undefined, next: undefined }),
  fc.record({
    isSelf: fc.constant(false),
    link: fc.option(
      route.map(({ qualityOut, qualityIn }) => ({ qualityOut, qualityIn })),
      { nil: undefined },
    ),
    next: fc.option(
      fc.record(
        { hop: fc.integer({ min: 0, max: 62 }), cost: fc.integer({ min: 0, max: 15 }) },
        { noNullPrototype: true },
      ),
      {
        nil: undefined,
      },
    ),
  }),
);

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

  it('counts the frames of its radio and the parts it had', () => {
    assert.deepEqual(said.mleCounters, {
      entered: { disabled: 10, detached: 11, child: 12, router: 13, leader: 14 },
      ...{ attachAttempts: 15, partitionChanges: 16, betterPartitionAttempts: 17, parentChanges: 18, tracked: 19 },
      spent: { disabled: 20, detached: 21, child: 22, router: 23, leader: 24 },
    });
  });

  it('knows a child and a router in detail', () => {
    const [child, ...others] = said.childDetails ?? [];
    assert.deepEqual(others, []);
    assert.equal(toHex(child?.extendedAddress ?? new Uint8Array(0)), '0102030405060708');
    assert.deepEqual(
      { ...child, extendedAddress: undefined },
      {
        ...{ rloc16: 0x1234, extendedAddress: undefined, mode: CHILD, version: 4, timeout: 240, age: 10 },
        ...{ connectionTime: 4096, supervisionInterval: 120, queuedMessages: 3, csl: undefined },
        link: {
          margin: 26,
          averageRssi: -60,
          lastRssi: -64,
          frameErrorRate: 10 / 0xffff,
          messageErrorRate: 5 / 0xffff,
        },
      },
    );
    const [router] = said.routerNeighbours ?? [];
    assert.equal(toHex(router?.extendedAddress ?? new Uint8Array(0)), '1122334455667788');
    assert.deepEqual(
      { ...router, extendedAddress: undefined },
      {
        ...{ rloc16: 0x5678, extendedAddress: undefined, version: 3, connectionTime: 43_981 },
        link: {
          margin: 21,
          averageRssi: -60,
          lastRssi: -64,
          frameErrorRate: 26 / 0xffff,
          messageErrorRate: 15 / 0xffff,
        },
      },
    );
  });

  it('knows the addresses of two children', () => {
    assert.deepEqual(said.childAddresses, [
      {
        rloc16: 0xc818,
        addresses: ['fdc3:1ff4:5fef:f4e7:e580:431c:60be:cfab', 'fd11:22::8df8:46f3:ab0c:555'],
      },
      {
        rloc16: 0xc802,
        addresses: ['fdc3:1ff4:5fef:f4e7:5257:420f:1cbd:46f5', 'fd11:22::34e5:d9e2:8d19:52c0'],
      },
    ]);
  });

  it('says how good a parent it is, what its radio can, and where to read on', () => {
    assert.deepEqual(said.connectivity, {
      ...{ parentPriority: 0, linkQuality: [5, 0x12, 0x34], leaderCost: 0x56, idSequence: 0x78, activeRouters: 0x9a },
      sleepyRoom: { bytes: 0xbcde, datagrams: 0xf0 },
    });
    assert.equal(said.maxChildTimeout, 0x258);
    assert.deepEqual(said.channelPages, [1, 2, 3, 4]);
    assert.equal(said.vendorAppUrl, 'https://example.com/app');
    assert.deepEqual(
      said.nonPreferredChannels?.map(({ page, mask }) => [page, toHex(mask)]),
      [
        [0, '00078000'],
        [1, '0001'],
      ],
    );
    assert.equal(said.networkData?.length, 0x7d);
  });

  it('keeps what is not read here', () => {
    assert.deepEqual(
      said.others?.map(({ type }) => type),
      [DIAGNOSTIC_TLVS.typeList.type],
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
    assert.equal(toHex(answerDiagnosticGet({ types: [] }, node)), '');
  });

  it('of a group is answered with its number, and that there is no more to come', () => {
    const node = { rloc16: 0x0400, mode: FULL, version: 4 };
    assert.equal(toHex(answerDiagnosticQuery({ types: [2], queryId: 1 }, node)), '210200012002800002010f');
    assert.equal(toHex(answerDiagnosticQuery({ types: [] }, node)), '20028000');
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
    ['half a child in detail', `1d15${'00'.repeat(21)}`, 'E_THREAD_TLV_LENGTH'],
    ['a child’s addresses without the child', '1e0104', 'E_THREAD_TLV_LENGTH'],
    ['half a child’s address', '1e0a0401fd00000000000000', 'E_THREAD_TLV_VALUE'],
    ['eight MAC counters', `0920${'00'.repeat(32)}`, 'E_THREAD_TLV_LENGTH'],
    ['a time that no clock reaches', `2242${'00'.repeat(18)}${'ff'.repeat(48)}`, 'E_THREAD_TLV_VALUE'],
    ['fewer enhanced routes than routers', '250a0c000000000000008000', 'E_THREAD_TLV_VALUE'],
    ['half an enhanced route', '2509080000000000000080', 'E_THREAD_TLV_VALUE'],
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

  it('of enhanced routes come back as they went', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 62 }), { maxLength: 63 }),
        fc.infiniteStream(enhanced),
        (ids, routes) => {
          const { enhancedRoute } = DIAGNOSTIC_TLVS;
          const given = [...ids].sort((a, b) => a - b).map((routerId) => ({ routerId, ...routes.next().value }));
          assert.deepEqual(enhancedRoute.decode(enhancedRoute.encode(given)), given);
        },
      ),
    );
    const { enhancedRoute } = DIAGNOSTIC_TLVS;
    const [own, next] = enhancedRoute.decode(fromHex('a0000000000000008000'.concat('7c21')));
    assert.deepEqual(own, { routerId: 0, isSelf: true, link: undefined, next: undefined });
    assert.deepEqual(next, {
      ...{ routerId: 2, isSelf: false },
      link: { qualityOut: 3, qualityIn: 3 },
      next: { hop: 2, cost: 1 },
    });
  });

  it('of neighbours and counters come back as they went', () => {
    const link = fc.record({
      margin: fc.integer({ min: 0, max: 255 }),
      averageRssi: fc.option(fc.integer({ min: -128, max: 126 }), { nil: undefined }),
      lastRssi: fc.option(fc.integer({ min: -128, max: 126 }), { nil: undefined }),
    });
    const rate = fc.integer({ min: 0, max: 0xffff }).map((part) => part / 0xffff);
    const rates = fc.record({ frameErrorRate: rate, messageErrorRate: rate });
    const count = fc.nat({ max: 0xffff });
    const roles = fc.record(
      { disabled: count, detached: count, child: count, router: count, leader: count },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(link, rates, count, roles, fc.boolean(), (heard, errors, number, parts, sleeps) => {
        const { childDetails, routerNeighbours, macCounters, mleCounters } = DIAGNOSTIC_TLVS;
        const known = { rloc16: number, extendedAddress: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), version: 4 };
        const child = {
          ...{ ...known, mode: { ...FULL, receiverOnWhenIdle: !sleeps }, timeout: number, age: 1, connectionTime: 2 },
          ...{ supervisionInterval: sleeps ? 129 : undefined, link: { ...heard, ...errors }, queuedMessages: number },
          csl: sleeps ? { isSynchronized: true, period: 500, timeout: 100, channel: 11 } : undefined,
        };
        assert.deepEqual(childDetails.decode(childDetails.encode(child)), child);
        const unknown = { frameErrorRate: undefined, messageErrorRate: undefined };
        const router = { ...known, connectionTime: number, link: { ...heard, ...unknown } };
        assert.deepEqual(routerNeighbours.decode(routerNeighbours.encode(router)), router);
        const mac = {
          ...{ inUnknownProtocols: number, inErrors: 1, outErrors: 2, inUnicast: 3, inBroadcast: 4 },
          ...{ inDiscards: 5, outUnicast: 6, outBroadcast: 7, outDiscards: 2 ** 32 - 1 },
        };
        assert.deepEqual(macCounters.decode(macCounters.encode(mac)), mac);
        const mle = {
          ...{ entered: parts, attachAttempts: number, partitionChanges: 1, betterPartitionAttempts: 2 },
          ...{ parentChanges: 3, tracked: 2 ** 48 - 1, spent: parts },
        };
        assert.deepEqual(mleCounters.decode(mleCounters.encode(mle)), mle);
      }),
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
