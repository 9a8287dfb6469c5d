import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { HOUR, MINUTE } from '@sallyport/core';
import { der } from '@sallyport/der';
import { encodeExtensions, extendedKeyUsage, extension, OID } from '@sallyport/pki';
import {
  CertificateId,
  type CertificateStatus,
  encodeOcspRequest,
  OcspResponder,
  type OcspResponderOptions,
  ocspNoCheck,
  parseOcspResponse,
  verifyOcspResponse,
} from '@sallyport/pki/ocsp';
import { authority, NOW } from '../support.ts';
import { makeWorld, responderOf, vector, type World } from './support.ts';

let world: World;
before(async () => {
  world = await makeWorld();
});

const known = new Map<string, CertificateStatus>();

function responder(changes: Partial<OcspResponderOptions> = {}): OcspResponder {
  return new OcspResponder({
    issuer: world.ca.certificate,
    identity: () => world.responder,
    statusOf: async (serialNumber) => known.get(serialNumber) ?? { status: 'unknown' },
    clock: { now: () => new Date(NOW.getTime() + 400) },
    lifetime: HOUR,
    ...changes,
  });
}

const ask = (id: CertificateId = world.id, nonce?: Uint8Array): Uint8Array => encodeOcspRequest([id], nonce);
const about = () => ({ certificate: world.leaf.certificate, issuer: world.ca.certificate, at: NOW });

describe('OcspResponder', () => {
  for (const status of [
    { status: 'good' },
    { status: 'revoked', at: NOW, reason: 'superseded' },
    { status: 'unknown' },
  ] satisfies readonly CertificateStatus[]) {
    it(`says that a certificate is ${status.status}, for as long as it was told`, async () => {
      known.set(world.leaf.certificate.serialNumber, status);
      const answer = await responder().respond(ask());
      assert.equal(answer.status, 'successful');
      const verified = verifyOcspResponse(answer.der, about());
      assert.equal(verified.status, status.status);
      assert.deepEqual(answer.cacheable, { thisUpdate: NOW, nextUpdate: new Date(NOW.getTime() + HOUR) });
      assert.deepEqual(verified.nextUpdate, answer.cacheable?.nextUpdate);
    });
  }

  it('answers under the hash that was asked with, in the very octets', async () => {
    const sha1 = CertificateId.of(world.ca.certificate, world.leaf.certificate.serialNumber, 'sha1');
    const response = parseOcspResponse((await responder().respond(ask(sha1))).der);
    assert.ok(response.status === 'successful');
    assert.deepEqual(response.basic.responses[0]?.certificateId.der, sha1.der);
  });

  it('repeats a nonce, and lets nobody keep such an answer', async () => {
    for (const length of [1, 16, 32, 128]) {
      const nonce = new Uint8Array(length).fill(7);
      const answer = await responder().respond(ask(world.id, nonce));
      assert.equal(answer.cacheable, undefined);
      assert.ok(verifyOcspResponse(answer.der, { ...about(), nonce, noncePolicy: 'required' }));
    }
  });

  it('answers about several certificates in one response', async () => {
    const other = CertificateId.of(world.ca.certificate, '01');
    const response = parseOcspResponse((await responder().respond(encodeOcspRequest([other, world.id]))).der);
    assert.ok(response.status === 'successful');
    assert.deepEqual(
      response.basic.responses.map(({ certificateId }) => certificateId.serialNumber),
      ['01', world.id.serialNumber],
    );
  });

  it('promises nothing beyond the end of its own certificate', async () => {
    const notAfter = new Date(NOW.getTime() + MINUTE);
    const identity = await responderOf(world.ca, { notAfter });
    const answer = await responder({ identity: () => identity }).respond(ask());
    assert.deepEqual(answer.cacheable?.nextUpdate, notAfter);
  });

  it('signs with the CA’s own key and then sends no certificate along', async () => {
    const answer = await responder({ identity: () => world.ca }).respond(ask());
    const response = parseOcspResponse(answer.der);
    assert.ok(response.status === 'successful');
    assert.equal(response.basic.certificates.length, 0);
    assert.ok(verifyOcspResponse(answer.der, about()));
  });

  it('signs with whoever is responder at that moment', async () => {
    const next = await responderOf(world.ca, { more: [extendedKeyUsage([OID.ocspSigning]), ocspNoCheck()] });
    let identity = world.responder;
    const engine = responder({ identity: async () => identity });
    await engine.respond(ask());
    identity = next;
    const { responder: signed } = verifyOcspResponse((await engine.respond(ask())).der, about());
    assert.ok(signed.equals(next.certificate));
  });

  const refused = async (request: Uint8Array, status: string, changes: Partial<OcspResponderOptions> = {}) => {
    const answer = await responder(changes).respond(request);
    assert.equal(answer.status, status);
    assert.equal(answer.cacheable, undefined);
    assert.deepEqual(parseOcspResponse(answer.der), { status });
  };

  it('answers malformedRequest to what is no request', async () => {
    await refused(new Uint8Array(0), 'malformedRequest');
    await refused(Uint8Array.of(0x30, 0x80), 'malformedRequest');
    await refused(vector('req-duplicate-ext'), 'malformedRequest');
    await refused(new Uint8Array(1 << 20), 'malformedRequest');
  });

  it('answers malformedRequest to critical extensions that it does not know, of the whole or of one certificate', async () => {
    const unknown = encodeExtensions([extension('1.2.3', der.nullValue(), true)]);
    const whole = der.sequence(der.sequence(der.sequence(der.sequence(world.id.der)), der.context(2, unknown)));
    const one = der.sequence(der.sequence(der.sequence(der.sequence(world.id.der, der.context(0, unknown)))));
    for (const request of [whole, one]) await refused(request, 'malformedRequest');
  });

  it('answers unauthorized about certificates of other CAs, and about a hash that it does not know', async () => {
    const namesake = await authority('ca');
    await refused(ask(CertificateId.of(namesake.certificate, '01')), 'unauthorized');
    await refused(encodeOcspRequest([world.id, CertificateId.of(namesake.certificate, '01')]), 'unauthorized');
    await refused(vector('req-invalid-hash-alg'), 'unauthorized');
    await refused(vector('req-sha1'), 'unauthorized');
  });

  it('answers internalError when it cannot find out or cannot sign, and tells its operator', async () => {
    const told: unknown[] = [];
    const failure = new RangeError('the register is gone');
    const onError = (thrown: unknown) => told.push(thrown);
    await refused(ask(), 'internalError', { onError, statusOf: () => Promise.reject(failure) });
    await refused(ask(), 'internalError', { onError, identity: () => Promise.reject(failure) });
    assert.deepEqual(told, [failure, failure]);
  });
});
