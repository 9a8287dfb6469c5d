/**
 * What a registrar's listener must refuse: each with the status of RFC 8995 §5.3 and §5.6, in plain text that tells
 * nothing of the house, and without a trace in the log.
 */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Domain } from '@sallyport/app-domain';
import type { Manufacturer } from '@sallyport/app-manufacturer';
import { createNonce, REGISTRAR_ERRORS, type RegistrarErrorCode } from '@sallyport/brski';
import { DAY, systemRandom, utf8 } from '@sallyport/core';
import { generateKeyPair, softwareSigner } from '@sallyport/pki';
import { signCms } from '@sallyport/pki/cms';
import {
  type Answer,
  answerOf,
  type Changes,
  type Hand,
  handMadeDevice,
  handOf,
  introduce,
  Lab,
  logOf,
  openProvisional,
  type Party,
  party,
  pledgeRequest,
  post,
  REQUEST_VOUCHER,
  VOUCHER_TYPE,
} from '../../src/index.ts';

describe('a registrar refuses', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-bad-input-'));
  const lab = new Lab();
  let manufacturer: Manufacturer;
  let domain: Domain;
  let port: number;
  /** A maker the owner accepts, whose CA key is ours. */
  let maker: Party;
  let device: Hand;
  let refusedDevice: Hand;

  before(async () => {
    manufacturer = await lab.startManufacturer({ directory: join(directory, 'manufacturer') });
    domain = await lab.startDomain({ directory: join(directory, 'domain') });
    port = domain.port ?? 0;
    const known = await introduce(manufacturer, domain);
    device = await handOf(await lab.bear(manufacturer, 'REAL-1'));
    refusedDevice = await handOf(await lab.bear(manufacturer, 'REAL-2'));
    await domain.lists.add('refused', `${known}/REAL-2`, undefined);
    maker = await party({ name: 'Hand-made IDevID CA', isCa: true });
    const id = await domain.manufacturers.introduce({
      manufacturer: 'Hand-made',
      idevidAnchors: [maker.certificate],
      masaTlsAnchors: [maker.certificate],
      voucherAnchors: [maker.certificate],
    });
    await domain.lists.add('manufacturers', id, undefined);
  });
  after(async () => {
    await lab.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const requestOf = (by: Hand, changes: Changes = {}) => pledgeRequest(by, domain.registrarCertificate.der, changes);

  function assertRefusal(answer: Answer, code: RegistrarErrorCode, status: number): void {
    assert.deepEqual(
      { status: answer.status, type: answer.type, text: answer.text },
      { status, type: 'text/plain; charset=utf-8', text: `${code}: ${REGISTRAR_ERRORS[code].hint}\n` },
    );
  }

  describe('an identity that', () => {
    it('is not shown', async () => {
      const answer = await post(port, undefined, await requestOf(device));
      assertRefusal(answer, 'E_BRSKI_REGISTRAR_IDEVID_MISSING', 403);
    });

    it('is of an unknown manufacturer', async () => {
      const stranger = await handMadeDevice('STRANGE-1', { issuer: await party({ name: 'Nobody', isCa: true }) });
      const answer = await post(port, stranger.tls, await requestOf(stranger));
      assertRefusal(answer, 'E_BRSKI_REGISTRAR_MANUFACTURER_UNKNOWN', 404);
    });

    it('only bears the name of a known manufacturer', async () => {
      const impostor = await party({ name: 'Hand-made IDevID CA', isCa: true });
      const fake = await handMadeDevice('FAKE-1', { issuer: impostor });
      const answer = await post(port, fake.tls, await requestOf(fake));
      assertRefusal(answer, 'E_BRSKI_REGISTRAR_IDEVID_UNTRUSTED', 404);
    });

    it('has expired', async () => {
      const old = await handMadeDevice('OLD-1', { issuer: maker, notAfter: new Date(Date.now() - 1000) });
      const answer = await post(port, old.tls, await requestOf(old));
      assertRefusal(answer, 'E_BRSKI_REGISTRAR_IDEVID_EXPIRED', 404);
    });

    it('is not valid yet', async () => {
      const early = await handMadeDevice('EARLY-1', { issuer: maker, notBefore: new Date(Date.now() + DAY) });
      const answer = await post(port, early.tls, await requestOf(early));
      assertRefusal(answer, 'E_BRSKI_REGISTRAR_IDEVID_EXPIRED', 404);
    });

    it('has no serial number', async () => {
      const nameless = await handMadeDevice('NAMELESS-1', { issuer: maker, serialNumber: undefined });
      const answer = await post(port, nameless.tls, await requestOf(nameless));
      assertRefusal(answer, 'E_BRSKI_REGISTRAR_SERIAL_MISSING', 404);
    });
  });

  describe('a request that', () => {
    const refuses = (
      what: string,
      body: () => Promise<Uint8Array>,
      code: RegistrarErrorCode,
      status: number,
      headers: Readonly<Record<string, string>> = {},
    ) =>
      it(what, async () => {
        assertRefusal(await post(port, device.tls, await body(), headers), code, status);
      });

    refuses(
      'names another serial number than the certificate',
      () => requestOf(device, { serialNumber: 'REAL-2' }),
      'E_BRSKI_REGISTRAR_SERIAL',
      404,
    );
    refuses(
      'names no serial number',
      () => requestOf(device, { serialNumber: undefined }),
      'E_BRSKI_REGISTRAR_SERIAL',
      404,
    );
    refuses('has no nonce', () => requestOf(device, { nonce: undefined }), 'E_BRSKI_REGISTRAR_NONCE_MISSING', 403);
    refuses(
      'is signed by another device',
      () => requestOf({ ...refusedDevice, serialNumber: device.serialNumber }),
      'E_BRSKI_REGISTRAR_SIGNER',
      403,
    );
    refuses(
      'is signed by a key that is not the certificate’s',
      () =>
        pledgeRequest(
          {
            ...device,
            signer: {
              publicKey: device.signer.publicKey,
              sign: (data) => softwareSigner(generateKeyPair('P-256').privateKey).sign(data),
            },
          },
          domain.registrarCertificate.der,
        ),
      'E_BRSKI_REGISTRAR_SIGNATURE',
      403,
    );
    refuses(
      'is no CMS',
      async () => utf8('{"ietf-voucher-request:voucher":{}}'),
      'E_BRSKI_REGISTRAR_REQUEST_SYNTAX',
      400,
    );
    refuses('is empty', async () => new Uint8Array(0), 'E_BRSKI_REGISTRAR_REQUEST_SYNTAX', 400);
    refuses(
      'holds something else',
      () => signCms({ content: utf8('{"a":1}'), signers: [device] }),
      'E_BRSKI_REGISTRAR_REQUEST_SYNTAX',
      400,
    );
    refuses(
      'is in a format nobody knows',
      () => signCms({ content: utf8('{}'), contentType: '1.2.3.4.5', signers: [device] }),
      'E_BRSKI_REGISTRAR_REQUEST_FORMAT',
      406,
    );
    refuses('comes as another media type', () => requestOf(device), 'E_BRSKI_REGISTRAR_MEDIA_TYPE', 415, {
      'content-type': 'application/json',
    });
    refuses('takes no voucher there is', () => requestOf(device), 'E_BRSKI_REGISTRAR_NOT_ACCEPTABLE', 406, {
      accept: 'text/html',
    });
    refuses('says what it takes in no known way', () => requestOf(device), 'E_BRSKI_REGISTRAR_ACCEPT_SYNTAX', 415, {
      accept: ';;;',
    });

    it('repeats a nonce', async () => {
      const nonce = createNonce(systemRandom);
      // Used up by a request that policy refused.
      const first = await post(port, refusedDevice.tls, await requestOf(refusedDevice, { nonce }));
      assertRefusal(first, 'E_BRSKI_REGISTRAR_DENIED_FOR_NOW', 403);
      const second = await post(port, device.tls, await requestOf(device, { nonce }));
      assertRefusal(second, 'E_BRSKI_REGISTRAR_NONCE_REPLAYED', 403);
    });

    for (const [what, changes] of [
      ['met another registrar', async () => ({ proximityRegistrarCert: (await party({ name: 'x' })).certificate.der })],
      ['met the domain CA', async () => ({ proximityRegistrarCert: domain.authority.certificate.der })],
      ['tells not whom it met', async () => ({ proximityRegistrarCert: undefined })],
      ['claims no proximity', async () => ({ assertion: 'logged' as const })],
      ['claims nothing', async () => ({ assertion: undefined })],
    ] satisfies [string, () => Promise<Changes>][]) {
      it(`${what}, and hangs up (RFC 8995 §5.2)`, async () => {
        const connection = await openProvisional(port, device.tls);
        const response = await connection.request({
          method: 'POST',
          path: REQUEST_VOUCHER,
          headers: { 'content-type': VOUCHER_TYPE, accept: VOUCHER_TYPE },
          body: await requestOf(device, await changes()),
        });
        assertRefusal(answerOf(response), 'E_BRSKI_REGISTRAR_PROXIMITY', 401);
        assert.equal(response.headers['connection'], 'close');
        connection.close();
      });
    }

    it('was cut short, wherever', async () => {
      const whole = await requestOf(device);
      const connection = await openProvisional(port, device.tls);
      for (let length = 0; length < whole.length; length += 41) {
        const answer = answerOf(
          await connection.request({
            method: 'POST',
            path: REQUEST_VOUCHER,
            headers: { 'content-type': VOUCHER_TYPE },
            body: whole.subarray(0, length),
          }),
        );
        assertRefusal(answer, 'E_BRSKI_REGISTRAR_REQUEST_SYNTAX', 400);
      }
      connection.close();
    });

    it('has a bit flipped, wherever', async () => {
      const whole = await requestOf(device);
      const statuses = new Map<number, number>();
      let connection = await openProvisional(port, device.tls);
      for (let at = 3; at < whole.length * 8; at += 149) {
        const flipped = Uint8Array.from(whole);
        flipped[at >> 3] = (flipped[at >> 3] ?? 0) ^ (1 << (at & 7));
        if (!connection.isOpen) connection = await openProvisional(port, device.tls);
        const answer = answerOf(
          await connection.request({
            method: 'POST',
            path: REQUEST_VOUCHER,
            headers: { 'content-type': VOUCHER_TYPE },
            body: flipped,
          }),
        );
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        assert.ok([400, 401, 403, 404, 406].includes(answer.status), `bit ${at}: ${answer.status} ${answer.text}`);
        assert.match(answer.text, /^E_BRSKI_REGISTRAR_[A-Z_]+: [^\n]+\n$/, `bit ${at}`);
      }
      connection.close();
      assert.ok(
        (statuses.get(400) ?? 0) > 0 && (statuses.get(403) ?? 0) > 0,
        'some break the form, some the signature',
      );
    });
  });

  it('and leaves no trace but that genuine devices knocked, and a bounded record of who was turned away', async () => {
    assert.equal((await domain.devices.page()).entries.length, 0);
    assert.equal(lab.failures.length, 0);
    await lab.close();
    const types = await logOf(join(directory, 'domain', 'domain.db'));
    const refusals = types.filter((type) => type === 'onboarding.refused').length;
    // Twenty lines each of two devices, one for what is beyond that, and some of strangers, of hundreds that were refused.
    assert.ok(refusals > 20 && refusals < 70, `${refusals} refusals`);
    const others = types.filter((type) => type !== 'onboarding.refused');
    assert.deepEqual(others, [
      'certificate.issued',
      'manufacturer.introduced',
      'accept-list.added',
      'accept-list.added',
      'manufacturer.introduced',
      'accept-list.added',
      'device.met',
      'device.met',
    ]);
    const made = await logOf(join(directory, 'manufacturer', 'manufacturer.db'));
    assert.deepEqual(new Set(made), new Set(['certificate.issued', 'device.certified']));
  });
});
