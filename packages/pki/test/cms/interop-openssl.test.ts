/** What OpenSSL signs, Sallyport accepts; what Sallyport signs, OpenSSL accepts. Skipped, loudly, without the command. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { reasonOf } from '@sallyport/core';
import { OID } from '@sallyport/pki';
import { buildCertsOnly, parseCertsOnly, SignedData, signCms, verifyCms } from '@sallyport/pki/cms';
import { CONTENT } from './forge.ts';
import { authority, type Identity, identity, NOW } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'sallyport-cms-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function openssl(...args: readonly string[]): Buffer {
  return execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
}

function write(name: string, data: Uint8Array | string): string {
  writeFileSync(join(folder, name), data);
  return name;
}

function read(name: string): Uint8Array {
  return Uint8Array.from(readFileSync(join(folder, name)));
}

/** The command's version, or why these tests cannot run. */
function probe(): { readonly version?: string; readonly skip: string | false } {
  try {
    return { version: openssl('version').toString().trim(), skip: false };
  } catch (error) {
    return { skip: `NOT TESTED: the openssl command is not installed (${reasonOf(error)})` };
  }
}

const { version = '', skip } = probe();
/** Releases 1 to 3 make none or unverifiable ones: their CMS hands Ed25519 a digest. */
const skipEd25519 =
  skip || (/^OpenSSL [1-3]\./.test(version) ? `NOT TESTED: ${version} signs no CMS with Ed25519` : false);

const root = await authority('Root');
const people = {
  'P-256': await identity('P-256', { issuer: root }),
  'P-384': await identity('P-384', { issuer: root, keyType: 'P-384' }),
  'P-521': await identity('P-521', { issuer: root, keyType: 'P-521' }),
  'RSA-2048': await identity('RSA-2048', { issuer: root, keyType: 'RSA-2048' }),
  'RSA-3072': await identity('RSA-3072', { issuer: root, keyType: 'RSA-3072' }),
  Ed25519: await identity('Ed25519', { issuer: root, keyType: 'Ed25519' }),
} satisfies Record<string, Identity>;
type Person = keyof typeof people;

write('content', CONTENT);
write('root.pem', root.certificate.toPem());
for (const [name, { certificate, keyPem }] of Object.entries(people)) {
  write(`${name}.pem`, certificate.toPem());
  write(`${name}.key`, keyPem);
}

const TRUST = { anchors: [root.certificate], at: NOW };

function signedByOpenssl(signers: readonly Person[], options: readonly string[]): Uint8Array {
  const who = signers.flatMap((name) => ['-signer', `${name}.pem`, '-inkey', `${name}.key`]);
  openssl('cms', '-sign', '-binary', '-outform', 'DER', '-in', 'content', '-out', 'signed', ...who, ...options);
  return read('signed');
}

const EC_AND_RSA: readonly Person[] = ['P-256', 'P-384', 'P-521', 'RSA-2048', 'RSA-3072'];
const NODETACH = '-nodetach';

describe(`what openssl signs (${version})`, { skip }, () => {
  const ways: Record<string, readonly string[]> = {
    'with its defaults': [],
    'without S/MIME capabilities': ['-nosmimecap'],
    'naming the certificate by key identifier': ['-keyid'],
    'without signed attributes': ['-noattr'],
    'as a voucher': ['-econtent_type', OID.animaJsonVoucher],
    'with a signing-certificate attribute': ['-cades'],
    'with the chain inside': ['-certfile', 'root.pem'],
    'over SHA-256': ['-md', 'sha256'],
    'over SHA-384': ['-md', 'sha384'],
    'over SHA-512': ['-md', 'sha512'],
  };
  for (const person of EC_AND_RSA) {
    for (const [name, options] of Object.entries(ways)) {
      it(`${name} by ${person} verifies`, () => {
        const verified = verifyCms(signedByOpenssl([person], [NODETACH, ...options]), TRUST);
        assert.deepEqual(verified.content, CONTENT);
        assert.equal(verified.signers[0].certificate.equals(people[person].certificate), true);
        assert.equal(verified.signers[0].signingTime === undefined, options.includes('-noattr'));
      });
    }
  }

  const pss: Record<string, readonly string[]> = {
    'the longest salt, its default': [],
    'a salt as long as the digest': ['-keyopt', 'rsa_pss_saltlen:digest'],
    'SHA-512 and a salt of 20': ['-md', 'sha512', '-keyopt', 'rsa_pss_saltlen:20'],
  };
  for (const [name, options] of Object.entries(pss)) {
    it(`by RSASSA-PSS with ${name} verifies`, () => {
      const keyOptions = ['-keyopt', 'rsa_padding_mode:pss', ...options];
      assert.equal(verifyCms(signedByOpenssl(['RSA-2048'], [NODETACH, ...keyOptions]), TRUST).signers.length, 1);
    });
  }

  it('with several signers verifies', () => {
    const verified = verifyCms(signedByOpenssl(['RSA-2048', 'P-521', 'P-256'], [NODETACH]), TRUST);
    assert.equal(verified.signers.length, 3);
    assert.equal(verified.certificates.length, 3);
  });

  it('by Ed25519 verifies', { skip: skipEd25519 }, () => {
    assert.equal(verifyCms(signedByOpenssl(['Ed25519'], [NODETACH]), TRUST).signers.length, 1);
  });

  it('without its certificate verifies with the certificate given', () => {
    const bytes = signedByOpenssl(['P-256'], [NODETACH, '-nocerts']);
    assert.throws(() => verifyCms(bytes, TRUST), { code: 'E_CMS_SIGNER_UNKNOWN' });
    assert.doesNotThrow(() => verifyCms(bytes, { ...TRUST, extraCertificates: [people['P-256'].certificate] }));
  });

  it('detached verifies with the content given', () => {
    const bytes = signedByOpenssl(['P-256'], []);
    assert.throws(() => verifyCms(bytes, TRUST), { code: 'E_CMS_CONTENT_MISSING' });
    assert.doesNotThrow(() => verifyCms(bytes, { ...TRUST, detachedContent: CONTENT }));
  });

  it('streamed is refused as BER', () => {
    assert.throws(() => verifyCms(signedByOpenssl(['P-256'], [NODETACH, '-stream']), TRUST), { code: 'E_CMS_BER' });
  });

  it('over SHA-1 is refused', () => {
    const bytes = signedByOpenssl(['P-256'], [NODETACH, '-md', 'sha1']);
    assert.throws(() => verifyCms(bytes, TRUST), { code: 'E_CMS_DIGEST_UNSUPPORTED' });
  });

  it('as S/MIME of the PKCS #7 age verifies', () => {
    const who = ['-signer', 'RSA-2048.pem', '-inkey', 'RSA-2048.key'];
    openssl('smime', '-sign', '-binary', NODETACH, '-outform', 'DER', '-in', 'content', '-out', 'smime', ...who);
    assert.deepEqual(verifyCms(read('smime'), TRUST).content, CONTENT);
  });

  it('as a bag of certificates is read', () => {
    openssl('crl2pkcs7', '-nocrl', '-certfile', 'P-256.pem', '-certfile', 'root.pem', '-outform', 'DER', '-out', 'bag');
    assert.equal(parseCertsOnly(read('bag')).certificates.length, 2);
  });
});

describe(`what is signed here, given to openssl (${version})`, { skip }, () => {
  const verify = ['-CAfile', 'root.pem', '-purpose', 'any', '-attime', String(NOW.getTime() / 1000)];

  function acceptedByOpenssl(bytes: Uint8Array, ...options: readonly string[]): Buffer {
    write('ours', bytes);
    openssl('asn1parse', '-inform', 'DER', '-in', 'ours');
    return openssl('cms', '-verify', '-binary', '-inform', 'DER', '-in', 'ours', ...verify, ...options);
  }

  for (const name of EC_AND_RSA) {
    for (const contentType of [OID.data, OID.animaJsonVoucher]) {
      for (const namedBy of ['issuer-and-serial', 'subject-key-identifier'] as const) {
        it(`${contentType} by ${name}, named by ${namedBy}, verifies`, async () => {
          const signers = [{ ...people[name], namedBy }];
          const bytes = await signCms({ content: CONTENT, contentType, signers, signingTime: NOW });
          assert.deepEqual(Uint8Array.from(acceptedByOpenssl(bytes)), CONTENT);
        });
      }
    }
  }

  it('by several signers, with the chain inside, verifies', async () => {
    const signers = [people['RSA-2048'], people['P-521'], people['P-256']];
    const bytes = await signCms({ content: CONTENT, signers, certificates: [root.certificate] });
    assert.deepEqual(Uint8Array.from(acceptedByOpenssl(bytes)), CONTENT);
  });

  it('by Ed25519 verifies', { skip: skipEd25519 }, async () => {
    const bytes = await signCms({ content: CONTENT, signers: [people.Ed25519] });
    assert.deepEqual(Uint8Array.from(acceptedByOpenssl(bytes)), CONTENT);
  });

  it('detached verifies', async () => {
    const bytes = await signCms({ content: CONTENT, signers: [people['P-256']], detached: true });
    assert.doesNotThrow(() => acceptedByOpenssl(bytes, '-content', 'content'));
  });

  it('and then changed does not verify', async () => {
    const bytes = await signCms({ content: CONTENT, signers: [people['P-256']] });
    const at = SignedData.parse(bytes).content.byteOffset;
    bytes[at + 5] = (bytes[at + 5] ?? 0) ^ 1;
    assert.throws(() => acceptedByOpenssl(bytes));
  });

  it('comes out of openssl byte for byte as it went in, so it is the DER that openssl would write', async () => {
    const signers = [people['P-256'], people['RSA-2048']];
    const bytes = await signCms({ content: CONTENT, signers, certificates: [root.certificate], signingTime: NOW });
    write('ours', bytes);
    openssl('cms', '-cmsout', '-inform', 'DER', '-outform', 'DER', '-in', 'ours', '-out', 'theirs');
    assert.deepEqual(read('theirs'), bytes);
  });

  it('as a bag of certificates is read', () => {
    write('bag', buildCertsOnly([people['P-256'].certificate, root.certificate]));
    const printed = openssl('pkcs7', '-inform', 'DER', '-in', 'bag', '-print_certs', '-noout').toString();
    assert.ok(printed.includes('P-256') && printed.includes('Root'));
  });
});
