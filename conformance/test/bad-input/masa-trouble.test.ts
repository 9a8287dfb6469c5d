/**
 * A MASA that is down, slow, mistaken or lying (RFC 8995 §5.4, §5.6): what the registrar makes of it for the device, in
 * plain text that repeats nothing of what the MASA wrote, and without a voucher in the log.
 */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Domain } from '@sallyport/app-domain';
import { createNonce, REGISTRAR_ERRORS, type RegistrarErrorCode } from '@sallyport/brski';
import { systemRandom } from '@sallyport/core';
import { bytes, empty, json, text } from '@sallyport/http';
import {
  type Answer,
  type Changes,
  Lab,
  logOf,
  party,
  pledgeRequest,
  post,
  type Script,
  ScriptedMasa,
  VOUCHER_TYPE,
} from '../../src/index.ts';

const SECRET = 'stack at /srv/masa/secret.js:12';

describe('a registrar whose MASA', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-masa-trouble-'));
  const lab = new Lab();
  let masa: ScriptedMasa;
  let domain: Domain;
  let count = 0;

  before(async () => {
    masa = await ScriptedMasa.start('Scripted');
    domain = await lab.startDomain({ directory });
    await accept(masa);
  });
  after(async () => {
    await lab.close();
    await masa.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function accept(maker: ScriptedMasa): Promise<void> {
    const id = await domain.manufacturers.introduce(maker.introduction);
    await domain.lists.add('manufacturers', id, undefined);
  }

  /** A new device of `maker` asks for a voucher. */
  async function ask(maker: ScriptedMasa = masa): Promise<Answer> {
    const device = await maker.device(`TROUBLE-${++count}`);
    const body = await pledgeRequest(device, domain.registrarCertificate.der);
    return post(domain.port ?? 0, device.tls, body);
  }

  function assertRefusal(answer: Answer, code: RegistrarErrorCode, status: number): void {
    assert.deepEqual(
      { status: answer.status, type: answer.type, text: answer.text },
      { status, type: 'text/plain; charset=utf-8', text: `${code}: ${REGISTRAR_ERRORS[code].hint}\n` },
    );
    // RFC 8995 §5.6: 503 is worth coming back for.
    assert.equal(answer.retryAfter !== undefined, status === 503);
  }

  const answers = (what: string, script: Script, code: RegistrarErrorCode, status: number) =>
    it(what, async () => {
      masa.script = script;
      assertRefusal(await ask(), code, status);
    });

  const gives = (what: string, changes: Changes, code: RegistrarErrorCode) =>
    answers(what, (request) => masa.voucherFor(request, changes), code, 502);

  describe('lies, by a voucher', () => {
    gives('for another device', { serialNumber: 'TROUBLE-0' }, 'E_BRSKI_REGISTRAR_VOUCHER_SERIAL');
    gives('for another request', { nonce: createNonce(systemRandom) }, 'E_BRSKI_REGISTRAR_VOUCHER_NONCE');
    gives('for any request', { nonce: undefined }, 'E_BRSKI_REGISTRAR_VOUCHER_NONCE');
    answers(
      'that pins somebody else',
      async (request) =>
        masa.voucherFor(request, { pinnedDomainCert: (await party({ name: 'Thief', isCa: true })).certificate.der }),
      'E_BRSKI_REGISTRAR_VOUCHER_PIN',
      502,
    );
    answers(
      'that pins a namesake of this domain',
      async (request) => {
        const name = domain.authority.certificate.subject.attribute('CN') ?? '';
        return masa.voucherFor(request, { pinnedDomainCert: (await party({ name, isCa: true })).certificate.der });
      },
      'E_BRSKI_REGISTRAR_VOUCHER_PIN',
      502,
    );
    gives('that pins nobody', { pinnedDomainCert: undefined }, 'E_BRSKI_REGISTRAR_VOUCHER_PIN');
    answers(
      'of a signer that is not the maker’s',
      async (request) => masa.voucherFor(request, {}, await party({ name: 'Somebody' })),
      'E_BRSKI_REGISTRAR_VOUCHER_SIGNATURE',
      502,
    );
    answers(
      'with a bit flipped',
      async (request) => {
        const { body } = await masa.voucherFor(request);
        const flipped = Uint8Array.from(body);
        flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1;
        return bytes(200, VOUCHER_TYPE, flipped);
      },
      'E_BRSKI_REGISTRAR_VOUCHER_SIGNATURE',
      502,
    );
    answers(
      'cut short',
      async (request) => bytes(200, VOUCHER_TYPE, (await masa.voucherFor(request)).body.subarray(0, -9)),
      'E_BRSKI_REGISTRAR_MASA_RESPONSE',
      502,
    );
    answers(
      'that is our own request',
      () => bytes(200, VOUCHER_TYPE, masa.requests.at(-1) ?? new Uint8Array(0)),
      'E_BRSKI_REGISTRAR_MASA_RESPONSE',
      502,
    );
    answers('of another kind', () => json(200, {}), 'E_BRSKI_REGISTRAR_MASA_RESPONSE', 502);
    answers('of no kind', () => empty(200), 'E_BRSKI_REGISTRAR_MASA_RESPONSE', 502);
    answers(
      'of half a megabyte',
      () => bytes(200, VOUCHER_TYPE, new Uint8Array(1 << 19)),
      'E_BRSKI_REGISTRAR_MASA_RESPONSE',
      502,
    );
  });

  describe('answers', () => {
    const says = (status: number, code: RegistrarErrorCode, told: number) =>
      answers(String(status), () => text(status, SECRET), code, told);
    says(302, 'E_BRSKI_REGISTRAR_MASA_RESPONSE', 502);
    says(400, 'E_BRSKI_REGISTRAR_MASA_RESPONSE', 502);
    says(401, 'E_BRSKI_REGISTRAR_MASA_UNAUTHORIZED', 502);
    says(403, 'E_BRSKI_REGISTRAR_MASA_FORBIDDEN', 403);
    says(404, 'E_BRSKI_REGISTRAR_MASA_DEVICE_UNKNOWN', 404);
    says(406, 'E_BRSKI_REGISTRAR_MASA_NOT_ACCEPTABLE', 406);
    says(415, 'E_BRSKI_REGISTRAR_MASA_MEDIA_TYPE', 415);
    says(429, 'E_BRSKI_REGISTRAR_MASA_UNAVAILABLE', 503);
    says(500, 'E_BRSKI_REGISTRAR_MASA_UNAVAILABLE', 503);
    says(503, 'E_BRSKI_REGISTRAR_MASA_UNAVAILABLE', 503);

    answers(
      'without end',
      () => bytes(200, VOUCHER_TYPE, new Uint8Array(8 << 20)),
      'E_BRSKI_REGISTRAR_MASA_UNREACHABLE',
      503,
    );
  });

  describe('is', () => {
    const others: ScriptedMasa[] = [];
    afterEach(async () => {
      for (const other of others.splice(0)) await other.close();
    });

    it('down', async () => {
      const other = await ScriptedMasa.start('Down');
      await accept(other);
      await other.close();
      assertRefusal(await ask(other), 'E_BRSKI_REGISTRAR_MASA_UNREACHABLE', 503);
    });

    it('an impostor, certified by nobody the owner was told of', async () => {
      const other = await ScriptedMasa.start('Impostor', await party({ name: 'Scripted MASA CA', isCa: true }));
      others.push(other);
      await accept(other);
      assertRefusal(await ask(other), 'E_BRSKI_REGISTRAR_MASA_UNREACHABLE', 503);
      assert.deepEqual(other.requests, [], 'it never hears of the device');
    });

    it('not known: the owner has no anchor for it', async () => {
      const other = await ScriptedMasa.start('Unknown');
      others.push(other);
      const id = await domain.manufacturers.introduce({ ...other.introduction, masaTlsAnchors: [] });
      await domain.lists.add('manufacturers', id, undefined);
      assertRefusal(await ask(other), 'E_BRSKI_REGISTRAR_MASA_UNREACHABLE', 503);
      assert.deepEqual(other.requests, []);
    });
  });

  describe('asks for patience', () => {
    it('hands the patience on, and the voucher when it comes', async () => {
      const device = await masa.device('PATIENT-1');
      const body = await pledgeRequest(device, domain.registrarCertificate.der);
      masa.script = () => text(202, 'not yet', { 'retry-after': '7' });
      const later = await post(domain.port ?? 0, device.tls, body);
      assert.deepEqual([later.status, later.retryAfter], [202, '7']);
      masa.script = () => text(503, 'not yet', { 'retry-after': '3' });
      const still = await post(domain.port ?? 0, device.tls, body);
      assert.deepEqual([still.status, still.retryAfter], [202, '3']);
      assert.equal((await domain.devices.page()).entries.length, 0);
      assert.deepEqual(masa.requests.at(-1), masa.requests.at(-2), 'the MASA is sent the identical request');
    });

    it('and never a minute longer than a device waits (RFC 8995 §5.6)', async () => {
      masa.script = () => text(202, 'not yet', { 'retry-after': '86400' });
      const { status, retryAfter } = await ask();
      assert.deepEqual([status, retryAfter], [202, '60']);
    });
  });

  it('leaves no voucher behind', async () => {
    assert.equal((await domain.devices.page()).entries.length, 0);
    await lab.close();
    const types = new Set(await logOf(join(directory, 'domain.db')));
    // That the device knocked is remembered, since its owner shall be able to name it, and why it was turned away.
    const before = ['certificate.issued', 'manufacturer.introduced', 'accept-list.added'];
    assert.deepEqual(types, new Set([...before, 'device.met', 'onboarding.refused']));
  });
});
