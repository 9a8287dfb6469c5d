import assert from 'node:assert/strict';
import { it } from 'node:test';
import { concat } from '@sallyport/core';
import fc from 'fast-check';
import type { DtlsErrorCode } from '../../src/index.ts';
import { readRecords } from '../../src/record/codec.ts';
import { RecordWriter } from '../../src/record/protection.ts';

it('records that share a datagram are read one by one, as they were written', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(20, 21, 22, 23), fc.uint8Array({ minLength: 1, maxLength: 60 })), {
        maxLength: 32,
      }),
      fc.integer({ min: 0, max: 2 ** 48 - 100 }),
      (written, first) => {
        const writer = new RecordWriter(0, undefined, first);
        const datagram = concat(...written.map(([type, bytes]) => writer.write(type, bytes)));
        const read = readRecords(datagram, (code) => assert.fail(code));
        assert.deepEqual(
          read.map(({ type, fragment, sequence, epoch }) => [type, Uint8Array.from(fragment), sequence, epoch]),
          written.map(([type, bytes], i) => [type, bytes, first + i, 0]),
        );
      },
    ),
  );
});

it('a datagram that is cut gives the records before the cut, and one reason', () => {
  const writer = new RecordWriter(0);
  const datagram = concat(writer.write(22, new Uint8Array(20)), writer.write(22, new Uint8Array(30)));
  for (let length = 0; length < datagram.length; length++) {
    const codes: DtlsErrorCode[] = [];
    const records = readRecords(datagram.subarray(0, length), (code) => codes.push(code));
    assert.equal(records.length, length >= 33 ? 1 : 0);
    assert.deepEqual(codes, length === 0 || length === 33 ? [] : ['E_DTLS_RECORD_TRUNCATED']);
  }
});

it('any bytes at all are read without a throw, at most 32 records of them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), (datagram) => {
      assert.ok(readRecords(datagram, () => {}).length <= 32);
    }),
  );
});
