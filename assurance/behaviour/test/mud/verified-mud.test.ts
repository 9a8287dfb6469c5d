import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { approveMud, MUD_CONTENT_TYPE, type VerifyMudOptions, verifyMud } from '@sallyport/assurance-behaviour';
import { keyUsage } from '@sallyport/pki';
import { signCms } from '@sallyport/pki/cms';
import { withCode } from '@sallyport/testing';
import { LIGHTBULB, LIGHTBULB_URL, mudBytes } from '../support/mud-files.ts';
import { anchor, type Identity, identity, maker, NOW, otherMaker, signed, stranger } from '../support/people.ts';

const OPTIONS: VerifyMudOptions = { url: LIGHTBULB_URL, anchors: [anchor.certificate], at: NOW };

const USES: Readonly<Record<string, Identity>> = {
  'no key usage': await identity('No usage', [], anchor),
  'another key usage': await identity('Other usage', [keyUsage('nonRepudiation')], anchor),
};

describe('a signed MUD file', () => {
  it('is verified with whoever signed it', async () => {
    const mud = verifyMud(LIGHTBULB, await signed(LIGHTBULB), OPTIONS);
    assert.equal(mud.file.url, LIGHTBULB_URL);
    assert.ok(mud.vouchedBy.kind === 'signature' && mud.vouchedBy.signer.equals(maker.certificate));
  });

  it('may be signed as id-ct-mudtype', async () => {
    assert.ok(verifyMud(LIGHTBULB, await signed(LIGHTBULB, maker, MUD_CONTENT_TYPE), OPTIONS));
  });

  it('is of the signer that the device’s certificate names, whatever string type the name is in', async () => {
    const signature = await signed(LIGHTBULB);
    assert.ok(verifyMud(LIGHTBULB, signature, { ...OPTIONS, signer: maker.certificate.subject }));
    assert.throws(
      () => verifyMud(LIGHTBULB, signature, { ...OPTIONS, signer: otherMaker.certificate.subject }),
      withCode('E_BEHAVIOUR_SIGNER'),
    );
  });

  it('stays as it was verified when the caller’s bytes change', async () => {
    const bytes = LIGHTBULB.slice();
    const mud = verifyMud(bytes, await signed(bytes), OPTIONS);
    bytes.fill(0);
    assert.deepEqual(mud.bytes, LIGHTBULB);
  });

  const refused: Readonly<Record<string, readonly [() => Promise<Uint8Array>, Partial<VerifyMudOptions>, string]>> = {
    'when something else was signed': [() => signed(mudBytes()), {}, 'E_BEHAVIOUR_SIGNATURE'],
    'when a stranger signed it': [() => signed(LIGHTBULB, stranger), {}, 'E_BEHAVIOUR_SIGNATURE'],
    'when no anchor is configured': [() => signed(LIGHTBULB), { anchors: [] }, 'E_BEHAVIOUR_SIGNATURE'],
    'when the signer’s certificate has expired': [
      () => signed(LIGHTBULB),
      { at: new Date('2027-01-01T00:00:00Z') },
      'E_BEHAVIOUR_SIGNATURE',
    ],
    'when it was signed as something else': [
      () => signed(LIGHTBULB, maker, '1.2.840.113549.1.9.16.1.40'),
      {},
      'E_BEHAVIOUR_SIGNATURE',
    ],
    'when the file is inside the signature': [
      () => signCms({ content: LIGHTBULB, signers: [maker] }),
      {},
      'E_BEHAVIOUR_SIGNATURE',
    ],
    'when the signature is none': [async () => Uint8Array.of(1, 2, 3), {}, 'E_BEHAVIOUR_SIGNATURE'],
    'when it is of another URL': [
      () => signed(LIGHTBULB),
      { url: 'https://lighting.example.com/lightbulb3000' },
      'E_BEHAVIOUR_MUD_URL',
    ],
  };
  for (const [name, [signature, options, code]] of Object.entries(refused)) {
    it(`is refused ${name}`, async () => {
      const bytes = await signature();
      assert.throws(() => verifyMud(LIGHTBULB, bytes, { ...OPTIONS, ...options }), withCode(code));
    });
  }

  for (const [name, signer] of Object.entries(USES)) {
    it(`is refused from a certificate with ${name} (RFC 8520 §13.2)`, async () => {
      const signature = await signed(LIGHTBULB, signer);
      assert.throws(() => verifyMud(LIGHTBULB, signature, OPTIONS), withCode('E_BEHAVIOUR_SIGNER_USE'));
    });
  }

  it('is refused when one of two signers is a stranger', async () => {
    const signature = await signCms({ content: LIGHTBULB, signers: [maker, stranger], detached: true });
    assert.throws(() => verifyMud(LIGHTBULB, signature, OPTIONS), withCode('E_BEHAVIOUR_SIGNATURE'));
  });
});

describe('an administrator', () => {
  it('may vouch for a file that nobody signed', () => {
    const mud = approveMud(LIGHTBULB, { url: LIGHTBULB_URL, by: 'mailto:admin@example.com' });
    assert.deepEqual(mud.vouchedBy, { kind: 'administrator', name: 'mailto:admin@example.com' });
    assert.equal(mud.signature, undefined);
  });

  it('cannot vouch for a file of another URL', () => {
    assert.throws(
      () => approveMud(LIGHTBULB, { url: 'https://x.example.com/', by: 'me' }),
      withCode('E_BEHAVIOUR_MUD_URL'),
    );
  });
});

const skip = spawnSync('openssl', ['version']).status === 0 ? false : 'PEER MISSING: openssl is not installed';

describe('openssl', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-mud-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const openssl = (...args: readonly string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const write = (name: string, data: Uint8Array | string) => writeFileSync(join(folder, name), data);
  write('mudfile', LIGHTBULB);
  write('maker.pem', maker.certificate.toPem());
  write('maker.key', maker.keyPem);
  write('anchor.pem', anchor.certificate.toPem());

  it('signs, by the command of RFC 8520 §13.1, what verifies here', () => {
    const sign = ['-signer', 'maker.pem', '-inkey', 'maker.key', '-in', 'mudfile', '-binary', '-outform', 'DER'];
    openssl('cms', '-sign', ...sign, '-certfile', 'anchor.pem', '-out', 'mudfile.p7s');
    const signature = Uint8Array.from(readFileSync(join(folder, 'mudfile.p7s')));
    assert.ok(verifyMud(LIGHTBULB, signature, { ...OPTIONS, signer: maker.certificate.subject }));
    assert.throws(() => verifyMud(mudBytes(), signature, OPTIONS), withCode('E_BEHAVIOUR_SIGNATURE'));
  });

  for (const [name, type] of Object.entries({ 'id-data': undefined, 'id-ct-mudtype': MUD_CONTENT_TYPE })) {
    it(`verifies, by the command of §13.2, what is signed here as ${name}`, async () => {
      write('ours.p7s', await signed(LIGHTBULB, maker, type));
      const verify = ['-in', 'ours.p7s', '-inform', 'DER', '-content', 'mudfile', '-binary', '-CAfile', 'anchor.pem'];
      const at = ['-purpose', 'any', '-attime', String(NOW.getTime() / 1000)];
      assert.deepEqual(Uint8Array.from(openssl('cms', '-verify', ...verify, ...at)), LIGHTBULB);
    });
  }
});
