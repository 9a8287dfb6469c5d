import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { describe, it } from 'node:test';
import { fromHex, toHex, utf8 } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import { AEADS, type AeadName } from '../../src/record/aead.ts';
import { type DtlsRecord, MAX_PLAINTEXT, readRecords } from '../../src/record/codec.ts';
import { RecordReader, RecordWriter } from '../../src/record/protection.ts';
import { CONTENT_TYPE } from '../../src/registries.ts';
import { present } from '../support/pair.ts';

function keysOf(aead: AeadName) {
  return { aead, key: createSecretKey(Buffer.alloc(16, 7)), fixedIv: Uint8Array.of(1, 2, 3, 4) };
}

function only(datagram: Uint8Array): DtlsRecord {
  const records = readRecords(datagram, (code) => assert.fail(code));
  assert.equal(records.length, 1);
  return present(records[0]);
}

for (const aead of ['AES_128_CCM_8', 'AES_128_GCM'] as const) {
  describe(`records under ${aead}`, () => {
    it('are read as they were written', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 2000 }), (plaintext) => {
          const writer = new RecordWriter(1, keysOf(aead));
          const record = writer.write(CONTENT_TYPE.applicationData, plaintext);
          assert.equal(record.length, plaintext.length + writer.overhead);
          const reading = new RecordReader(1, keysOf(aead)).read(only(record));
          assert.ok('plaintext' in reading);
          assert.deepEqual(Uint8Array.from(reading.plaintext), plaintext);
        }),
      );
    });

    it('carry epoch and sequence number as their explicit nonce (RFC 6655 §3)', () => {
      const writer = new RecordWriter(1, keysOf(aead), 0x01_0203);
      const { fragment, sequence } = only(writer.write(CONTENT_TYPE.applicationData, utf8('x')));
      assert.equal(sequence, 0x01_0203);
      assert.equal(toHex(fragment.subarray(0, 8)), '0001000000010203');
    });

    it('are taken with any explicit nonce that was authenticated', () => {
      const keys = keysOf(aead);
      const explicit = Uint8Array.of(9, 9, 9, 9, 9, 9, 9, 9);
      const aad = fromHex('0001000000000000' + '17fefd' + '0001');
      const sealed = AEADS[aead].seal(keys.key, Uint8Array.of(1, 2, 3, 4, ...explicit), aad, utf8('x'));
      const fragment = Uint8Array.of(...explicit, ...sealed);
      const record = { type: 0x17, version: 0xfefd, epoch: 1, sequence: 0, fragment };
      const reading = new RecordReader(1, keys).read(record);
      assert.ok('plaintext' in reading);
    });

    it('no longer carry data when the keys have protected as many as they may', () => {
      const writer = new RecordWriter(1, keysOf(aead), AEADS[aead].recordLimit);
      assert.throws(() => writer.write(CONTENT_TYPE.applicationData, utf8('x')), withCode('E_DTLS_RECORD_LIMIT'));
      assert.ok(writer.write(CONTENT_TYPE.alert, Uint8Array.of(1, 0)).length > 0);
    });
  });
}

it('a sequence number is never used twice', () => {
  const writer = new RecordWriter(0, undefined, 2 ** 48 - 2);
  writer.write(CONTENT_TYPE.alert, Uint8Array.of(1, 0));
  assert.throws(() => writer.write(CONTENT_TYPE.alert, Uint8Array.of(1, 0)), withCode('E_DTLS_RECORD_LIMIT'));
});

it('a record of more than 2^14 bytes is not written', () => {
  const writer = new RecordWriter(0);
  const large = new Uint8Array(MAX_PLAINTEXT + 1);
  assert.throws(() => writer.write(CONTENT_TYPE.handshake, large), withCode('E_DTLS_TOO_LARGE'));
});

it('a record of more than 2^14 bytes is not taken (RFC 5246 §6.2.1)', () => {
  const fragment = new Uint8Array(MAX_PLAINTEXT + 1);
  const record = { type: CONTENT_TYPE.handshake, version: 0xfefd, epoch: 0, sequence: 0, fragment };
  assert.deepEqual(new RecordReader(0).read(record), { dropped: 'E_DTLS_RECORD_LENGTH' });
});

it('an old record of epoch 0 is taken, for anyone can push that window forward', () => {
  const reader = new RecordReader(0);
  const record = (sequence: number) => ({
    type: CONTENT_TYPE.handshake,
    version: 0xfefd,
    epoch: 0,
    sequence,
    fragment: Uint8Array.of(1),
  });
  assert.ok('plaintext' in reader.read(record(1_000_000)));
  assert.ok('plaintext' in reader.read(record(3)));
  assert.deepEqual(reader.read(record(1_000_000)), { dropped: 'E_DTLS_RECORD_REPLAYED' });
});
