import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { DAY, MINUTE, SECOND } from '@sallyport/core';
import { der, TAG } from '@sallyport/der';
import {
  buildCertificateRevocationList,
  type Certificate,
  type Extension,
  encodeExtensions,
  extendedKeyUsage,
  extension,
  keyUsage,
  OID,
} from '@sallyport/pki';
import {
  CertificateId,
  type OcspResponseOptions,
  type OcspVerification,
  ocspErrorResponse,
  ocspNoCheck,
  parseOcspResponse,
  responderKeyHash,
  verifyOcspResponse,
} from '@sallyport/pki/ocsp';
import { authority, endEntity, type Identity, NOW } from '../support.ts';
import { LATER, makeWorld, respond, responderOf, type World } from './support.ts';

let world: World;
before(async () => {
  world = await makeWorld();
});

const after = (span: number): Date => new Date(NOW.getTime() + span);

function verify(response: Uint8Array, changes: Partial<OcspVerification> = {}) {
  return verifyOcspResponse(response, {
    certificate: world.leaf.certificate,
    issuer: world.ca.certificate,
    at: NOW,
    ...changes,
  });
}

async function refuses(
  response: Promise<Uint8Array>,
  code: string,
  changes: Partial<OcspVerification> = {},
): Promise<void> {
  const encoding = await response;
  assert.throws(() => verify(encoding, changes), { code });
}

const by = (responder: Identity): Partial<OcspResponseOptions> => ({
  responder: responder.certificate,
  signer: responder.signer,
});

function single(changes: Partial<OcspResponseOptions['responses'][number]> = {}): OcspResponseOptions['responses'] {
  return [{ certificateId: world.id, status: { status: 'good' }, thisUpdate: NOW, nextUpdate: LATER, ...changes }];
}

describe('verifyOcspResponse', () => {
  it('believes a responder that the CA certified for this', async () => {
    const status = verify(await respond(world));
    assert.equal(status.status, 'good');
    assert.ok(status.responder.equals(world.responder.certificate));
    assert.deepEqual([status.thisUpdate, status.nextUpdate, status.producedAt], [NOW, LATER, NOW]);
    assert.deepEqual([status.revokedAt, status.reason], [undefined, undefined]);
  });

  it('believes the CA itself, with its certificate or without', async () => {
    for (const certificates of [[], [world.ca.certificate]]) {
      const status = verify(await respond(world, { ...by(world.ca), certificates }));
      assert.ok(status.responder.equals(world.ca.certificate));
    }
  });

  it('learns when and why a certificate was revoked', async () => {
    const at = after(-DAY);
    const given = verify(
      await respond(world, { responses: single({ status: { status: 'revoked', at, reason: 'keyCompromise' } }) }),
    );
    assert.deepEqual([given.status, given.revokedAt, given.reason], ['revoked', at, 'keyCompromise']);
    const unsaid = verify(await respond(world, { responses: single({ status: { status: 'revoked', at } }) }));
    assert.equal(unsaid.reason, 'unspecified');
  });

  it('learns that a certificate is unknown', async () => {
    assert.equal(
      verify(await respond(world, { responses: single({ status: { status: 'unknown' } }) })).status,
      'unknown',
    );
  });

  it('takes the worst of several answers about one certificate, whatever hash they name it by', async () => {
    const sha1 = CertificateId.of(world.ca.certificate, world.leaf.certificate.serialNumber, 'sha1');
    const responses = [
      ...single(),
      ...single({ certificateId: sha1, status: { status: 'revoked', at: NOW } }),
      ...single({ status: { status: 'unknown' } }),
    ];
    assert.equal(verify(await respond(world, { responses })).status, 'revoked');
  });

  it('finds the answer among others', async () => {
    const other = CertificateId.of(world.ca.certificate, '01');
    const responses = [...single({ certificateId: other, status: { status: 'revoked', at: NOW } }), ...single()];
    assert.equal(verify(await respond(world, { responses })).status, 'good');
  });

  it('accepts a nonce that is repeated, none that was not asked for, and none at all unless it must', async () => {
    const nonce = Uint8Array.of(1, 2, 3);
    assert.ok(verify(await respond(world, { nonce }), { nonce, noncePolicy: 'required' }));
    assert.ok(verify(await respond(world, { nonce })));
    assert.ok(verify(await respond(world), { nonce }));
    await refuses(respond(world), 'E_OCSP_NONCE_MISSING', { nonce, noncePolicy: 'required' });
    await refuses(respond(world, { nonce: Uint8Array.of(1, 2, 4) }), 'E_OCSP_NONCE', { nonce });
  });

  it('accepts an answer from its beginning to its end, give or take what clocks are apart', async () => {
    const response = await respond(world);
    for (const at of [after(-5 * MINUTE), NOW, LATER, after(65 * MINUTE)]) assert.ok(verify(response, { at }));
    for (const at of [after(-5 * MINUTE - SECOND), after(-DAY)]) {
      assert.throws(() => verify(response, { at }), { code: 'E_OCSP_NOT_YET_VALID' });
    }
    assert.throws(() => verify(response, { at: after(65 * MINUTE + SECOND) }), { code: 'E_OCSP_STALE' });
    assert.throws(() => verify(response, { at: after(60 * MINUTE + SECOND), skew: 0 }), { code: 'E_OCSP_STALE' });
    assert.ok(verify(response, { at: 'ignore-validity' }));
  });

  it('takes an answer without an end for a short while only', async () => {
    const response = await respond(world, { responses: single({ nextUpdate: undefined }) });
    assert.ok(verify(response, { at: after(10 * MINUTE) }));
    assert.throws(() => verify(response, { at: after(10 * MINUTE + SECOND) }), { code: 'E_OCSP_STALE' });
    assert.ok(verify(response, { at: after(DAY), maxAge: DAY }));
  });

  it('refuses an answer that ends before it begins, whatever the time', async () => {
    const responses = single({ nextUpdate: after(-SECOND) });
    await refuses(respond(world, { responses }), 'E_OCSP_STALE', { at: 'ignore-validity' });
  });

  for (const status of ['malformedRequest', 'internalError', 'tryLater', 'sigRequired', 'unauthorized'] as const) {
    it(`has no status from a responder that answers ${status}`, () => {
      assert.throws(() => verify(ocspErrorResponse(status)), { code: 'E_OCSP_STATUS', details: { status } });
    });
  }

  it('refuses an answer about another certificate, and about one of another CA', async () => {
    const other = CertificateId.of(world.ca.certificate, '01');
    await refuses(respond(world, { responses: single({ certificateId: other }) }), 'E_OCSP_NOT_COVERED');
    const namesake = await authority('ca');
    const elsewhere = CertificateId.of(namesake.certificate, world.leaf.certificate.serialNumber);
    await refuses(respond(world, { responses: single({ certificateId: elsewhere }) }), 'E_OCSP_NOT_COVERED');
  });

  it('refuses a responder whose certificate is not there', async () => {
    await refuses(respond(world, { certificates: [] }), 'E_OCSP_RESPONDER_UNKNOWN');
    await refuses(respond(world, { certificates: [world.leaf.certificate] }), 'E_OCSP_RESPONDER_UNKNOWN');
  });

  it('refuses the answer of another CA’s responder, even where the CA bears the same name', async () => {
    const namesake = await authority('ca');
    await refuses(respond(world, by(await responderOf(namesake))), 'E_OCSP_RESPONDER_UNAUTHORIZED');
    await refuses(respond(world, by(await responderOf(await authority('else')))), 'E_OCSP_RESPONDER_UNAUTHORIZED');
    await refuses(respond(world, by(namesake)), 'E_OCSP_RESPONDER_UNAUTHORIZED');
  });

  it('refuses a responder below a subordinate CA: it must be certified by the very CA', async () => {
    const sub = await authority('sub', world.ca);
    const responder = await responderOf(sub);
    const certificates = [responder.certificate, sub.certificate];
    await refuses(respond(world, { ...by(responder), certificates }), 'E_OCSP_RESPONDER_UNAUTHORIZED');
  });

  for (const [what, more] of [
    ['no purpose', [ocspNoCheck()]],
    ['another purpose', [extendedKeyUsage([OID.serverAuth]), ocspNoCheck()]],
    ['any purpose', [extendedKeyUsage([OID.anyExtendedKeyUsage]), ocspNoCheck()]],
  ] as const) {
    it(`refuses a responder certified for ${what}`, async () => {
      await refuses(respond(world, by(await endEntity('r', world.ca, { more }))), 'E_OCSP_RESPONDER_UNAUTHORIZED');
    });
  }

  it('refuses any device of the CA as responder', async () => {
    await refuses(respond(world, by(world.leaf)), 'E_OCSP_RESPONDER_UNAUTHORIZED');
  });

  it('refuses a responder that is not valid now, whose key may not sign, or that has what nobody understands', async () => {
    const purpose = extendedKeyUsage([OID.ocspSigning]);
    const cases = [
      responderOf(world.ca, { notAfter: after(-SECOND) }),
      responderOf(world.ca, { notBefore: after(SECOND) }),
      endEntity('r', world.ca, { extensions: [keyUsage('keyEncipherment'), purpose, ocspNoCheck()] }),
      responderOf(world.ca, { more: [purpose, ocspNoCheck(), extension('1.2.3', der.nullValue(), true)] }),
    ];
    for (const responder of cases) await refuses(respond(world, by(await responder)), 'E_OCSP_RESPONDER_INVALID');
  });

  it('checks a responder that is not exempt by the lists of the CA', async () => {
    const responder = await responderOf(world.ca, { more: [extendedKeyUsage([OID.ocspSigning])] });
    const response = await respond(world, by(responder));
    const list = (issuer: Identity, revoked: readonly Certificate[], at: Date) =>
      buildCertificateRevocationList({
        issuer: issuer.certificate,
        signer: issuer.signer,
        thisUpdate: at,
        nextUpdate: new Date(at.getTime() + DAY),
        crlNumber: 1,
        entries: revoked.map(({ serialNumber }) => ({ serialNumber, revocationDate: at })),
      });
    assert.throws(() => verify(response), { code: 'E_OCSP_RESPONDER_UNCHECKED' });
    const old = await list(world.ca, [], after(-3 * DAY));
    assert.throws(() => verify(response, { crls: [old] }), { code: 'E_OCSP_RESPONDER_UNCHECKED' });
    const foreign = await list(await authority('ca'), [], NOW);
    assert.throws(() => verify(response, { crls: [foreign] }), { code: 'E_OCSP_RESPONDER_UNCHECKED' });
    assert.ok(verify(response, { crls: [await list(world.ca, [], NOW)] }));
    const revoking = await list(world.ca, [responder.certificate], NOW);
    assert.throws(() => verify(response, { crls: [revoking] }), { code: 'E_OCSP_RESPONDER_REVOKED' });
  });

  it('refuses a response that the responder did not sign, or that was changed since', async () => {
    const thief = await endEntity('thief', world.ca);
    await refuses(respond(world, { signer: thief.signer }), 'E_OCSP_SIGNATURE');
    const encoding = await respond(world, {
      responses: single({ status: { status: 'revoked', at: after(-DAY) } }),
    });
    const parsed = parseOcspResponse(encoding);
    assert.ok(parsed.status === 'successful');
    const start = Buffer.from(encoding).indexOf(parsed.basic.tbs);
    const changed = Uint8Array.from(encoding);
    // A digit of the time of revocation.
    const at = Buffer.from(encoding).indexOf('20260531', start) + 7;
    changed[at] = 0x30;
    assert.throws(() => verify(changed), { code: 'E_OCSP_SIGNATURE' });
  });

  it('refuses what is critical and not understood', async () => {
    const unknown = extension('1.2.3', der.nullValue(), true);
    await refuses(respond(world, { responses: single({ extensions: [unknown] }) }), 'E_OCSP_CRITICAL_EXTENSION');
    await refuses(withExtensions([unknown]), 'E_OCSP_CRITICAL_EXTENSION');
    assert.ok(verify(await withExtensions([extension('1.2.3', der.nullValue())])));
  });

  /** A response as the builder does not make it. */
  async function withExtensions(extensions: readonly Extension[]): Promise<Uint8Array> {
    const { certificate, signer } = world.responder;
    const data = der.sequence(
      der.context(2, der.octetString(responderKeyHash(certificate))),
      der.generalizedTime(NOW),
      der.sequence(der.sequence(world.id.der, der.contextValue(0, new Uint8Array(0)), der.generalizedTime(NOW))),
      der.context(1, encodeExtensions(extensions)),
    );
    const algorithm = der.sequence(der.objectIdentifier(OID.ecdsaWithSha256));
    const certificates = der.context(0, der.sequence(certificate.der));
    const basic = der.sequence(data, algorithm, der.bitString(await signer.sign(data)), certificates);
    const bytes = der.sequence(der.objectIdentifier(OID.ocspBasic), der.octetString(basic));
    return der.sequence(der.integer(0, TAG.ENUMERATED), der.context(0, bytes));
  }

  it('is made by nothing else: a parsed response says nothing', async () => {
    const parsed = parseOcspResponse(await respond(world));
    assert.equal('revokedAt' in parsed, false);
  });
});
