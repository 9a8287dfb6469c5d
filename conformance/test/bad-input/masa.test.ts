/**
 * What a MASA's listener must refuse (RFC 8995 §5.5, §5.6, §5.8): with its status, in plain text that tells nothing of
 * the house, and without an entry in the audit log.
 */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Manufacturer } from '@sallyport/app-manufacturer';
import { createNonce, idevidIssuerOf, MASA_ERRORS, type MasaErrorCode } from '@sallyport/brski';
import { systemRandom, utf8 } from '@sallyport/core';
import { basicConstraints, extendedKeyUsage, keyUsage, OID } from '@sallyport/pki';
import { signCms } from '@sallyport/pki/cms';
import {
  type Answer,
  type Changes,
  type Hand,
  handMadeDevice,
  handOf,
  Lab,
  logOf,
  type Party,
  type PartyOptions,
  party,
  pledgeRequest,
  post,
  signRequest,
  tlsOf,
} from '../../src/index.ts';

const REQUEST_AUDIT_LOG = '/.well-known/brski/requestauditlog';

const domainCa = await party({ name: 'Domain CA', isCa: true });

function makeRegistrar(options: Partial<PartyOptions> = {}): Promise<Party> {
  return party({ name: 'Registrar', issuer: domainCa, extensions: [extendedKeyUsage([OID.cmcRa])], ...options });
}

const registrar = await makeRegistrar();

describe('a MASA refuses', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-bad-input-'));
  const lab = new Lab();
  let manufacturer: Manufacturer;
  let device: Hand;
  let other: Hand;

  before(async () => {
    manufacturer = await lab.startManufacturer({ directory });
    device = await handOf(await lab.bear(manufacturer, 'REAL-1'));
    other = await handOf(await lab.bear(manufacturer, 'REAL-2'));
    await lab.bear(manufacturer, 'STOLEN-1');
    await manufacturer.records.block('STOLEN-1', 'reported stolen');
  });
  after(async () => {
    await lab.close();
    rmSync(directory, { recursive: true, force: true });
  });

  interface Spoilt {
    /** Who asks. */
    readonly by?: Party;
    readonly device?: Hand;
    /** In the registrar's request. */
    readonly changes?: Changes;
    /** In the pledge's request within. */
    readonly prior?: Changes;
    readonly signedBy?: Hand;
    readonly certificates?: Party['issuers'];
  }

  /** A registrar's request around a pledge's, spoilt at will. */
  async function requestOf(spoilt: Spoilt = {}): Promise<Uint8Array> {
    const { by = registrar, device: subject = device, changes = {}, prior = {} } = spoilt;
    const nonce = createNonce(systemRandom);
    const hand = { ...(spoilt.signedBy ?? subject), serialNumber: subject.serialNumber };
    const model: Changes = {
      createdOn: new Date(),
      serialNumber: subject.serialNumber,
      idevidIssuer: idevidIssuerOf(subject.certificate),
      nonce,
      priorSignedVoucherRequest: await pledgeRequest(hand, by.certificate.der, { nonce, ...prior }),
    };
    return signRequest(by, { ...model, ...changes }, { certificates: spoilt.certificates ?? by.issuers });
  }

  const ask = (body: Uint8Array, headers: Readonly<Record<string, string>> = {}, path?: string) =>
    post(manufacturer.masaPort, tlsOf(registrar), body, headers, path);

  function assertRefusal(answer: Answer, code: MasaErrorCode, status: number): void {
    assert.deepEqual(
      { status: answer.status, type: answer.type, text: answer.text },
      { status, type: 'text/plain; charset=utf-8', text: `${code}: ${MASA_ERRORS[code].hint}\n` },
    );
  }

  const refuses = (what: string, body: () => Promise<Uint8Array>, code: MasaErrorCode, status: number) =>
    it(what, async () => assertRefusal(await ask(await body()), code, status));

  describe('a registrar', () => {
    refuses(
      'without cmcRA',
      async () => requestOf({ by: await makeRegistrar({ extensions: [extendedKeyUsage([OID.serverAuth])] }) }),
      'E_BRSKI_MASA_NOT_REGISTRAR',
      403,
    );
    refuses(
      'without any extended key usage',
      async () => requestOf({ by: await makeRegistrar({ extensions: [] }) }),
      'E_BRSKI_MASA_NOT_REGISTRAR',
      403,
    );
    refuses(
      'that has expired',
      async () => requestOf({ by: await makeRegistrar({ notAfter: new Date(Date.now() - 1000) }) }),
      'E_BRSKI_MASA_CHAIN',
      403,
    );
    refuses(
      'whose issuer is no CA',
      async () => {
        const issuer = await party({ name: 'No CA', extensions: [basicConstraints({ ca: false })] });
        return requestOf({ by: await makeRegistrar({ issuer }) });
      },
      'E_BRSKI_MASA_CHAIN',
      403,
    );
    refuses(
      'whose issuer may not sign certificates',
      async () => {
        const extensions = [basicConstraints({ ca: true }), keyUsage('cRLSign')];
        return requestOf({ by: await makeRegistrar({ issuer: await party({ name: 'Mute CA', extensions }) }) });
      },
      'E_BRSKI_MASA_CHAIN',
      403,
    );
  });

  describe('a request', () => {
    refuses(
      'for a device that was never made',
      () => requestOf({ device: { ...device, serialNumber: 'GHOST-1' } }),
      'E_BRSKI_MASA_DEVICE_UNKNOWN',
      404,
    );
    refuses(
      'for a device of another issuer',
      async () => requestOf({ changes: { idevidIssuer: utf8('another issuer') } }),
      'E_BRSKI_MASA_DEVICE_UNKNOWN',
      404,
    );
    refuses(
      'that serves one device with the signature of another',
      () => requestOf({ signedBy: other }),
      'E_BRSKI_MASA_PRIOR_SERIAL',
      403,
    );
    refuses(
      'whose pledge named another device',
      () => requestOf({ prior: { serialNumber: 'REAL-2' } }),
      'E_BRSKI_MASA_PRIOR_SERIAL',
      403,
    );
    refuses(
      'signed by a device nobody made here',
      async () =>
        requestOf({ signedBy: await handMadeDevice('REAL-1', { issuer: await party({ name: 'x', isCa: true }) }) }),
      'E_BRSKI_MASA_PRIOR_SIGNATURE',
      403,
    );
    refuses(
      'whose pledge met another registrar',
      async () => requestOf({ prior: { proximityRegistrarCert: (await makeRegistrar()).certificate.der } }),
      'E_BRSKI_MASA_PRIOR_PROXIMITY',
      403,
    );
    refuses(
      'without the pledge’s own',
      () => requestOf({ changes: { priorSignedVoucherRequest: undefined } }),
      'E_BRSKI_MASA_PRIOR_MISSING',
      403,
    );
    refuses(
      'with another nonce than the pledge’s',
      () => requestOf({ changes: { nonce: createNonce(systemRandom) } }),
      'E_BRSKI_MASA_NONCE_MISMATCH',
      403,
    );
    refuses(
      'without a nonce',
      () => requestOf({ changes: { nonce: undefined, priorSignedVoucherRequest: undefined } }),
      'E_BRSKI_MASA_NONCELESS',
      403,
    );
    refuses(
      'that claims proximity itself',
      () => requestOf({ changes: { proximityRegistrarCert: registrar.certificate.der } }),
      'E_BRSKI_MASA_REQUEST_RULE',
      400,
    );
    refuses(
      'without a serial number',
      () => requestOf({ changes: { serialNumber: undefined } }),
      'E_BRSKI_MASA_REQUEST_RULE',
      400,
    );
    refuses('that is no CMS', async () => utf8('{}'), 'E_BRSKI_MASA_REQUEST_SYNTAX', 400);
    refuses(
      'in a format nobody knows',
      () => signCms({ content: utf8('{}'), contentType: '1.2.3.4.5', signers: [registrar] }),
      'E_BRSKI_MASA_REQUEST_FORMAT',
      415,
    );

    it('of another media type', async () => {
      const answer = await ask(await requestOf(), { 'content-type': 'application/pkcs7-mime' });
      assertRefusal(answer, 'E_BRSKI_MASA_MEDIA_TYPE', 415);
    });

    it('for a kind of voucher that is not to be had', async () => {
      const answer = await ask(await requestOf(), { accept: 'application/voucher+cose' });
      assertRefusal(answer, 'E_BRSKI_MASA_NOT_ACCEPTABLE', 406);
    });

    it('for a stolen device', async () => {
      const [row] = (await manufacturer.records.page()).entries.filter(({ row: { blocked } }) => blocked !== null);
      assert.equal(row?.row.serialNumber, 'STOLEN-1');
      const stolen = await handOf(await lab.bear(manufacturer, 'STOLEN-2'));
      await manufacturer.records.block('STOLEN-2', 'reported stolen');
      assertRefusal(await ask(await requestOf({ device: stolen })), 'E_BRSKI_MASA_NOT_OWNER', 403);
    });

    it('that was cut short, wherever', async () => {
      const whole = await requestOf();
      for (let length = 0; length < whole.length; length += 211) {
        assertRefusal(await ask(whole.subarray(0, length)), 'E_BRSKI_MASA_REQUEST_SYNTAX', 400);
      }
    });
  });

  describe('a look into the history', () => {
    it('of a device that never had a voucher', async () => {
      const answer = await ask(await requestOf(), { accept: 'application/json' }, REQUEST_AUDIT_LOG);
      assertRefusal(answer, 'E_BRSKI_MASA_NO_LOG', 404);
    });

    it('of a device that was never made', async () => {
      const body = await requestOf({ device: { ...device, serialNumber: 'GHOST-1' } });
      const answer = await ask(body, { accept: 'application/json' }, REQUEST_AUDIT_LOG);
      // The same answer: who asks does not learn which devices there are.
      assertRefusal(answer, 'E_BRSKI_MASA_NO_LOG', 404);
    });
  });

  it('and leaves no entry in the audit log', async () => {
    assert.deepEqual(await manufacturer.records.vouchers('REAL-1'), []);
    await lab.close();
    const types = await logOf(join(directory, 'manufacturer.db'));
    assert.deepEqual(
      types.filter((type) => type.startsWith('device.') || type.startsWith('voucher.')),
      [
        'device.certified',
        'device.certified',
        'device.certified',
        'device.blocked',
        'device.certified',
        'device.blocked',
      ],
    );
  });
});
