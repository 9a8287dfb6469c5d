import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { HOUR, ManualClock } from '@sallyport/core';
import { CertificateId, encodeOcspRequest } from '@sallyport/pki/ocsp';
import { OcspService } from '../../src/revocation/ocsp-service.ts';
import { type Authority, authority } from '../support.ts';

let ca: Authority;
before(async () => {
  ca = await authority('Home');
});

function service(changes: { readonly ledger?: () => Promise<undefined> } = {}) {
  const signatures = { made: 0 };
  const signer = {
    publicKey: ca.signer.publicKey,
    sign: (data: Uint8Array) => {
      signatures.made++;
      return ca.signer.sign(data);
    },
  };
  const errors: unknown[] = [];
  const ocsp = new OcspService({
    issuer: ca.certificate,
    ledger: { bySerialNumber: changes.ledger ?? (async () => undefined) },
    identity: async () => ({ certificate: ca.certificate, signer }),
    clock: new ManualClock(),
    lifetime: HOUR,
    onError: (error) => errors.push(error),
  });
  return { ocsp, signatures, errors };
}

const request = (serial: number, nonce?: Uint8Array): Uint8Array =>
  encodeOcspRequest([CertificateId.of(ca.certificate, serial.toString(16).padStart(8, '0'))], nonce);

describe('the OCSP service', () => {
  it('signs an answer once, however often it is asked', async () => {
    const { ocsp, signatures } = service();
    for (let i = 0; i < 50; i++) assert.equal((await ocsp.respond(request(1))).status, 'successful');
    assert.equal(signatures.made, 1);
  });

  it('keeps no answer to a nonce, and none about certificates of others', async () => {
    const { ocsp } = service();
    const other = await authority('Home');
    await ocsp.respond(request(1, Uint8Array.of(1)));
    const foreign = encodeOcspRequest([CertificateId.of(other.certificate, '01')]);
    assert.equal((await ocsp.respond(foreign)).status, 'unauthorized');
    assert.equal((await ocsp.respond(Uint8Array.of(1))).status, 'malformedRequest');
    assert.equal(ocsp.kept, 0);
  });

  it('keeps a bounded number of answers, whatever strangers ask about', async () => {
    const { ocsp } = service();
    for (let serial = 1; serial <= 4200; serial++) await ocsp.respond(request(serial));
    assert.equal(ocsp.kept, 4096);
  });

  it('answers internalError when the ledger cannot be asked, and tells of it', async () => {
    const failure = new RangeError('the ledger is away');
    const { ocsp, errors } = service({ ledger: () => Promise.reject(failure) });
    assert.equal((await ocsp.respond(request(1))).status, 'internalError');
    assert.deepEqual(errors, [failure]);
  });
});
