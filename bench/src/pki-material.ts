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
  readonly request: CertificateRequest;
  /** About 0.9 kB, as a voucher is. */
  readonly content: Uint8Array;
  readonly cms: Uint8Array;
}

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
  const signerPair = generateKeyPair('P-256');
  const signer = softwareSigner(signerPair.privateKey);
  const signerCertificate = await buildCertificate({
    subject: Name.of([['CN', 'Bench signer']]),
    publicKey: signerPair.publicKey,
    issuer: ca.subject,
    signer: caSigner,
    serialNumber: serialNumber(systemRandom),
    notBefore: new Date(now.getTime() - DAY),
    notAfter: new Date(now.getTime() + 365 * DAY),
    extensions: [basicConstraints({ ca: false }), keyUsage('digitalSignature')],
  });
  const devicePair = generateKeyPair('P-256');
  const request = await buildCertificateRequest({
    subject: Name.of([
      ['CN', 'bench'],
      ['serialNumber', '0001'],
    ]),
    signer: softwareSigner(devicePair.privateKey),
  });
  const filler = Buffer.from(seededRandom('bench').bytes(560)).toString('base64');
  const content = utf8(JSON.stringify({ 'ietf-voucher:voucher': { 'serial-number': '0001', filler } }));
  const signers = [{ certificate: signerCertificate, signer }];
  const cms = await signCms({ content, signers, signingTime: now });
  const pkcs8 = (key: typeof caPair.privateKey) => Uint8Array.from(key.export({ format: 'der', type: 'pkcs8' }));
  return {
    ca,
    caSigner,
    caKeyDer: pkcs8(caPair.privateKey),
    signerCertificate,
    signer,
    signerKeyDer: pkcs8(signerPair.privateKey),
    request,
    content,
    cms,
  };
}
