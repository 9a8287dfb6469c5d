import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { DAY, HOUR } from '@sallyport/core';
import {
  basicConstraints,
  type Certificate,
  CertificateRequest,
  generateKeyPair,
  KEY_TYPES,
  keyUsage,
  Name,
  NEVER,
  softwareSigner,
  subjectAltName,
  validatePath,
} from '@sallyport/pki';
import { openSqliteStore } from '@sallyport/store';
import {
  CERTIFICATE_PROJECTION,
  CertificateAuthority,
  type CertificateContent,
  type CertificateLedger,
  type CertificateProfile,
  createIntermediateCertificate,
  LogCertificateLedger,
  MemoryCertificateLedger,
} from '../src/index.ts';
import { deviceProfile, deviceRequest, rootAuthority, START } from './support.ts';

const directory = mkdtempSync(join(tmpdir(), 'sallyport-ca-'));
after(() => rmSync(directory, { recursive: true, force: true }));

function profile(content: Partial<CertificateContent>, kind: 'end-entity' | 'authority' = 'end-entity') {
  const complete: CertificateProfile<null> = {
    name: 'test',
    kind,
    describe: ({ at }) => ({
      subject: Name.of([['CN', 'x']]),
      extensions: [],
      notAfter: new Date(at.getTime() + DAY),
      ...content,
    }),
  };
  return { profile: complete, facts: null };
}

describe('CertificateAuthority', () => {
  it('issues what the profile says and nothing the request wishes', async () => {
    const { authority, ledger } = await rootAuthority();
    const { request } = await deviceRequest();
    const certificate = await authority.issue({ request, profile: deviceProfile, facts: { serialNumber: '4711' } });
    assert.equal(certificate.subject.toString(), 'serialNumber=4711');
    assert.equal(certificate.basicConstraints?.ca, false);
    assert.deepEqual(certificate.spki, request.spki);
    assert.equal(certificate.notBefore.getTime(), START.getTime() - 5 * 60 * 1000);
    assert.equal(certificate.notAfter.getTime(), START.getTime() + 90 * DAY);
    assert.deepEqual(certificate.authorityKeyIdentifier, authority.certificate.subjectKeyIdentifier);
    assert.ok(certificate.subjectKeyIdentifier);
    const anchors = [authority.certificate];
    assert.equal(validatePath({ leaf: certificate, intermediates: [], anchors, at: START }).chain.length, 2);
    const entry = await ledger.bySerialNumber(certificate.serialNumber);
    assert.equal(entry?.device, 'maker/4711');
    assert.equal(entry?.profile, 'device');
    assert.deepEqual(entry?.der, certificate.der);
  });

  it('issues for keys of every type', async () => {
    const { authority } = await rootAuthority();
    for (const type of KEY_TYPES.filter((each) => each !== 'RSA-4096')) {
      const { request } = await deviceRequest(type);
      const certificate = await authority.issue({ request, profile: deviceProfile, facts: { serialNumber: type } });
      assert.ok(certificate.isSignedBy(authority.certificate));
    }
  });

  it('issues chains that openssl verifies, with a CRL it reads', async () => {
    const { authority, clock, random } = await rootAuthority();
    const signer = softwareSigner(generateKeyPair('P-384').privateKey);
    const intermediate = await createIntermediateCertificate(authority, {
      subject: Name.of([['CN', 'Issuing']]),
      publicKey: signer.publicKey,
      notAfter: new Date('2030-01-01T00:00:00Z'),
    });
    assert.deepEqual(intermediate.basicConstraints, { ca: true, pathLength: 0 });
    const ledger = new MemoryCertificateLedger();
    const issuing = new CertificateAuthority({
      certificate: intermediate,
      chain: authority.chain,
      signer,
      ledger,
      clock,
      random,
    });
    assert.equal(issuing.chain.length, 2);
    const issue = async (serialNumber: string) => {
      const { request } = await deviceRequest();
      return issuing.issue({ request, profile: deviceProfile, facts: { serialNumber } });
    };
    const [good, bad] = [await issue('good'), await issue('bad')];
    await issuing.revoke(bad.serialNumber, 'keyCompromise');
    const file = (name: string, pem: string) => {
      writeFileSync(join(directory, name), pem);
      return join(directory, name);
    };
    const crls = [await issuing.issueRevocationList(DAY), await authority.issueRevocationList(DAY)];
    const crlFile = file('crls.pem', crls.map((crl) => crl.toPem()).join(''));
    const verify = (certificate: Certificate) =>
      execFileSync(
        'openssl',
        [
          ...['verify', '-x509_strict', '-crl_check_all', '-attime', String(START.getTime() / 1000)],
          ...['-CAfile', file('root.pem', authority.certificate.toPem()), '-CRLfile', crlFile],
          ...['-untrusted', file('sub.pem', intermediate.toPem()), file('leaf.pem', certificate.toPem())],
        ],
        { encoding: 'utf8', stdio: 'pipe' },
      );
    assert.match(verify(good), /: OK/);
    assert.throws(() => verify(bad), /certificate revoked/);
  });

  it('refuses a request that is not signed with its own key', async () => {
    const { authority, ledger } = await rootAuthority();
    const { request } = await deviceRequest();
    const tampered = Buffer.from(request.der);
    const at = tampered.indexOf('what the device wishes');
    tampered[at] = 0x57;
    await assert.rejects(
      authority.issue({
        request: CertificateRequest.parse(tampered),
        profile: deviceProfile,
        facts: { serialNumber: '1' },
      }),
      { code: 'E_CA_PROOF_OF_POSSESSION' },
    );
    assert.equal((await ledger.byDevice('maker/1')).entries.length, 0);
  });

  it('refuses to certify its own key', async () => {
    const { authority, signer } = await rootAuthority();
    await assert.rejects(authority.issue({ ...profile({}), publicKey: signer.publicKey }), {
      code: 'E_CA_SUBJECT_KEY',
    });
  });

  it('hands out nothing that could not be recorded', async () => {
    class FullDisk extends MemoryCertificateLedger {
      override async record(): Promise<void> {
        throw new RangeError('no space left');
      }
    }
    const { authority } = await rootAuthority({ ledger: new FullDisk() });
    const { request } = await deviceRequest();
    await assert.rejects(
      authority.issue({ request, profile: deviceProfile, facts: { serialNumber: '1' } }),
      RangeError,
    );
  });

  it('answers only after the ledger has', async () => {
    let release = (): void => undefined;
    class SlowDisk extends MemoryCertificateLedger {
      override async record(...args: Parameters<CertificateLedger['record']>): Promise<void> {
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        await super.record(...args);
      }
    }
    const { authority } = await rootAuthority({ ledger: new SlowDisk() });
    let answered = false;
    const issuing = authority.issue({ ...profile({}), publicKey: generateKeyPair('P-256').publicKey }).then(() => {
      answered = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(answered, false);
    release();
    await issuing;
    assert.equal(answered, true);
  });

  it('records in the log before it answers, and finds it there', async () => {
    const store = await openSqliteStore({ path: ':memory:', projections: [CERTIFICATE_PROJECTION] });
    const { authority, ledger } = await rootAuthority({
      ledger: new LogCertificateLedger({ store, authority: 'root' }),
    });
    const { request } = await deviceRequest();
    const certificate = await authority.issue({ request, profile: deviceProfile, facts: { serialNumber: '9' } });
    assert.equal(await store.head(), 1);
    const [entry] = (await ledger.byDevice('maker/9')).entries;
    assert.deepEqual(entry?.der, certificate.der);
    await store.close();
  });

  it('fails when the generator repeats a serial number', async () => {
    const { certificate, signer, ledger, clock } = await rootAuthority();
    const random = { bytes: (length: number) => new Uint8Array(length).fill(7) };
    const authority = new CertificateAuthority({ certificate, signer, ledger, clock, random });
    const issue = () => authority.issue({ ...profile({}), publicKey: generateKeyPair('P-256').publicKey });
    await issue();
    await assert.rejects(issue(), { code: 'E_CA_SERIAL_TAKEN' });
  });

  it('never lets a certificate outlive its CA or begin before it', async () => {
    const { authority } = await rootAuthority({ notAfter: new Date(START.getTime() + 30 * DAY) });
    for (const notAfter of ['never', new Date(START.getTime() + 60 * DAY)] as const) {
      const content = profile({ notAfter, notBefore: new Date(0) });
      const certificate = await authority.issue({ ...content, publicKey: generateKeyPair('P-256').publicKey });
      assert.deepEqual(certificate.notAfter, authority.certificate.notAfter);
      assert.deepEqual(certificate.notBefore, authority.certificate.notBefore);
    }
  });

  it('gives no end to a certificate when neither profile nor CA has one', async () => {
    const { authority } = await rootAuthority({ notAfter: 'never' });
    const content = profile({ notAfter: 'never' });
    const certificate = await authority.issue({ ...content, publicKey: generateKeyPair('P-256').publicKey });
    assert.deepEqual(certificate.notAfter, NEVER);
  });

  it('issues nothing before or after its own time', async () => {
    const { authority, clock } = await rootAuthority();
    const issue = () => authority.issue({ ...profile({}), publicKey: generateKeyPair('P-256').publicKey });
    clock.set('2020-01-01T00:00:00Z');
    await assert.rejects(issue(), { code: 'E_CA_OUTSIDE_VALIDITY' });
    clock.set('2040-01-01T00:00:00Z');
    await assert.rejects(issue(), { code: 'E_CA_OUTSIDE_VALIDITY' });
  });

  const mistakes: readonly (readonly [why: string, Partial<CertificateContent>, ('end-entity' | 'authority')?])[] = [
    ['an end entity with cA', { extensions: [basicConstraints({ ca: true })] }],
    ['an end entity with keyCertSign', { extensions: [keyUsage('keyCertSign')] }],
    ['an authority without cA', { extensions: [keyUsage('keyCertSign')] }, 'authority'],
    ['an authority without keyCertSign', { extensions: [basicConstraints({ ca: true })] }, 'authority'],
    ['no name at all', { subject: Name.of([]) }],
    [
      'no subject and a subjectAltName that is not critical',
      { subject: Name.of([]), extensions: [subjectAltName([{ kind: 'dns', value: 'a.example' }])] },
    ],
    [
      'a subordinate CA with the name of its issuer',
      {
        subject: Name.of([['CN', 'TEST  root']]),
        extensions: [basicConstraints({ ca: true }), keyUsage('keyCertSign')],
      },
      'authority',
    ],
    ['an end in the past', { notAfter: new Date(START.getTime() - 1) }],
  ];
  for (const [why, content, kind] of mistakes) {
    it(`refuses a profile that asks for ${why}`, async () => {
      const { authority } = await rootAuthority();
      const publicKey = generateKeyPair('P-256').publicKey;
      await assert.rejects(authority.issue({ ...profile(content, kind), publicKey }), { code: 'E_CA_PROFILE' });
    });
  }

  it('refuses a CA below itself when its path length is used up', async () => {
    const { authority } = await rootAuthority({ pathLength: 0 });
    const publicKey = generateKeyPair('P-256').publicKey;
    await assert.rejects(
      createIntermediateCertificate(authority, { subject: Name.of([['CN', 'sub']]), publicKey, notAfter: 'never' }),
      { code: 'E_CA_PROFILE' },
    );
  });

  it('issues a certificate without subject when a critical subjectAltName names it', async () => {
    const { authority } = await rootAuthority();
    const extensions = [subjectAltName([{ kind: 'dns', value: 'a.example' }], true)];
    const content = profile({ subject: Name.of([]), extensions });
    const certificate = await authority.issue({ ...content, publicKey: generateKeyPair('P-256').publicKey });
    assert.ok(certificate.subject.isEmpty);
  });

  it('refuses to be made from a certificate that is no CA, or with another key', async () => {
    const { authority, certificate, ledger, clock, random, signer } = await rootAuthority();
    const leaf = await authority.issue({ ...profile({}), publicKey: generateKeyPair('P-256').publicKey });
    assert.throws(() => new CertificateAuthority({ certificate: leaf, signer, ledger, clock, random }), {
      code: 'E_CA_NOT_A_CA',
    });
    const other = softwareSigner(generateKeyPair('P-256').privateKey);
    assert.throws(() => new CertificateAuthority({ certificate, signer: other, ledger, clock, random }), {
      code: 'E_CA_KEY_MISMATCH',
    });
  });

  it('lists the revoked on numbered CRLs until they have expired', async () => {
    const { authority, clock } = await rootAuthority();
    const issue = async () => {
      const { request } = await deviceRequest();
      return authority.issue({ request, profile: deviceProfile, facts: { serialNumber: '1' } });
    };
    const [good, bad] = [await issue(), await issue()];
    const entry = await authority.revoke(bad.serialNumber, 'cessationOfOperation');
    assert.deepEqual(entry.revocation, { reason: 'cessationOfOperation', at: START });
    const lists = await Promise.all([1, 2, 3].map(() => authority.issueRevocationList(12 * HOUR)));
    assert.deepEqual(
      lists.map(({ crlNumber }) => crlNumber),
      [1n, 2n, 3n],
    );
    const [list] = lists;
    assert.ok(list !== undefined);
    assert.equal(list.isRevoked(bad.serialNumber)?.reason, 'cessationOfOperation');
    assert.equal(list.isRevoked(good.serialNumber), undefined);
    const path = {
      intermediates: [],
      anchors: [authority.certificate],
      at: START,
      crls: [list],
      revocation: 'required',
    } as const;
    assert.ok(validatePath({ ...path, leaf: good }));
    assert.throws(() => validatePath({ ...path, leaf: bad }), { code: 'E_PKI_PATH_REVOKED' });
    clock.advance(100 * DAY);
    assert.equal((await authority.issueRevocationList(12 * HOUR)).entries.length, 0);
  });

  it('lists a revoked certificate once more after its end, if no list was made in between', async () => {
    const { authority, clock } = await rootAuthority();
    const { request } = await deviceRequest();
    const certificate = await authority.issue({ request, profile: deviceProfile, facts: { serialNumber: '1' } });
    clock.set(new Date(certificate.notAfter.getTime() - HOUR));
    await authority.revoke(certificate.serialNumber, 'superseded');
    clock.advance(2 * HOUR);
    assert.equal((await authority.issueRevocationList(12 * HOUR)).entries.length, 1);
    clock.advance(12 * HOUR);
    assert.equal((await authority.issueRevocationList(12 * HOUR)).entries.length, 0);
  });

  it('gives out no list whose number is not recorded, and goes on afterwards', async () => {
    let full = true;
    class FullDisk extends MemoryCertificateLedger {
      override async recordCrl(...args: Parameters<CertificateLedger['recordCrl']>): Promise<void> {
        if (full) throw new RangeError('no space left');
        return super.recordCrl(...args);
      }
    }
    const { authority } = await rootAuthority({ ledger: new FullDisk() });
    await assert.rejects(authority.issueRevocationList(DAY), RangeError);
    full = false;
    assert.equal((await authority.issueRevocationList(DAY)).crlNumber, 1n);
  });

  it('signs no lists without cRLSign', async () => {
    const { authority, clock, random, ledger } = await rootAuthority();
    const signer = softwareSigner(generateKeyPair('P-256').privateKey);
    const extensions = [basicConstraints({ ca: true }), keyUsage('keyCertSign')];
    const content = profile({ subject: Name.of([['CN', 'sub']]), extensions }, 'authority');
    const certificate = await authority.issue({ ...content, publicKey: signer.publicKey });
    const mute = new CertificateAuthority({ certificate, signer, ledger, clock, random });
    await assert.rejects(mute.issueRevocationList(DAY), { code: 'E_CA_NOT_A_CA' });
  });

  it('says when there is no such certificate to revoke', async () => {
    const { authority } = await rootAuthority();
    await assert.rejects(authority.revoke('00ff', 'superseded'), { code: 'E_CA_UNKNOWN_CERTIFICATE' });
  });
});
