/** The same inputs for every contender: a CA, a request, a voucher-sized content and its signature. */

import { createRootCertificate } from '@sallyport/ca';
import { DAY, seededRandom, systemRandom, utf8 } from '@sallyport/core';
import {
  basicConstraints,
  buildCertificate,
  buildCertificateRequest,
  type Certificate,
  type CertificateRequest,
  generateKeyPair,
  keyUsage,
  Name,
  type Signer,
  serialNumber,
  softwareSigner,
} from '@sallyport/pki';
import { signCms } from '@sallyport/pki/cms';

export interface PkiMaterial {
  readonly ca: Certificate;
  readonly caSigner: Signer;
  readonly caKeyDer: Uint8Array;
  readonly signerCertificate: Certificate;
  readonly signer: Signer;
  readonly signerKeyDer: Uint8Array;
  /** Each by another key, and more of them than keys are remembered: a request comes once, from a device never seen. */
  readonly requests: readonly CertificateRequest[];
  /** About 0.9 kB, as a voucher is. */
  readonly content: Uint8Array;
  /** The content signed by as many signers, each with a key and a certificate of its own. */
  readonly signatures: readonly Uint8Array[];
}

const STRANGERS = 600;

export async function pkiMaterial(): Promise<PkiMaterial> {
  const now = new Date();
  const caPair = generateKeyPair('P-256');
  const caSigner = softwareSigner(caPair.privateKey);
  const ca = await createRootCertificate({
    subject: Name.of([['CN', 'Bench CA']]),
    signer: caSigner,
    random: systemRandom,
    notBefore: new Date(now.getTime() - DAY),
    notAfter: new Date(now.getTime() + 365 * DAY),
  });
  const newSigner = async () => {
    const pair = generateKeyPair('P-256');
    const certificate = await buildCertificate({
      subject: Name.of([['CN', 'Bench signer']]),
      publicKey: pair.publicKey,
      issuer: ca.subject,
      signer: caSigner,
      serialNumber: serialNumber(systemRandom),
      notBefore: new Date(now.getTime() - DAY),
      notAfter: new Date(now.getTime() + 365 * DAY),
      extensions: [basicConstraints({ ca: false }), keyUsage('digitalSignature')],
    });
    return { certificate, signer: softwareSigner(pair.privateKey), privateKey: pair.privateKey };
  };
  const newRequest = () =>
    buildCertificateRequest({
      subject: Name.of([
        ['CN', 'bench'],
        ['serialNumber', '0001'],
      ]),
      signer: softwareSigner(generateKeyPair('P-256').privateKey),
    });
  const main = await newSigner();
  const filler = Buffer.from(seededRandom('bench').bytes(560)).toString('base64');
  const content = utf8(JSON.stringify({ 'ietf-voucher:voucher': { 'serial-number': '0001', filler } }));
  const requests: CertificateRequest[] = [];
  const signatures: Uint8Array[] = [];
  for (let i = 0; i < STRANGERS; i++) {
    requests.push(await newRequest());
    signatures.push(await signCms({ content, signers: [await newSigner()], signingTime: now }));
  }
  const pkcs8 = (key: typeof caPair.privateKey) => Uint8Array.from(key.export({ format: 'der', type: 'pkcs8' }));
  return {
    ca,
    caSigner,
    caKeyDer: pkcs8(caPair.privateKey),
    signerCertificate: main.certificate,
    signer: main.signer,
    signerKeyDer: pkcs8(main.privateKey),
    requests,
    content,
    signatures,
  };
}
