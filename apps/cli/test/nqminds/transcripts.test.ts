/** What the brski tool said to our servers, replayed: see transcripts/README.md. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PATHS, Voucher, verifyMasaVoucher } from '@sallyport/brski';
import { fromUtf8, ManualClock } from '@sallyport/core';
import { buildRequest } from '@sallyport/http';
import { parseConfig } from '../../src/nqminds/index.ts';
import { masaHandler } from '../../src/nqminds/masa.ts';
import { DIALECT, decodeBody } from '../../src/nqminds/wire.ts';
import { NOW } from './support/running.ts';
import { certificateOf, configText, transcript } from './support/world.ts';

const rootName = DIALECT.requestRootName ?? '';
const at = new Date(NOW);
const SERIAL_NUMBER = 'device-0001';
const NONCE = 'c2FsbHlwb3J0IG5vbmNlMQ==';

describe("the tool's pledge", () => {
  it('sends a voucher-request under the name of a voucher, with a flag no request should have', () => {
    const { voucher, signer } = Voucher.verify(decodeBody(transcript('pledge-voucher-request')), {
      kind: 'voucher-request',
      rootName,
      trust: { store: { certificates: [certificateOf('idevid-ca')] }, at },
    });
    assert.ok(signer.equals(certificateOf('pledge-cms')));
    assert.deepEqual(voucher.toArtifact().attributes, {
      createdOn: new Date('2026-11-21T00:00:00Z'),
      assertion: 'proximity',
      serialNumber: SERIAL_NUMBER,
      domainCertRevocationChecks: false,
      nonce: NONCE,
      proximityRegistrarCert: certificateOf('registrar-tls').der,
    });
  });
});

describe("the tool's registrar", () => {
  it('names the IDevID’s issuer in openssl’s one-line form, and sends the pledge’s request along', () => {
    const { voucher } = Voucher.verify(decodeBody(transcript('registrar-voucher-request')), {
      kind: 'voucher-request',
      rootName,
      trust: { store: { certificates: [certificateOf('domain-ca')] }, at },
    });
    assert.equal(fromUtf8(voucher.get('idevidIssuer') ?? new Uint8Array(0)), 'O = Maker, CN = IDevID CA');
    assert.equal(voucher.get('nonce'), NONCE);
    assert.equal(voucher.isEmpty('priorSignedVoucherRequest'), false);
    assert.equal(voucher.isEmpty('assertion'), true);
  });
  it('gets a voucher from our MASA', async () => {
    const masa = masaHandler(parseConfig(configText()), new ManualClock(NOW));
    const { status, body } = await masa(
      buildRequest({
        method: 'POST',
        target: PATHS.requestVoucher,
        body: transcript('registrar-voucher-request'),
        connection: {
          id: 'test',
          remoteAddress: '127.0.0.1',
          tls: {
            protocol: 'TLSv1.2',
            localCertificate: new Uint8Array(0),
            peerChain: [certificateOf('registrar-tls').der],
            peerAuthorized: false,
            exporter: () => new Uint8Array(0),
          },
        },
      }),
    );
    assert.equal(status, 200);
    const { voucher } = accept(decodeBody(body));
    assert.equal(voucher.get('createdOn')?.toISOString(), '2026-11-21T12:00:00.000Z');
    assert.equal(voucher.get('expiresOn')?.toISOString(), '2030-12-30T00:00:00.000Z');
  });
});

describe("the tool's MASA", () => {
  it('gives a voucher that our pledge accepts, without created-on and with expires-on beside the nonce', () => {
    const { voucher, pinnedDomainCertificate } = accept(decodeBody(transcript('voucher')));
    assert.ok(pinnedDomainCertificate.equals(certificateOf('domain-ca')));
    assert.equal(voucher.isEmpty('createdOn'), true);
    assert.equal(voucher.get('expiresOn')?.toISOString(), '2030-12-30T00:00:00.000Z');
    assert.equal(voucher.get('assertion'), 'proximity');
  });
});

function accept(voucher: Uint8Array) {
  return verifyMasaVoucher({
    voucher,
    serialNumber: SERIAL_NUMBER,
    nonce: NONCE,
    registrarTlsCertificate: certificateOf('registrar-tls'),
    masaTrust: { store: { certificates: [certificateOf('masa-ca')] }, at },
    at,
  });
}
