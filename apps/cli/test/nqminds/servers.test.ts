/** What the registrar and the MASA answer, asked as handlers. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PATHS } from '@sallyport/brski';
import { fromUtf8, ManualClock, toBase64, utf8 } from '@sallyport/core';
import { answering, buildRequest, type HttpResponse, type TlsConnectionInfo } from '@sallyport/http';
import {
  basicConstraints,
  buildCertificate,
  Certificate,
  type Extension,
  generateKeyPair,
  keyUsage,
  Name,
  softwareSigner,
} from '@sallyport/pki';
import { SIMPLE_ENROLL } from '../../src/nqminds/enroll-client.ts';
import { parseConfig } from '../../src/nqminds/index.ts';
import { masaHandler } from '../../src/nqminds/masa.ts';
import { registrarHandler } from '../../src/nqminds/registrar.ts';
import { NOW } from './support/running.ts';
import { certificateOf, configText, transcript, worldFile } from './support/world.ts';

const config = parseConfig(configText());
const clock = new ManualClock(NOW);
const registrar = answering(registrarHandler(config, clock));
const masa = answering(masaHandler(config, clock));
const idevid = certificateOf('idevid');
const registrarTls = certificateOf('registrar-tls');

function from(client: Certificate | undefined): TlsConnectionInfo {
  return {
    protocol: 'TLSv1.3',
    localCertificate: new Uint8Array(0),
    peerChain: client === undefined ? [] : [client.der],
    peerAuthorized: false,
    exporter: () => new Uint8Array(0),
  };
}

function post(target: string, body: Uint8Array, client: Certificate | undefined) {
  return buildRequest({
    method: 'POST',
    target,
    body,
    connection: { id: 'test', remoteAddress: '127.0.0.1', tls: from(client) },
  });
}

async function answer(response: Promise<HttpResponse>): Promise<string> {
  const { status, body } = await response;
  return `${status} ${fromUtf8(body).split(/[:\n]/)[0]}`;
}

describe('the registrar', () => {
  const request = transcript('pledge-voucher-request');
  const cases: readonly (readonly [string, Uint8Array, Certificate | undefined, string])[] = [
    [
      'an empty body, with which the tool asks for the TLS certificate',
      new Uint8Array(0),
      idevid,
      '400 E_NQMINDS_BODY',
    ],
    ['a body that is not base64', utf8('#'), idevid, '400 E_NQMINDS_BODY'],
    ['a body that is not UTF-8', Uint8Array.of(0xff), idevid, '400 E_NQMINDS_BODY'],
    ['base64 that is no CMS', utf8('AAAA'), idevid, '400 E_BRSKI_CMS_SYNTAX'],
    ['a client without a certificate', request, undefined, '403 E_NQMINDS_CLIENT'],
    ['a client with a certificate of another CA', request, registrarTls, '403 E_NQMINDS_CLIENT'],
    ['a voucher instead of a request', transcript('voucher'), idevid, '403 E_BRSKI_SIGNATURE'],
    ['the request of another registrar', transcript('registrar-voucher-request'), idevid, '403 E_BRSKI_SIGNATURE'],
  ];
  for (const [name, body, client, expected] of cases) {
    it(`answers ${expected.slice(0, 3)} to ${name}`, async () => {
      assert.equal(await answer(registrar(post(PATHS.requestVoucher, body, client))), expected);
    });
  }
  it('answers other routes with their names, and unknown ones with 404', async () => {
    const empty = new Uint8Array(0);
    assert.equal(await answer(registrar(post(PATHS.voucherStatus, empty, idevid))), '200 registrar_voucher_status');
    assert.equal(await answer(registrar(post(PATHS.requestAuditLog, empty, idevid))), '200 registrar_requestauditlog');
    assert.equal(await answer(registrar(post(PATHS.enrollStatus, empty, idevid))), '200 registrar_enrollstatus');
    assert.match(await answer(registrar(post('/.well-known/est/cacerts', empty, idevid))), /^404/);
  });
});

describe('the MASA', () => {
  const request = transcript('registrar-voucher-request');
  const cases: readonly (readonly [string, Uint8Array, Certificate | undefined, string])[] = [
    ['an empty body', new Uint8Array(0), registrarTls, '400 E_NQMINDS_BODY'],
    ['a client without a certificate', request, undefined, '403 E_NQMINDS_CLIENT'],
    ['a client with a certificate of another CA', request, idevid, '403 E_NQMINDS_CLIENT'],
    ['a pledge’s request', transcript('pledge-voucher-request'), registrarTls, '403 E_BRSKI_SIGNATURE'],
  ];
  for (const [name, body, client, expected] of cases) {
    it(`answers ${expected.slice(0, 3)} to ${name}`, async () => {
      assert.equal(await answer(masa(post(PATHS.requestVoucher, body, client))), expected);
    });
  }
  it('answers other routes with their names', async () => {
    assert.equal(
      await answer(masa(post(PATHS.voucherStatus, new Uint8Array(0), registrarTls))),
      '200 masa_voucher_status',
    );
  });
});

describe('simpleenroll', () => {
  const keys = generateKeyPair('P-256');

  async function certificate(...extensions: readonly Extension[]): Promise<Certificate> {
    const name = Name.of([['CN', 'new']]);
    return await buildCertificate({
      subject: name,
      issuer: name,
      publicKey: keys.publicKey,
      signer: softwareSigner(keys.privateKey),
      serialNumber: Uint8Array.of(1, 2, 3),
      notBefore: new Date('2026-01-01'),
      notAfter: new Date('2027-01-01'),
      extensions: [basicConstraints({ ca: false }), ...extensions],
    });
  }

  function enrol(body: Uint8Array, client: Certificate | undefined = idevid): Promise<HttpResponse> {
    return registrar(post(SIMPLE_ENROLL, body, client));
  }

  it('gives the certificate back with another issuer and signature, and nothing else changed', async () => {
    const own = await certificate(keyUsage('digitalSignature'));
    const { status, headers, body } = await enrol(utf8(toBase64(own.der)));
    assert.equal(status, 200);
    assert.equal(headers['content-type'], 'text/plain');
    const signed = Certificate.parse(Uint8Array.from(Buffer.from(fromUtf8(body), 'base64')));
    const ca = certificateOf('domain-ca');
    assert.ok(signed.isSignedBy(ca));
    assert.ok(signed.issuer.equals(ca.subject));
    assert.ok(signed.subject.equals(own.subject));
    assert.deepEqual(signed.spki, own.spki);
    assert.equal(signed.serialNumber, own.serialNumber);
    assert.deepEqual([signed.notBefore, signed.notAfter], [own.notBefore, own.notAfter]);
    assert.deepEqual(signed.extensions, own.extensions);
  });
  it('refuses a client without an IDevID', async () => {
    const body = utf8(toBase64((await certificate()).der));
    assert.equal(await answer(registrar(post(SIMPLE_ENROLL, body, undefined))), '403 E_NQMINDS_CLIENT');
    assert.equal(await answer(enrol(body, registrarTls)), '403 E_NQMINDS_CLIENT');
  });
  it('refuses a certificate signed by another key, a CA’s, and what is no certificate', async () => {
    const refused = [
      idevid.der,
      certificateOf('idevid-ca').der,
      (await certificate(keyUsage('keyCertSign'))).der,
      utf8('x'),
    ];
    for (const der of refused) {
      assert.equal(await answer(enrol(utf8(toBase64(der)))), '400 E_NQMINDS_CERTIFICATE');
    }
  });
  it('is not to be had without a CA key in the config', async () => {
    const keyless = parseConfig(configText({ changes: [[/tlsCAKeyPath = ".*"/, '']] }));
    const handler = answering(registrarHandler(keyless, clock));
    const body = utf8(toBase64((await certificate()).der));
    assert.equal(await answer(handler(post(SIMPLE_ENROLL, body, idevid))), '503 E_NQMINDS_UNAVAILABLE');
  });
  it('signs with the LDevID CA of the documented config when there is no other', async () => {
    const key = `ldevidCAKeyPath = "${worldFile('domain-ca.key')}"\nldevidCACertPath`;
    const changes = [[/tlsCAKeyPath = ".*"/, ''] as const, ['ldevidCACertPath', key] as const];
    const handler = answering(registrarHandler(parseConfig(configText({ changes })), clock));
    const body = utf8(toBase64((await certificate()).der));
    assert.equal((await handler(post(SIMPLE_ENROLL, body, idevid))).status, 200);
  });
  it('takes what the tool sends', async () => {
    const { status, body } = await enrol(transcript('enrolment-certificate'));
    assert.equal(status, 200, fromUtf8(body));
  });
});
