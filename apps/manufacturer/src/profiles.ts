/** What the manufacturer's certificates contain. */

import { isIP } from 'node:net';
import { masaUrlExtension } from '@sallyport/brski';
import { type CertificateProfile, endEntityProfile } from '@sallyport/ca';
import { DAY } from '@sallyport/core';
import { basicConstraints, extendedKeyUsage, keyUsage, Name, OID, subjectAltName } from '@sallyport/pki';

export interface BirthFacts {
  readonly serialNumber: string;
  readonly model: string | undefined;
  /** Authority or https URL of the MASA, as RFC 8995 §2.3.2 has it. */
  readonly masa: string;
}

/**
 * An IDevID (IEEE 802.1AR, RFC 8995 §2.3.1): the number in the serialNumber attribute and again in CN, where the
 * CAHN profile reads it; the model in OU; the MASA's address. No key usage restriction (RFC 8995 §2.3), no end
 * (RFC 8995 §2.6.2).
 */
export const idevidProfile: CertificateProfile<BirthFacts> = endEntityProfile({
  name: 'idevid',
  lifetime: 'unlimited',
  describe: ({ facts }) => ({
    subject: Name.of([
      ...(facts.model === undefined ? [] : [['OU', facts.model] as const]),
      ['CN', facts.serialNumber],
      ['serialNumber', facts.serialNumber],
    ]),
    extensions: [masaUrlExtension(facts.masa)],
    device: facts.serialNumber,
  }),
});

export interface ServerFacts {
  readonly name: Name;
  /** DNS names and IP addresses under which the server is reached (RFC 9525). */
  readonly hosts: readonly string[];
}

export const SERVER_LIFETIME = 365 * DAY;

/** A server certificate, for the MASA and for factory stations. */
export const serverProfile: CertificateProfile<ServerFacts> = endEntityProfile({
  name: 'server',
  lifetime: SERVER_LIFETIME,
  describe: ({ facts }) => ({
    subject: facts.name,
    extensions: [
      basicConstraints({ ca: false }),
      keyUsage('digitalSignature'),
      extendedKeyUsage([OID.serverAuth]),
      subjectAltName(facts.hosts.map((value) => ({ kind: isIP(value) === 0 ? 'dns' : 'ip', value }))),
    ],
  }),
});

/** The lifetime of signing certificates: devices judge vouchers against the CA above, so they can change. */
export const SIGNER_LIFETIME = 2 * 365 * DAY;

/** A certificate whose only use is to sign: vouchers, and hand-over files. */
export const signerProfile: CertificateProfile<{ readonly name: Name }> = endEntityProfile({
  name: 'signer',
  lifetime: SIGNER_LIFETIME,
  describe: ({ facts }) => ({
    subject: facts.name,
    extensions: [basicConstraints({ ca: false }), keyUsage('digitalSignature')],
  }),
});
