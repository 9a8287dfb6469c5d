import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, isSallyportError, toHex, utf8 } from '@sallyport/core';
import {
  type DnsMessage,
  type DnsRecord,
  decodeMessage,
  encodeMessage,
  query,
  rdata,
  response,
  sameRecord,
} from '@sallyport/dns-sd';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';

const name = 'Gate._brski-registrar._tcp.local';
const records: readonly DnsRecord[] = [
  { name: '_brski-registrar._tcp.local', type: 'PTR', ttl: 4500, flush: false, target: name },
  { name, type: 'SRV', ttl: 120, flush: true, priority: 1, weight: 2, port: 8443, target: 'gate.local' },
  { name, type: 'TXT', ttl: 4500, flush: true, strings: [utf8('a=b'), new Uint8Array(0)] },
  { name: 'gate.local', type: 'A', ttl: 120, flush: true, address: '192.0.2.1' },
  { name: 'gate.local', type: 'AAAA', ttl: 120, flush: true, address: 'fe80::1' },
];
const full: DnsMessage = response({
  id: 7,
  answers: records,
  authorities: records.slice(1, 2),
  additionals: records.slice(3),
});

describe('messages on the wire', () => {
  it('come back as they went', () => {
    for (const message of [
      full,
      query({
        questions: [
          { name, type: 'ANY', unicast: true },
          { name: 'gate.local', type: 'A', unicast: false },
        ],
        truncated: true,
      }),
    ]) {
      assert.deepEqual(decodeMessage(encodeMessage(message)), message);
    }
  });

  it('look as RFC 1035 and RFC 6762 draw them', () => {
    const asked = query({ questions: [{ name: '_a._tcp.local', type: 'PTR', unicast: true }] });
    assert.equal(toHex(encodeMessage(asked)), `000000000001000000000000${'025f61045f746370056c6f63616c00'}000c8001`);
    const said = response({ answers: [{ name: 'a.local', type: 'A', ttl: 120, flush: true, address: '192.0.2.1' }] });
    assert.equal(
      toHex(encodeMessage(said)),
      `000084000000000100000000${'0161056c6f63616c00'}00018001000000780004c0000201`,
    );
  });

  it('are read with compressed names', () => {
    const bytes = fromHex(
      `000084000000000200000000${'0161056c6f63616c00'}00018001000000780004c0000201${'c00c'}00018001000000780004c0000202`,
    );
    const { answers } = decodeMessage(bytes);
    assert.deepEqual(
      answers.map((record) => record.name),
      ['a.local', 'a.local'],
    );
  });

  it('lose records of other types and classes, and names that could not be written again', () => {
    const odd = fromHex(
      [
        '000084000000000400000000',
        '0161056c6f63616c00' + '002f8001000000780005c00c000140', // NSEC
        '0161056c6f63616c00' + '00010003000000780004c0000201', // class CHAOS
        '02ff61056c6f63616c00' + '00018001000000780004c0000201', // a label that is no UTF-8
        '0161056c6f63616c00' + '00018001000000780004c0000209',
      ].join(''),
    );
    assert.deepEqual(
      decodeMessage(odd).answers.map((record) => record.type === 'A' && record.address),
      ['192.0.2.9'],
    );
  });

  for (const [why, hex] of [
    ['nothing', ''],
    ['half a header', '0000840000'],
    ['65535 records announced', `00008400${'ffff'.repeat(4)}`],
    ['more questions than bytes', `000000000004000000000000${'00'.repeat(10)}`],
    ['a name that points at itself', `000084000000000100000000c00c0001800100000078${'0004c0000201'}`],
    ['a name that points forward', `000084000000000100000000c0ff0001800100000078${'0004c0000201'}`],
    ['a label of a reserved kind', `000084000000000100000000800c0001800100000078${'0004c0000201'}`],
    ['another operation', '000028000000000000000000'],
    ['an error code', '000084030000000000000000'],
    ['a TXT string beyond the end', `000084000000000100000000${'0161056c6f63616c00'}0010800100000078ffff05`],
  ] as const) {
    it(`are refused with ${why}`, () => {
      assert.throws(() => decodeMessage(fromHex(hex)), withCode('E_DNS_SD_MALFORMED'));
    });
  }

  it('are refused when they are too long', () => {
    assert.throws(() => decodeMessage(new Uint8Array(9001)), withCode('E_DNS_SD_MALFORMED'));
  });

  it('cut at any byte give a message or the one error', () => {
    const bytes = encodeMessage(full);
    for (let length = 0; length < bytes.length; length++) decodeOrRefuse(bytes.subarray(0, length));
  });

  it('with any bits flipped give a message or the one error, and what is read can be written', () => {
    const bytes = encodeMessage(full);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        (flips) => {
          const mutated = Uint8Array.from(bytes);
          for (const [index, mask] of flips) mutated[index] = (mutated[index] ?? 0) ^ mask;
          const message = decodeOrRefuse(mutated);
          if (message !== undefined) assert.deepEqual(decodeMessage(encodeMessage(message)), message);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('of any bytes give a message or the one error, quickly', () => {
    const started = performance.now();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        decodeOrRefuse(bytes);
      }),
      { numRuns: 3000 },
    );
    // Many names, each a pointer to a long one.
    const long = '3f'.concat('61'.repeat(63)).repeat(3).concat('00');
    const head = `000084000000${(256).toString(16).padStart(4, '0')}00000000`;
    const bytes = fromHex(
      head + long + '000c00010000007800 02c00c'.replace(' ', '') + 'c00c000c0001000000780002c00c'.repeat(255),
    );
    assert.equal(decodeMessage(bytes).answers.length, 256);
    assert.ok(performance.now() - started < 20_000);
  });
});

function decodeOrRefuse(bytes: Uint8Array): DnsMessage | undefined {
  try {
    return decodeMessage(bytes);
  } catch (error) {
    assert.ok(isSallyportError(error, 'E_DNS_SD_MALFORMED'), String(error));
    return undefined;
  }
}

describe('records', () => {
  it('are the same when they say the same, whatever their TTL and case', () => {
    const [pointer] = records;
    assert.ok(pointer?.type === 'PTR');
    assert.ok(
      sameRecord(pointer, { ...pointer, ttl: 1, name: pointer.name.toUpperCase(), target: name.toUpperCase() }),
    );
    assert.ok(!sameRecord(pointer, { ...pointer, target: 'x.local' }));
  });

  it('have the data that goes on the wire', () => {
    const hex = records.map((record) => toHex(rdata(record)));
    assert.equal(hex[1], '0001000220fb0467617465056c6f63616c00');
    assert.equal(hex[2], '03613d6200');
    assert.equal(hex[3], 'c0000201');
    assert.equal(hex[4], 'fe800000000000000000000000000001');
    const mapped = { name: 'a', type: 'AAAA', ttl: 1, flush: true, address: '::ffff:192.0.2.1' } as const;
    assert.equal(toHex(rdata(mapped)), '00000000000000000000ffffc0000201');
  });
});
