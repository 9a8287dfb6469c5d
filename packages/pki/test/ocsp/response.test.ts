import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { concat } from '@sallyport/core';
import { der, TAG } from '@sallyport/der';
import { OID } from '@sallyport/pki';
import { buildOcspResponse, ocspErrorResponse, parseOcspResponse } from '@sallyport/pki/ocsp';
import { cn, NOW } from '../support.ts';
import { makeWorld, respond, type World } from './support.ts';

let world: World;
before(async () => {
  world = await makeWorld();
});

const GOOD = der.contextValue(0, new Uint8Array(0));
const time = der.generalizedTime(NOW);
const key = der.context(2, der.octetString(new Uint8Array(20)));
const status = (code: number): Uint8Array => der.integer(code, TAG.ENUMERATED);
const single = (...after: readonly Uint8Array[]): Uint8Array => der.sequence(world.id.der, ...after);

/** A response around this ResponseData; the signature is none. */
function around(...fields: readonly Uint8Array[]): Uint8Array {
  const algorithm = der.sequence(der.objectIdentifier(OID.ecdsaWithSha256));
  return whole(der.sequence(der.sequence(...fields), algorithm, der.bitString(Uint8Array.of(1))));
}

function whole(basic: Uint8Array): Uint8Array {
  const bytes = der.sequence(der.objectIdentifier(OID.ocspBasic), der.octetString(basic));
  return der.sequence(status(0), der.context(0, bytes));
}

const ofOne = (...after: readonly Uint8Array[]): Uint8Array => around(key, time, der.sequence(single(...after)));

describe('parseOcspResponse', () => {
  it('reads what was built', async () => {
    const nonce = Uint8Array.of(9, 9);
    const response = parseOcspResponse(await respond(world, { nonce }));
    assert.ok(response.status === 'successful');
    const { basic } = response;
    assert.deepEqual(basic.nonce, nonce);
    assert.deepEqual(basic.producedAt, NOW);
    assert.equal(basic.certificates[0]?.equals(world.responder.certificate), true);
  });

  it('reads a responder’s name', () => {
    const response = parseOcspResponse(around(der.context(1, cn('r').der), time, der.sequence(single(GOOD, time))));
    assert.ok(response.status === 'successful' && response.basic.responderId.by === 'name');
    assert.equal(response.basic.responderId.name.toString(), 'CN=r');
  });

  for (const [what, make] of [
    ['nothing', () => new Uint8Array(0)],
    ['status 4, which is not used', () => der.sequence(status(4))],
    ['a status beyond the last', () => der.sequence(status(7))],
    ['an error with a response', () => der.sequence(status(1), der.context(0, der.sequence()))],
    ['something behind an error', () => der.sequence(status(1), der.nullValue())],
    ['something behind the end', () => concat(ocspErrorResponse('tryLater'), Uint8Array.of(0))],
    ['a version that is the default', () => around(der.context(0, der.integer(0)), key, time, der.sequence())],
    ['no responder', () => around(time, der.sequence(single(GOOD, time)))],
    ['a UTCTime', () => around(key, der.utcTime(NOW), der.sequence(single(GOOD, time)))],
    ['a UTCTime of one answer', () => ofOne(GOOD, der.utcTime(NOW))],
    ['a status with content', () => ofOne(der.contextValue(0, Uint8Array.of(0)), time)],
    ['a status of no kind', () => ofOne(der.contextValue(3, new Uint8Array(0)), time)],
    ['a revocation without a time', () => ofOne(der.context(1), time)],
    ['a reason that is none', () => ofOne(der.context(1, time, der.context(0, status(7))), time)],
    ['a revocation with more', () => ofOne(der.context(1, time, der.nullValue()), time)],
    ['no thisUpdate', () => ofOne(GOOD)],
    ['something behind an answer', () => ofOne(GOOD, time, der.nullValue())],
    [
      'more than 256 answers',
      () => around(key, time, der.sequenceOf(Array.from({ length: 257 }, () => single(GOOD, time)))),
    ],
    ['more than 128 KiB', () => new Uint8Array(200_000)],
  ] as const) {
    it(`refuses ${what}`, () => assert.throws(() => parseOcspResponse(make()), { code: 'E_OCSP_RESPONSE' }));
  }

  it('refuses more certificates than a responder has', async () => {
    const certificates = Array.from({ length: 9 }, () => world.responder.certificate);
    const encoding = await respond(world, { certificates });
    assert.throws(() => parseOcspResponse(encoding), { code: 'E_OCSP_RESPONSE' });
  });
});

describe('buildOcspResponse', () => {
  it('refuses to speak of nothing', async () => {
    const { certificate: responder, signer } = world.responder;
    const building = buildOcspResponse({ responder, signer, producedAt: NOW, responses: [] });
    await assert.rejects(building, { code: 'E_OCSP_INPUT' });
  });
});
