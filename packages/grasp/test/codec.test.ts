import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concat, fromHex, isSallyportError, toHex } from '@sallyport/core';
import {
  type CborValue,
  decodeMessage,
  encodeFlood,
  type Flood,
  type FloodedObjective,
  type Locator,
} from '@sallyport/grasp';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import { encodeCbor } from '../src/cbor.ts';
import { PROXY_BYTES, PROXY_FLOOD, REGISTRAR_BYTES, REGISTRAR_FLOOD } from './support/rfc8995-floods.ts';

const address = fromHex('fe800000000000000000000000000001');
const objective: CborValue = ['AN_Proxy', 4, 1, ''];
const locator: CborValue = [103, address, 6, 4443];

function flood(...elements: readonly CborValue[]): Uint8Array {
  return encodeCbor([9, 1, address, 180_000, ...elements]);
}

function decodeFlood(bytes: Uint8Array): Flood {
  const message = decodeMessage(bytes);
  assert.ok(message.kind === 'flood');
  return message.flood;
}

describe('the floods of RFC 8995', () => {
  it('are written byte for byte', () => {
    assert.equal(toHex(encodeFlood(PROXY_FLOOD)), toHex(PROXY_BYTES));
    assert.equal(toHex(encodeFlood(REGISTRAR_FLOOD)), toHex(REGISTRAR_BYTES));
  });

  it('are read', () => {
    assert.deepEqual(decodeFlood(PROXY_BYTES), PROXY_FLOOD);
    assert.deepEqual(decodeFlood(REGISTRAR_BYTES), REGISTRAR_FLOOD);
  });

  it('may hold the locators of §4.3, with and without a port', () => {
    const v6 = fromHex('fd451345000000000000000000006789');
    const message = flood(
      [objective, [103, v6, 6, 443]],
      [objective, [103, v6, 17, 5683]],
      [objective, [103, address, 41, null]],
    );
    assert.deepEqual(
      decodeFlood(message).objectives.map((each) => each.locator),
      [
        { type: 'ipv6', address: 'fd45:1345::6789', protocol: 6, port: 443 },
        { type: 'ipv6', address: 'fd45:1345::6789', protocol: 17, port: 5683 },
        { type: 'ipv6', address: 'fe80::1', protocol: 41 },
      ],
    );
  });
});

describe('floods', () => {
  it('hold every kind of locator, and none', () => {
    const locators: readonly (Locator | undefined)[] = [
      { type: 'ipv6', address: '2001:db8::1', protocol: 6, port: 1 },
      { type: 'ipv4', address: '192.0.2.1', protocol: 17, port: 65535 },
      { type: 'fqdn', name: 'registrar.example', protocol: 6, port: 443 },
      { type: 'uri', uri: 'https://registrar.example/' },
      { type: 'uri', uri: 'coap://[2001:db8::1]/', protocol: 17, port: 5683 },
      undefined,
    ];
    const given: Flood = {
      ...PROXY_FLOOD,
      initiator: '192.0.2.1',
      objectives: locators.map((each, index) => ({
        objective: { name: `EX${index}`, flags: 15, loopCount: 6 },
        ...(each === undefined ? {} : { locator: each }),
      })),
    };
    assert.deepEqual(decodeFlood(encodeFlood(given)), given);
    const numbers = [...toHex(encodeFlood(given)).matchAll(/1867|1868|1869|186a/g)].map(([number]) => number);
    assert.deepEqual(numbers, ['1867', '1868', '1869', '186a', '186a']);
  });

  it('come back as they went, whatever they hold', () => {
    const value: fc.Arbitrary<CborValue> = fc.letrec<{ value: CborValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 2 },
        fc.constant(null),
        fc.boolean(),
        fc.maxSafeInteger(),
        fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Number.isInteger(number)),
        fc.string({ maxLength: 20, unit: 'grapheme' }),
        fc.uint8Array({ maxLength: 20 }),
        fc.array(tie('value'), { maxLength: 4 }),
        fc
          .uniqueArray(fc.tuple(fc.string({ maxLength: 5 }), tie('value')), { maxLength: 4, selector: ([key]) => key })
          .map((entries) => new Map(entries)),
      ),
    })).value;
    const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
    const port = fc.integer({ min: 0, max: 65535 });
    const place: fc.Arbitrary<Locator | undefined> = fc.oneof(
      fc.constant(undefined),
      plainRecord({ type: fc.constant('ipv6' as const), address: fc.ipV6().map(normal), protocol: port, port }),
      plainRecord({ type: fc.constant('ipv4' as const), address: fc.ipV4(), protocol: port, port }),
      plainRecord({ type: fc.constant('fqdn' as const), name: fc.domain(), protocol: port, port }),
      plainRecord({ type: fc.constant('uri' as const), uri: fc.webUrl() }),
    );
    const objectives: fc.Arbitrary<FloodedObjective> = fc
      .tuple(
        fc.stringMatching(/^[A-Za-z_.:-]{1,30}$/),
        uint32,
        fc.integer({ min: 0, max: 255 }),
        fc.option(value, { nil: undefined }),
        place,
      )
      .map(([name, flags, loopCount, held, at]) => ({
        objective: { name, flags, loopCount, ...(held === undefined ? {} : { value: held }) },
        ...(at === undefined ? {} : { locator: at }),
      }));
    const floods = plainRecord({
      sessionId: uint32,
      initiator: fc.oneof(fc.ipV4(), fc.ipV6().map(normal)),
      ttl: uint32,
      objectives: fc.array(objectives, { minLength: 1, maxLength: 4 }),
    });
    fc.assert(
      fc.property(floods, (given) => {
        assert.deepEqual(decodeFlood(encodeFlood(given, 1_000_000)), given);
      }),
      { numRuns: 500 },
    );
  });

  it('may be followed by options of later documents, and name locators of kinds to come', () => {
    const signed = flood([objective, locator], [107, Uint8Array.of(1, 2)]);
    assert.equal(decodeFlood(signed).objectives.length, 1);
    const strange = flood([objective, [199, 'x']], [['EX1', 4, 1], locator]);
    assert.deepEqual(
      decodeFlood(strange).objectives.map((each) => each.objective.name),
      ['EX1'],
    );
  });

  const refused: readonly (readonly [why: string, bytes: Uint8Array])[] = [
    ['no array', encodeCbor(9)],
    ['an empty array', encodeCbor([])],
    ['a type that is no number', encodeCbor(['9'])],
    ['a type over 255', encodeCbor([256])],
    ['no session id', encodeCbor([9])],
    ['a negative session id', encodeCbor([9, -1, address, 1, [objective, locator]])],
    ['a session id of 33 bits', encodeCbor([9, 2 ** 32, address, 1, [objective, locator]])],
    ['a session id with a fraction', encodeCbor([9, 1.5, address, 1, [objective, locator]])],
    ['an initiator of 5 bytes', encodeCbor([9, 1, new Uint8Array(5), 1, [objective, locator]])],
    ['an initiator that is text', encodeCbor([9, 1, 'fe80::1', 1, [objective, locator]])],
    ['a ttl of 33 bits', encodeCbor([9, 1, address, 2 ** 32, [objective, locator]])],
    ['no objective', flood()],
    ['objective and locator side by side, as the figures print them', flood(objective, locator)],
    ['an objective without a locator', flood([objective])],
    ['three in a pair', flood([objective, locator, null])],
    ['a pair that is none', flood('AN_Proxy')],
    ['a null locator', flood([objective, null])],
    ['an objective of two', flood([['AN_Proxy', 4], locator])],
    ['an objective of five', flood([['AN_Proxy', 4, 1, '', 1], locator])],
    ['a name that is a number', flood([[1, 4, 1], locator])],
    ['an empty name', flood([['', 4, 1], locator])],
    ['a name with a control character', flood([['a\u001bb', 4, 1], locator])],
    ['a name of 256 bytes', flood([['a'.repeat(256), 4, 1], locator])],
    ['negative flags', flood([['a', -4, 1], locator])],
    ['a loop count of 256', flood([['a', 4, 256], locator])],
    ['a locator of three', flood([objective, [103, address, 6]])],
    ['a locator of five', flood([objective, [103, address, 6, 1, 1]])],
    ['a locator with text for its kind', flood([objective, ['103', address, 6, 1]])],
    ['an IPv6 locator of 4 bytes', flood([objective, [103, new Uint8Array(4), 6, 1]])],
    ['an IPv4 locator of 16 bytes', flood([objective, [104, address, 6, 1]])],
    ['an IPv6 locator of text', flood([objective, [103, 'fe80::1', 6, 1]])],
    ['a locator without a protocol', flood([objective, [103, address, null, 1]])],
    ['a port of 65536', flood([objective, [103, address, 6, 65536]])],
    ['an FQDN of bytes', flood([objective, [105, address, 6, 1]])],
    ['an empty URI', flood([objective, [106, '', 6, 1]])],
    ['an FQDN with a line break', flood([objective, [105, 'a\nb', 6, 1]])],
    ['33 objectives', flood(...Array.from({ length: 33 }, () => [['a', 4, 1], []]))],
  ];
  for (const [why, bytes] of refused) {
    it(`are refused with ${why}`, () => assert.throws(() => decodeMessage(bytes), withCode('E_GRASP_MALFORMED')));
  }

  const malformed: readonly (readonly [why: string, hex: string])[] = [
    ['nothing at all', ''],
    ['an indefinite array', '9f09ff'],
    ['an indefinite string', '817f6161ff'],
    ['a number longer than needed', '821809f6'],
    ['a length longer than needed', '980109'],
    ['a tag', '81c109'],
    ['an integer beyond 2^53', '811bffffffffffffffff'],
    ['undefined', '8209f7'],
    ['not-a-number', '8209f97e00'],
    ['an infinity', '8209f97c00'],
    ['a repeated map key', '8209a2616101616102'],
    ['text that is no UTF-8', '820961ff'],
    ['a reserved length', '811c'],
    ['an array longer than the message', '9affffffff'],
    ['an array of 2^64-1', '9bffffffffffffffff'],
    ['a string longer than the message', '82095affffffff'],
    ['bytes after the message', '810900'],
    ['a break', 'ff'],
    ['a map with half an entry', '8209a16161'],
  ];
  for (const [why, hex] of malformed) {
    it(`are refused with ${why}`, () => assert.throws(() => decodeMessage(fromHex(hex)), withCode('E_GRASP_CBOR')));
  }

  it('are refused when they are too long, too deep or too many', () => {
    assert.throws(() => decodeMessage(new Uint8Array(2049)), withCode('E_GRASP_TOO_LARGE'));
    assert.throws(() => decodeMessage(fromHex(`${'81'.repeat(9)}00`)), withCode('E_GRASP_TOO_DEEP'));
    assert.throws(() => decodeMessage(fromHex('81'.repeat(2000))), withCode('E_GRASP_TOO_DEEP'));
    assert.throws(
      () => decodeMessage(concat(fromHex('81'.repeat(1000)), new Uint8Array(1000))),
      withCode('E_GRASP_TOO_DEEP'),
    );
    assert.throws(() => decodeMessage(concat(fromHex('990300'), new Uint8Array(768))), withCode('E_GRASP_TOO_DEEP'));
  });

  it('do not reach the prototype of anything', () => {
    const [first] = decodeFlood(flood([['a', 4, 1, new Map([['__proto__', 1]])], []])).objectives;
    assert.ok(first?.objective.value instanceof Map);
    assert.equal(Object.hasOwn(Object.prototype, 'a'), false);
  });
});

describe('other messages', () => {
  const types: readonly (readonly [type: number, name: string | undefined])[] = [
    [0, 'M_NOOP'],
    [1, 'M_DISCOVERY'],
    [2, 'M_RESPONSE'],
    [8, 'M_SYNCH'],
    [99, 'M_INVALID'],
    [77, undefined],
  ];
  for (const [type, name] of types) {
    it(`are named and not read further: ${name ?? type}`, () => {
      assert.deepEqual(decodeMessage(encodeCbor([type, 'whatever'])), { kind: 'not-supported', type, name });
    });
  }
});

describe('hostile bytes', () => {
  it('cut at any place give the one kind of error', () => {
    for (const bytes of [PROXY_BYTES, REGISTRAR_BYTES]) {
      for (let length = 0; length < bytes.length; length++) {
        assert.throws(() => decodeMessage(bytes.subarray(0, length)), withCode('E_GRASP_CBOR'));
      }
    }
  });

  it('with flipped bits give a message or a typed error, and what is read can be written', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(PROXY_BYTES, REGISTRAR_BYTES),
        fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 6 }),
        (bytes, flips) => {
          const mutated = Uint8Array.from(bytes);
          for (const [index, mask] of flips)
            mutated[index % mutated.length] = (mutated[index % mutated.length] ?? 0) ^ mask;
          const read = decodeOrRefuse(mutated);
          if (read !== undefined && read.objectives.length > 0) assert.deepEqual(decodeFlood(encodeFlood(read)), read);
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('of any kind give a message or a typed error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        decodeOrRefuse(bytes);
        decodeOrRefuse(concat(Uint8Array.of(0x85, 0x09), bytes));
      }),
      { numRuns: 5000 },
    );
  });
});

function decodeOrRefuse(bytes: Uint8Array): Flood | undefined {
  try {
    const message = decodeMessage(bytes);
    return message.kind === 'flood' ? message.flood : undefined;
  } catch (error) {
    assert.ok(isSallyportError(error), String(error));
    assert.match(error.code, /^E_GRASP_(?:CBOR|MALFORMED|TOO_DEEP|TOO_LARGE)$/);
    return undefined;
  }
}

function plainRecord<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true });
}

/** fast-check's addresses in the one form RFC 5952 allows. */
function normal(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

describe('writing', () => {
  const wrong: readonly (readonly [why: string, change: Partial<Flood>])[] = [
    ['a session id of 33 bits', { sessionId: 2 ** 32 }],
    ['a ttl with a fraction', { ttl: 0.5 }],
    ['an initiator with a zone', { initiator: 'fe80::1%eth0' }],
    ['an initiator that is none', { initiator: 'registrar' }],
    ['no objective', { objectives: [] }],
    ['a name with a line break', { objectives: [{ objective: { name: 'a\nb', flags: 4, loopCount: 1 } }] }],
    ['a loop count of 256', { objectives: [{ objective: { name: 'a', flags: 4, loopCount: 256 } }] }],
    [
      'a value that is no number',
      { objectives: [{ objective: { name: 'a', flags: 4, loopCount: 1, value: Number.NaN } }] },
    ],
    [
      'a value of half a character',
      { objectives: [{ objective: { name: 'a', flags: 4, loopCount: 1, value: '\ud800' } }] },
    ],
    [
      'an IPv4 address for IPv6',
      {
        objectives: [
          {
            objective: { name: 'a', flags: 4, loopCount: 1 },
            locator: { type: 'ipv6', address: '192.0.2.1', protocol: 6, port: 1 },
          },
        ],
      },
    ],
    [
      'a port of 65536',
      {
        objectives: [
          {
            objective: { name: 'a', flags: 4, loopCount: 1 },
            locator: { type: 'fqdn', name: 'a', protocol: 6, port: 65536 },
          },
        ],
      },
    ],
    [
      'an empty URI',
      { objectives: [{ objective: { name: 'a', flags: 4, loopCount: 1 }, locator: { type: 'uri', uri: '' } }] },
    ],
  ];
  for (const [why, change] of wrong) {
    it(`is refused with ${why}`, () => {
      assert.throws(() => encodeFlood({ ...PROXY_FLOOD, ...change }), withCode('E_GRASP_ARGUMENT'));
    });
  }

  it('is refused when the message would not fit into one packet', () => {
    const value = 'x'.repeat(1300);
    const objectives = [{ objective: { name: 'a', flags: 4, loopCount: 1, value } }];
    assert.throws(() => encodeFlood({ ...PROXY_FLOOD, objectives }), withCode('E_GRASP_MESSAGE_SIZE'));
  });
});
