/** Who a side is in TLS: a key, with a certificate that it signed itself or that a domain issued. */

import { constants, type KeyObject } from 'node:crypto';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { type Random, reasonOf } from '@sallyport/core';
import {
  basicConstraints,
  buildCertificate,
  Certificate,
  extendedKeyUsage,
  keyUsage,
  Name,
  OID,
  type Signer,
  serialNumber,
} from '@sallyport/pki';
import { fail } from '../errors.ts';

export interface TlsIdentity {
  readonly key: KeyObject;
  /** DER, that of the key first. */
  readonly certificateChain: readonly Uint8Array[];
}

/** What both sides say in ALPN (RFC 7301): nothing that speaks another protocol can be talked to by mistake. */
export const ALPN = 'sallyport-ca-commands/1';

export interface SelfSignedOptions {
  readonly signer: Signer;
  /** For people. */
  readonly commonName: string;
  readonly random: Random;
  readonly notBefore: Date;
}

/**
 * CAHN, CA Protocol Authentication, steps 1 and 2: a certificate that a key signs for itself. It carries the key and
 * proves nothing; the owner's claim says for how long the key is trusted, so the certificate does not end.
 */
export function selfSignedCertificate({
  signer,
  commonName,
  random,
  notBefore,
}: SelfSignedOptions): Promise<Certificate> {
  const name = Name.of([['CN', commonName]]);
  return buildCertificate({
    subject: name,
    issuer: name,
    publicKey: signer.publicKey,
    signer,
    serialNumber: serialNumber(random),
    notBefore,
    notAfter: 'never',
    extensions: [
      basicConstraints({ ca: false }),
      keyUsage('digitalSignature'),
      extendedKeyUsage([OID.serverAuth, OID.clientAuth]),
    ],
  });
}

/**
 * TLS 1.3, and no resumption: who is at the other end is what this connection proved.
 * @throws E_CA_COMMANDS_TLS_IDENTITY when key and certificates do not fit together or cannot be read
 */
export function contextOptions({ key, certificateChain }: TlsIdentity): SecureContextOptions {
  try {
    const options: SecureContextOptions = {
      key: key.export({ type: 'pkcs8', format: 'pem' }),
      cert: certificateChain.map((der) => Certificate.parse(der).toPem()).join(''),
      minVersion: 'TLSv1.3',
      maxVersion: 'TLSv1.3',
      secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
    };
    createSecureContext(options);
    return options;
  } catch (cause) {
    throw fail('E_CA_COMMANDS_TLS_IDENTITY', `unusable TLS key or certificate: ${reasonOf(cause)}`, { cause });
  }
}
