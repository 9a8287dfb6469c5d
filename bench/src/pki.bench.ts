/** Certificate issue, CMS sign and CMS verify, beside plain C on libcrypto and beside pkijs and @peculiar/x509. */

import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { CertificateAuthority, endEntityProfile, MemoryCertificateLedger } from '@sallyport/ca';
import { DAY, systemClock, systemRandom } from '@sallyport/core';
import { basicConstraints, CertificateRequest, extendedKeyUsage, keyUsage, OID } from '@sallyport/pki';
import { SignedData, signCms, verifyCms } from '@sallyport/pki/cms';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { type Comparison, type Contender, compare, type Effort, inProcess } from './harness.ts';
import { LibcryptoAnchor } from './libcrypto.ts';
import { type PkiMaterial, pkiMaterial } from './pki-material.ts';

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

export async function pkiBenchmarks(effort: Effort, note: (text: string) => void): Promise<readonly Comparison[]> {
  const material = await pkiMaterial();
  const anchor = LibcryptoAnchor.build();
  if (typeof anchor === 'string') note(`${anchor}: the comparison with C is left out\n`);
  const crypto = new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto, subtle: webcrypto.subtle });
  pkijs.setEngine('node', crypto);
  x509.cryptoProvider.set(webcrypto);

  const issue = inProcess('sallyport', issueWith(material));
  const sign = inProcess('sallyport', () =>
    signCms({
      content: material.content,
      signers: [{ certificate: material.signerCertificate, signer: material.signer }],
      signingTime: new Date(),
    }),
  );
  const nextSignature = inTurn(material.signatures);
  const verify = inProcess('sallyport', () =>
    verifyCms(SignedData.parse(nextSignature()), { anchors: [material.ca], at: new Date() }),
  );
  const { ca, caKeyDer, signerCertificate, signerKeyDer, content } = material;
  // C keeps nothing from one operation to the next, so one input is as good as many.
  const request = first(material.requests);
  const cms = first(material.signatures);
  const results: Comparison[] = [];
  const against = async (claim: string, ours: Contender, theirs: Contender) => {
    note(`${claim} …\n`);
    results.push(await compare(claim, ours, theirs, effort));
  };
  if (typeof anchor !== 'string') {
    await against('certificate issue vs C', issue, anchor.contender('issue', [request.der, ca.der, caKeyDer]));
    await against('CMS sign vs C', sign, anchor.contender('sign', [content, signerCertificate.der, signerKeyDer]));
    await against('CMS verify vs C', verify, anchor.contender('verify', [cms, ca.der]));
  }
  await against(
    'certificate issue vs @peculiar/x509',
    issue,
    inProcess('@peculiar/x509', await peculiarIssue(material)),
  );
  await against('CMS sign vs pkijs', sign, inProcess('pkijs', await pkijsSign(material, crypto)));
  await against('CMS verify vs pkijs', verify, inProcess('pkijs', pkijsVerify(material, crypto)));
  return results;
}

function first<Value>(values: readonly Value[]): Value {
  const [value] = values;
  if (value === undefined) throw new RangeError('there is nothing to measure with');
  return value;
}

/** One after the other, round and round. */
function inTurn<Value>(values: readonly Value[]): () => Value {
  let index = 0;
  return () => values[index++ % values.length] ?? first(values);
}

/** What the C anchor does too: parse and verify the request, issue with five extensions. The ledger is in memory. */
function issueWith({ ca, caSigner, requests }: PkiMaterial): () => Promise<unknown> {
  const profile = endEntityProfile<Record<string, never>>({
    name: 'bench',
    lifetime: 300 * DAY,
    describe: ({ requestedSubject }) => ({
      subject: requestedSubject ?? ca.subject,
      extensions: [basicConstraints({ ca: false }), keyUsage('digitalSignature'), extendedKeyUsage([OID.clientAuth])],
    }),
  });
  const next = inTurn(requests);
  let authority = newAuthority();
  let issued = 0;
  function newAuthority(): CertificateAuthority {
    return new CertificateAuthority({
      certificate: ca,
      signer: caSigner,
      ledger: new MemoryCertificateLedger(),
      clock: systemClock,
      random: systemRandom,
    });
  }
  return () => {
    // A memory ledger keeps everything; begin anew now and then, so that memory does not tell on the figure.
    if (++issued % 5000 === 0) authority = newAuthority();
    return authority.issue({ profile, facts: {}, request: CertificateRequest.parse(next().der) });
  };
}

async function peculiarIssue({ ca, caKeyDer, requests }: PkiMaterial): Promise<() => Promise<unknown>> {
  const signingKey = await webcrypto.subtle.importKey('pkcs8', Uint8Array.from(caKeyDer), ECDSA, false, ['sign']);
  const issuer = new x509.X509Certificate(Uint8Array.from(ca.der));
  const next = inTurn(requests);
  return async () => {
    const csr = new x509.Pkcs10CertificateRequest(Uint8Array.from(next().der));
    if (!(await csr.verify())) throw new RangeError('the request does not verify');
    const publicKey = await csr.publicKey.export();
    return x509.X509CertificateGenerator.create({
      serialNumber: '01',
      subject: csr.subject,
      issuer: issuer.subject,
      notBefore: new Date(),
      notAfter: new Date(Date.now() + 300 * DAY),
      signingAlgorithm: ECDSA,
      publicKey,
      signingKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([OID.clientAuth]),
        await x509.SubjectKeyIdentifierExtension.create(publicKey),
        await x509.AuthorityKeyIdentifierExtension.create(issuer),
      ],
    });
  };
}

async function pkijsSign(
  { content, signerCertificate, signerKeyDer }: PkiMaterial,
  crypto: pkijs.CryptoEngine,
): Promise<() => Promise<unknown>> {
  const key = await webcrypto.subtle.importKey('pkcs8', Uint8Array.from(signerKeyDer), ECDSA, false, ['sign']);
  const certificate = pkijs.Certificate.fromBER(Uint8Array.from(signerCertificate.der));
  return async () => {
    const digest = await webcrypto.subtle.digest('SHA-256', Uint8Array.from(content));
    const attribute = (type: string, value: asn1js.BaseBlock) => new pkijs.Attribute({ type, values: [value] });
    const signedData = new pkijs.SignedData({
      version: 1,
      encapContentInfo: new pkijs.EncapsulatedContentInfo({
        eContentType: pkijs.ContentInfo.DATA,
        eContent: new asn1js.OctetString({ valueHex: Uint8Array.from(content) }),
      }),
      signerInfos: [
        new pkijs.SignerInfo({
          version: 1,
          sid: new pkijs.IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber }),
          signedAttrs: new pkijs.SignedAndUnsignedAttributes({
            type: 0,
            attributes: [
              attribute('1.2.840.113549.1.9.3', new asn1js.ObjectIdentifier({ value: pkijs.ContentInfo.DATA })),
              attribute('1.2.840.113549.1.9.5', new asn1js.UTCTime({ valueDate: new Date() })),
              attribute('1.2.840.113549.1.9.4', new asn1js.OctetString({ valueHex: digest })),
            ],
          }),
        }),
      ],
      certificates: [certificate],
    });
    await signedData.sign(key, 0, 'SHA-256', undefined, crypto);
    const contentInfo = new pkijs.ContentInfo({
      contentType: pkijs.ContentInfo.SIGNED_DATA,
      content: signedData.toSchema(true),
    });
    return contentInfo.toSchema().toBER();
  };
}

function pkijsVerify({ signatures, ca }: PkiMaterial, crypto: pkijs.CryptoEngine): () => Promise<unknown> {
  const trusted = pkijs.Certificate.fromBER(Uint8Array.from(ca.der));
  const next = inTurn(signatures);
  return async () => {
    const contentInfo = pkijs.ContentInfo.fromBER(Uint8Array.from(next()));
    const signedData = new pkijs.SignedData({ schema: contentInfo.content });
    const good = await signedData.verify({ signer: 0, trustedCerts: [trusted], checkChain: true }, crypto);
    if (good !== true) throw new RangeError('the CMS does not verify');
  };
}
