import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concat, fromHex } from '@sallyport/core';
import { shownCertificates } from '../../src/tls/shown-certificates.ts';

const record = (type: number, content: Uint8Array) =>
  concat(Uint8Array.of(type, 3, 3, content.length >> 8, content.length & 0xff), content);

/** A Certificate message with two certificates, `aa` and `bbbb`. */
const CERTIFICATE = fromHex('0b00000c000009000001aa000002bbbb');
const HELLO = fromHex('020000020303');

describe('the certificates that a server of TLS 1.2 shows', () => {
  it('are found behind its hello, in one record or in more', () => {
    const expected = [fromHex('aa'), fromHex('bbbb')];
    assert.deepEqual(shownCertificates(record(22, concat(HELLO, CERTIFICATE)))?.chain, expected);
    const [head, tail] = [CERTIFICATE.subarray(0, 5), CERTIFICATE.subarray(5)];
    assert.deepEqual(shownCertificates(concat(record(22, concat(HELLO, head)), record(22, tail)))?.chain, expected);
  });
  it('are not looked for in what is encrypted', () => {
    const resumed = concat(record(22, HELLO), record(20, Uint8Array.of(1)), record(22, CERTIFICATE));
    assert.equal(shownCertificates(resumed), undefined);
  });
  it('come with what is stapled to them', () => {
    const status = fromHex('1600000601000002cccc');
    const shown = shownCertificates(record(22, concat(HELLO, CERTIFICATE, status)));
    assert.deepEqual(shown?.stapledOcsp, fromHex('cccc'));
  });
  it('are none without a Certificate message', () => {
    assert.equal(shownCertificates(record(22, HELLO)), undefined);
    assert.equal(shownCertificates(new Uint8Array(0)), undefined);
  });
  it('are fewer when the message is cut off', () => {
    assert.deepEqual(shownCertificates(record(22, CERTIFICATE.subarray(0, 12)))?.chain, [fromHex('aa')]);
  });
});
