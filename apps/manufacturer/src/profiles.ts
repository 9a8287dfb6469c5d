/** What the manufacturer's certificates contain. */

import { isIP } from 'node:net';
import { masaUrlExtension } from '@sallyport/brski';
import {
  basicConstraints,
  type Extension,
  extendedKeyUsage,
  keyUsage,
  Name,
  OID,
  subjectAltName,
} from '@sallyport/pki';

/** The parts of a certificate that a profile decides; keys, issuer and serial number come from the CA. */
export interface Content {
  readonly subject: Name;
  readonly extensions: readonly Extension[];
}

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
export function idevidContent(facts: BirthFacts): Content {
  return {
    subject: Name.of([
      ...(facts.model === undefined ? [] : [['OU', facts.model] as const]),
      ['CN', facts.serialNumber],
      ['serialNumber', facts.serialNumber],
    ]),
    extensions: [masaUrlExtension(facts.masa)],
  };
}

/** A server certificate for the MASA or a factory station, named by DNS names and addresses (RFC 6125, RFC 9525). */
export function serverContent(name: Name, hosts: readonly string[]): Content {
  return {
    subject: name,
    extensions: [
      basicConstraints({ ca: false }),
      keyUsage('digitalSignature'),
      extendedKeyUsage([OID.serverAuth]),
      subjectAltName(hosts.map((value) => ({ kind: isIP(value) === 0 ? 'dns' : 'ip', value }))),
    ],
  };
}

/** The certificate with which the MASA signs vouchers: an end entity whose only use is to sign. */
export function voucherSignerContent(name: Name): Content {
  return { subject: name, extensions: [basicConstraints({ ca: false }), keyUsage('digitalSignature')] };
}
