/** What the page shows of the device. */

import type { Certificate } from '@sallyport/pki';
import type { Device } from '../device.ts';

export type NetworkState = 'none' | 'off' | 'on' | 'kept-out' | 'put-out' | 'lost';
export type Doing = 'onboard' | 'offboard' | 'ping';

export interface ShownCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly serialNumber: string;
  /** SHA-256 of the DER, in hex. */
  readonly fingerprint: string;
  /** ISO 8601; null for one without an end (RFC 5280 §4.1.2.5). */
  readonly notAfter: string | null;
}

export interface PageState {
  readonly serialNumber: string;
  readonly birth: ShownCertificate | null;
  readonly owner: { readonly domain: string; readonly since: string; readonly ldevid: ShownCertificate } | null;
  readonly network: { readonly name: string | null; readonly state: NetworkState; readonly since: string | null };
  readonly doing: Doing | null;
  /** The registrar asked it to come back later. */
  readonly isWaiting: boolean;
}

/** The first year that is none (RFC 5280 §4.1.2.5: 99991231235959Z). */
const NEVER_YEAR = 9999;

export function shown(certificate: Certificate): ShownCertificate {
  const { notAfter } = certificate;
  return {
    subject: certificate.subject.toString(),
    issuer: nameOf(certificate.issuer),
    serialNumber: certificate.serialNumber.toString(),
    fingerprint: certificate.fingerprint(),
    notAfter: notAfter.getUTCFullYear() === NEVER_YEAR ? null : notAfter.toISOString(),
  };
}

export function ownerOf({ ownership }: Device): PageState['owner'] {
  if (ownership === undefined) return null;
  const { ldevid, since } = ownership;
  return { domain: domainOf(ownership), since: since.toISOString(), ldevid: shown(ldevid) };
}

/** How the domain calls itself: the name of its CA. */
export function domainOf({ anchors, ldevid }: NonNullable<Device['ownership']>): string {
  return nameOf(anchors[0]?.subject ?? ldevid.issuer);
}

export function serialNumberOf({ birth }: Device): string {
  return birth?.idevid.subject.attribute('serialNumber') ?? '';
}

function nameOf(name: Certificate['subject']): string {
  return name.attribute('CN') ?? name.toString();
}
