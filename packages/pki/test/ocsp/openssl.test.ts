/** OpenSSL's responder judged here, and this responder judged by OpenSSL. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { DAY, HOUR, MINUTE } from '@sallyport/core';
import { extendedKeyUsage, generateKeyPair, type KeyType, OID, softwareSigner } from '@sallyport/pki';
import {
  CertificateId,
  type CertificateStatus,
  encodeOcspRequest,
  OcspResponder,
  ocspNoCheck,
  parseOcspRequest,
  verifyOcspResponse,
} from '@sallyport/pki/ocsp';
import { OpensslDesk, opensslMissing } from '../openssl.ts';
import { authority, endEntity, type Identity } from '../support.ts';

/** OpenSSL judges by the time of the machine. */
const NOW = new Date();
const desk = new OpensslDesk();
after(() => desk.remove());

const validity = { notBefore: new Date(NOW.getTime() - DAY), notAfter: new Date(NOW.getTime() + 30 * DAY) };
let ca: Identity;
let responder: Identity;
let good: Identity;
let revoked: Identity;
let stranger: Identity;
const REVOKED_AT = new Date(Math.floor(NOW.getTime() / 1000) * 1000 - HOUR);

async function certified(keyType: KeyType, name: string): Promise<Identity> {
  const pair = generateKeyPair(keyType);
  const more = [extendedKeyUsage([OID.ocspSigning]), ocspNoCheck()];
  const identity = await endEntity(name, ca, { ...validity, signer: softwareSigner(pair.privateKey), more });
  desk.file(`${name}.key`, String(pair.privateKey.export({ format: 'pem', type: 'pkcs8' })));
  desk.file(`${name}.pem`, identity.certificate.toPem());
  return identity;
}

before(async () => {
  ca = await authority('ca', undefined, validity);
  [good, revoked, stranger] = [
    await endEntity('good', ca, validity),
    await endEntity('revoked', ca, validity),
    await endEntity('stranger', ca, validity),
  ];
  responder = await certified('P-256', 'responder');
  desk.file('ca.pem', ca.certificate.toPem());
  for (const [name, { certificate }] of Object.entries({ good, revoked, stranger })) {
    desk.file(`${name}.pem`, certificate.toPem());
  }
  const stamp = (date: Date) => `${date.toISOString().slice(2, 19).replace(/[-T:]/g, '')}Z`;
  const line = (state: string, at: string, { certificate }: Identity) =>
    [state, stamp(certificate.notAfter), at, certificate.serialNumber.toUpperCase(), 'unknown', '/CN=x'].join('\t');
  desk.file('index.txt', `${line('V', '', good)}\n${line('R', `${stamp(REVOKED_AT)},keyCompromise`, revoked)}\n`);
});

const statuses = (serialNumber: string): CertificateStatus => {
  if (serialNumber === good.certificate.serialNumber) return { status: 'good' };
  if (serialNumber !== revoked.certificate.serialNumber) return { status: 'unknown' };
  return { status: 'revoked', at: REVOKED_AT, reason: 'keyCompromise' };
};

function engine(identity: Identity = responder): OcspResponder {
  return new OcspResponder({
    issuer: ca.certificate,
    identity: () => identity,
    statusOf: async (serialNumber) => statuses(serialNumber),
    clock: { now: () => NOW },
    lifetime: HOUR,
  });
}

const subjects = (): readonly (readonly [string, Identity])[] => [
  ['good', good],
  ['revoked', revoked],
  ['unknown', stranger],
];

describe('OpenSSL’s responder', { skip: opensslMissing }, () => {
  for (const hash of ['sha1', 'sha256'] as const) {
    for (const signed of ['by a responder that the CA certified', 'by name']) {
      it(`is asked with ${hash}, answers ${signed} and is believed`, () => {
        for (const [expected, subject] of subjects()) {
          const id = CertificateId.of(ca.certificate, subject.certificate.serialNumber, hash);
          const nonce = new Uint8Array(32).fill(expected.length);
          desk.file('request.der', encodeOcspRequest([id], nonce));
          const { ok, text } = desk.run(
            ...['ocsp', '-index', 'index.txt', '-CA', 'ca.pem', '-rsigner', 'responder.pem', '-rkey', 'responder.key'],
            ...['-reqin', 'request.der', '-respout', 'response.der', '-ndays', '1'],
            ...(signed === 'by name' ? [] : ['-resp_key_id']),
          );
          assert.ok(ok, text);
          const status = verifyOcspResponse(Uint8Array.from(readFileSync(desk.path('response.der'))), {
            certificate: subject.certificate,
            issuer: ca.certificate,
            at: NOW,
            nonce,
            noncePolicy: 'required',
          });
          assert.equal(status.status, expected);
          assert.ok(status.responder.equals(responder.certificate));
          if (expected !== 'revoked') continue;
          assert.deepEqual(status.revokedAt, REVOKED_AT);
          assert.equal(status.reason, 'keyCompromise');
        }
      });
    }
  }

  it('says malformedRequest to what is no request, as this one does', async () => {
    desk.file('request.der', Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x00));
    assert.equal((await engine().respond(Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x00))).status, 'malformedRequest');
  });
});

describe('OpenSSL as a client', { skip: opensslMissing }, () => {
  const request = (name: string, ...options: readonly string[]): Uint8Array => {
    const { ok, text } = desk.run(
      ...['ocsp', '-issuer', 'ca.pem', ...options, '-cert', `${name}.pem`, '-reqout', 'request.der'],
    );
    assert.ok(ok, text);
    return Uint8Array.from(readFileSync(desk.path('request.der')));
  };

  const judge = (response: Uint8Array, name: string, ...options: readonly string[]) => {
    desk.file('response.der', response);
    return desk.run(
      ...['ocsp', '-no_nonce', '-issuer', 'ca.pem', ...options, '-cert', `${name}.pem`, '-CAfile', 'ca.pem'],
      ...['-reqin', 'request.der', '-respin', 'response.der'],
    );
  };

  for (const options of [['-no_nonce'], ['-nonce'], ['-nonce', '-sha256']]) {
    it(`asks with ${options.join(' ')}, and believes what this responder says`, async () => {
      for (const [expected, name] of [
        ['good', 'good'],
        ['revoked', 'revoked'],
        ['unknown', 'stranger'],
      ] as const) {
        const asked = request(name, ...options);
        assert.equal(parseOcspRequest(asked).nonce?.length, options.includes('-nonce') ? 16 : undefined);
        const { der } = await engine().respond(asked);
        const { ok, text } = judge(der, name, ...options.filter((each) => each === '-sha256'));
        assert.ok(ok, text);
        assert.match(text, /Response verify OK/);
        assert.match(text, new RegExp(`${name}.pem: ${expected}`));
        if (expected === 'revoked') assert.match(text, /Reason: keyCompromise/);
      }
    });
  }

  for (const keyType of ['RSA-2048', 'P-384', 'Ed25519'] as const) {
    it(`believes a responder with a key of type ${keyType}`, async () => {
      const other = await certified(keyType, `responder-${keyType}`);
      const { text } = judge((await engine(other).respond(request('good', '-no_nonce'))).der, 'good');
      assert.match(text, /Response verify OK/);
    });
  }

  it('believes the CA itself', async () => {
    const { text } = judge((await engine(ca).respond(request('good', '-no_nonce'))).der, 'good');
    assert.match(text, /Response verify OK/);
  });

  it('reads the errors', async () => {
    const { der } = await engine().respond(Uint8Array.of(1));
    request('good', '-no_nonce');
    assert.match(judge(der, 'good').text, /malformedrequest/i);
  });

  it('refuses, as is refused here, a responder without the purpose', async () => {
    const nobody = await endEntity('nobody', ca, validity);
    const asked = request('good', '-no_nonce');
    const { der } = await engine(nobody).respond(asked);
    assert.match(judge(der, 'good').text, /Response Verify Failure/);
    const options = { certificate: good.certificate, issuer: ca.certificate, at: NOW };
    assert.throws(() => verifyOcspResponse(der, options), { code: 'E_OCSP_RESPONDER_UNAUTHORIZED' });
  });

  it('refuses, as is refused here, an answer out of date', async () => {
    const late = new OcspResponder({
      issuer: ca.certificate,
      identity: () => responder,
      statusOf: async () => ({ status: 'good' }),
      clock: { now: () => new Date(NOW.getTime() - 3 * HOUR) },
      lifetime: 10 * MINUTE,
    });
    const { der } = await late.respond(request('good', '-no_nonce'));
    assert.match(judge(der, 'good').text, /Status times invalid|expired/i);
    const options = { certificate: good.certificate, issuer: ca.certificate, at: NOW };
    assert.throws(() => verifyOcspResponse(der, options), { code: 'E_OCSP_STALE' });
  });
});
