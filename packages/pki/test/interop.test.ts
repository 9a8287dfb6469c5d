import 'reflect-metadata';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import * as x509 from '@peculiar/x509';
import {
  authorityInfoAccess,
  buildCertificateRequest,
  buildCertificateRevocationList,
  Certificate,
  CertificateRequest,
  crlDistributionPoints,
  extendedKeyUsage,
  hardwareModuleName,
  Name,
  nameConstraints,
  OID,
  subjectAltName,
  validatePath,
} from '@sallyport/pki';
import * as pkijs from 'pkijs';
import { OpensslDesk, opensslMissing } from './openssl.ts';
import { authority, cn, endEntity, NOW, newSigner } from './support.ts';

const desk = new OpensslDesk();
after(() => desk.remove());

const more = [
  subjectAltName([
    { kind: 'dns', value: 'a.example.com' },
    { kind: 'ip', value: '2001:db8::1' },
    hardwareModuleName('1.2.3.4', Uint8Array.of(7)),
  ]),
  extendedKeyUsage([OID.cmcRa]),
  crlDistributionPoints(['http://crl.example.com/ca.crl']),
  authorityInfoAccess({ ocsp: ['http://ocsp.example.com/'] }),
];

/** A copy in a plain ArrayBuffer, which is what the peers take. */
function arrayBuffer(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  return copy;
}

describe('@peculiar/x509', () => {
  it('reads and verifies what is built here', async () => {
    const ca = await authority('ca');
    const { certificate } = await endEntity('leaf', ca, { more });
    const theirs = new x509.X509Certificate(arrayBuffer(certificate.der));
    const issuer = new x509.X509Certificate(arrayBuffer(ca.certificate.der));
    assert.equal(await theirs.verify({ publicKey: issuer.publicKey, signatureOnly: true }), true);
    assert.equal(theirs.subject, certificate.subject.toString());
    assert.equal(theirs.serialNumber, certificate.serialNumber);
    assert.deepEqual(theirs.notAfter, certificate.notAfter);
    assert.equal(theirs.extensions.length, certificate.extensions.length);
    const names = theirs.getExtension(x509.SubjectAlternativeNameExtension)?.names.items ?? [];
    assert.deepEqual(
      names.slice(0, 2).map(({ type, value }) => [type, value]),
      [
        ['dns', 'a.example.com'],
        ['ip', '2001:db8::1'],
      ],
    );
    const request = await buildCertificateRequest({
      subject: cn('x'),
      signer: newSigner(),
      challengePassword: 'secret',
    });
    const theirRequest = new x509.Pkcs10CertificateRequest(arrayBuffer(request.der));
    assert.equal(await theirRequest.verify(), true);
    const attribute = theirRequest.getAttribute(OID.challengePassword);
    assert.ok(attribute instanceof x509.ChallengePasswordAttribute && attribute.password === 'secret');
  });

  it('makes what is read here', async () => {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-256' };
    const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const theirs = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: '0badc0de',
      name: 'CN=Peer, O=Example, C=FR',
      notBefore: NOW,
      notAfter: new Date(NOW.getTime() + 1e9),
      signingAlgorithm: algorithm,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 2, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    const certificate = Certificate.parse(new Uint8Array(theirs.rawData));
    assert.equal(certificate.serialNumber, '0badc0de');
    assert.equal(certificate.signatureAlgorithm.oid, OID.ecdsaWithSha256);
    assert.ok(certificate.isSignedBy(certificate));
    assert.deepEqual(certificate.basicConstraints, { ca: true, pathLength: 2 });
    assert.deepEqual([...(certificate.keyUsage ?? [])], ['keyCertSign', 'cRLSign']);
    const request = await x509.Pkcs10CertificateRequestGenerator.create({
      name: 'CN=Device',
      keys,
      signingAlgorithm: algorithm,
      extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'b.example' }])],
      attributes: [new x509.ChallengePasswordAttribute('other')],
    });
    const read = CertificateRequest.parse(new Uint8Array(request.rawData));
    assert.ok(read.verifySignature());
    assert.equal(read.challengePassword, 'other');
    assert.equal(read.requestedExtensions[0]?.oid, OID.subjectAltName);
  });
});

describe('pkijs', () => {
  it('validates a chain built here, with its revocation lists', async () => {
    const root = await authority('root');
    const sub = await authority('sub', root);
    const { certificate } = await endEntity('leaf', sub);
    const list = (revoked: string | undefined, ca = sub) =>
      buildCertificateRevocationList({
        issuer: ca.certificate,
        signer: ca.signer,
        thisUpdate: new Date(NOW.getTime() - 1000),
        nextUpdate: new Date(NOW.getTime() + 1e9),
        crlNumber: 1,
        entries: revoked === undefined ? [] : [{ serialNumber: revoked, revocationDate: NOW }],
      });
    const chain = [sub, root].map((each) => pkijs.Certificate.fromBER(arrayBuffer(each.certificate.der)));
    const judge = async (revoked: string | undefined) => {
      const crls = [await list(revoked), await list(undefined, root)];
      const engine = new pkijs.CertificateChainValidationEngine({
        trustedCerts: chain.slice(1),
        certs: [...chain, pkijs.Certificate.fromBER(arrayBuffer(certificate.der))],
        crls: crls.map((crl) => pkijs.CertificateRevocationList.fromBER(arrayBuffer(crl.der))),
        checkDate: NOW,
      });
      return (await engine.verify()).result;
    };
    assert.equal(await judge(undefined), true);
    assert.equal(await judge(certificate.serialNumber), false);
  });
});

describe('openssl', { skip: opensslMissing }, () => {
  it('prints names as they are printed here', async () => {
    const name = Name.of([
      ['C', 'FR'],
      ['O', 'A+B, "C" <D>; E=F\\'],
      ['OU', ' spaces '],
      ['DC', 'example'],
      ['serialNumber', '00-D0-E5'],
      ['CN', '#hash é'],
    ]);
    const { certificate } = await endEntity('x', undefined, { subject: name });
    const options = ['-noout', '-subject', '-nameopt', 'RFC2253,-esc_msb,utf8'];
    const { text } = desk.run('x509', '-in', desk.file('name.pem', certificate.toPem()), ...options);
    assert.equal(text.trim(), `subject=${name}`);
  });

  it('makes and judges chains as is done here, rule by rule', async () => {
    const at = String(NOW.getTime() / 1000);
    const root = await authority('root');
    const shallow = await authority('shallow', root, { pathLength: 0 });
    const deep = await authority('deep', shallow);
    const named = await authority('named', root, {
      more: [nameConstraints({ permitted: [{ kind: 'dns', value: 'example.com' }] })],
    });
    const san = (value: string) => ({ more: [subjectAltName([{ kind: 'dns', value }])] });
    const plain = await endEntity('plain', shallow);
    const cases = [
      { leaf: plain, between: [shallow], good: true },
      { leaf: await endEntity('below', deep), between: [deep, shallow], good: false },
      { leaf: await endEntity('below', plain), between: [plain, shallow], good: false },
      { leaf: await endEntity('in', named, san('a.example.com')), between: [named], good: true },
      { leaf: await endEntity('out', named, san('a.example.org')), between: [named], good: false },
      {
        leaf: await endEntity('late', shallow, { notAfter: new Date(NOW.getTime() - 1000) }),
        between: [shallow],
        good: false,
      },
      { leaf: plain, between: [], good: false },
    ];
    for (const { leaf, between, good } of cases) {
      const pem = between.map(({ certificate }) => certificate.toPem()).join('');
      const verdict = desk.run(
        ...['verify', '-attime', at, '-CAfile', desk.file('root.pem', root.certificate.toPem())],
        ...[
          ...(pem === '' ? [] : ['-untrusted', desk.file('between.pem', pem)]),
          desk.file('leaf.pem', leaf.certificate.toPem()),
        ],
      );
      assert.equal(verdict.ok, good, verdict.text);
      const intermediates = between.map(({ certificate }) => certificate);
      const validate = () =>
        validatePath({ leaf: leaf.certificate, intermediates, anchors: [root.certificate], at: NOW });
      if (good) assert.ok(validate());
      else assert.throws(validate);
    }
  });

  it('makes certificates that are read here, RSASSA-PSS among them', () => {
    for (const [algorithm, ...options] of [
      ['rsa:2048', '-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:32', '-sha256'],
      ['rsa:2048', '-sha512'],
      ['ed25519'],
    ]) {
      const made = desk.run(
        ...['req', '-x509', '-newkey', algorithm ?? '', ...options, '-nodes', '-subj', '/C=FR/CN=peer', '-days', '2'],
        ...['-addext', 'certificatePolicies=1.2.3', '-addext', 'tlsfeature=status_request'],
        ...['-keyout', 'k.pem', '-out', 'c.pem'],
      );
      assert.ok(made.ok, made.text);
      const certificate = Certificate.fromPem(readFileSync(desk.path('c.pem'), 'utf8'));
      assert.ok(certificate.isSignedBy(certificate));
      assert.equal(certificate.basicConstraints?.ca, true);
      assert.equal(certificate.subject.toString(), 'CN=peer,C=FR');
    }
  });
});
