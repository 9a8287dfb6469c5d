import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemRandom } from '@sallyport/core';
import { generateKeyPair, importPublicKey, keyTypeOf, Name, softwareSigner, spkiOf } from '../src/index.ts';
import { buildCertificate } from '../src/issue.ts';
import { serialNumber } from '../src/serial-number.ts';

const spki = () => Uint8Array.from(spkiOf(generateKeyPair('P-256').publicKey));

describe('a public key', () => {
  it('is imported once for the same octets', () => {
    const encoding = spki();
    assert.equal(importPublicKey(encoding), importPublicKey(Uint8Array.from(encoding)));
  });

  it('is the right one whatever was imported before, also when hundreds were', () => {
    const encodings = Array.from({ length: 300 }, spki);
    for (const encoding of [...encodings, ...encodings.toReversed()]) {
      assert.deepEqual(Uint8Array.from(importPublicKey(encoding).export({ format: 'der', type: 'spki' })), encoding);
    }
  });

  it('that cannot be read is refused every time', () => {
    const broken = spki().fill(0xff, 30);
    for (let time = 0; time < 2; time++) assert.throws(() => importPublicKey(broken), { code: 'E_PKI_KEY' });
  });

  it('has the type it was generated as', () => {
    const { privateKey, publicKey } = generateKeyPair('P-384');
    assert.deepEqual([keyTypeOf(privateKey), keyTypeOf(publicKey)], ['P-384', 'P-384']);
  });
});

describe('who signed a certificate', () => {
  it('stays what it is, however often and after whomever one asks', async () => {
    const { privateKey, publicKey } = generateKeyPair('P-256');
    const other = generateKeyPair('P-256').publicKey;
    const name = Name.of([['CN', 'root']]);
    const certificate = await buildCertificate({
      subject: name,
      issuer: name,
      publicKey,
      signer: softwareSigner(privateKey),
      serialNumber: serialNumber(systemRandom),
      notBefore: new Date('2026-01-01'),
      notAfter: new Date('2027-01-01'),
      extensions: [],
    });
    const answers = [other, publicKey, other, publicKey, certificate, other].map((key) => certificate.isSignedBy(key));
    assert.deepEqual(answers, [false, true, false, true, true, false]);
  });
});
