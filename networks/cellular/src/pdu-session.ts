/** A PDU session as its SMF describes it in RADIUS (TS 29.561 §11.3, TS 29.061 §16.4.7). */

import { toHex } from '@sallyport/core';
import type { Facts } from '@sallyport/onboarding';
import {
  type AccessRequest,
  type AccountingRequest,
  ATTRIBUTES,
  type Attribute,
  octets,
  text,
  VENDOR_ATTRIBUTES,
  VENDORS,
  vendorAttribute,
} from '@sallyport/radius';
import { SESSION_S_NSSAI, sliceText } from './slice.ts';

/** GPSI in the form of an External Identifier (TS 29.061 §16.4.7.2). */
const EXTERNAL_IDENTIFIER = vendorAttribute(VENDORS['3GPP'], 28, text(1, 247));
/** The PDU session’s number at the device; just as the SMF writes it. */
const NSAPI = vendorAttribute(VENDORS['3GPP'], 10, octets(1, 16));

/** JSON all through: policy is asked with it, and it is written down with the session. */
export type PduSession = {
  /** The RADIUS client’s name. */
  readonly smf: string;
  readonly smfAddress: string;
  readonly nasIpAddress: string | null;
  readonly nasIpv6Address: string | null;
  readonly nasIdentifier: string | null;
  /** Data network name: Called-Station-Id. */
  readonly dnn: string | null;
  /** SUPI, where it is an IMSI. */
  readonly imsi: string | null;
  /** MSISDN (Calling-Station-Id), or External Identifier. */
  readonly gpsi: string | null;
  readonly imeisv: string | null;
  /** `SST` or `SST-SD`. */
  readonly slice: string | null;
  /** Hexadecimal. */
  readonly pduSession: string | null;
  readonly accountingSession: string | null;
  readonly portType: number | null;
  readonly ratType: number | null;
};

export function pduSessionOf({ attributes, client, from }: AccessRequest | AccountingRequest): PduSession {
  const nsapi = NSAPI.first(attributes);
  const slice = SESSION_S_NSSAI.first(attributes);
  return {
    smf: client,
    smfAddress: from.address,
    nasIpAddress: ATTRIBUTES['NAS-IP-Address'].first(attributes) ?? null,
    nasIpv6Address: ATTRIBUTES['NAS-IPv6-Address'].first(attributes) ?? null,
    nasIdentifier: ATTRIBUTES['NAS-Identifier'].first(attributes) ?? null,
    dnn: ATTRIBUTES['Called-Station-Id'].first(attributes) ?? null,
    imsi: VENDOR_ATTRIBUTES['3GPP-IMSI'].first(attributes) ?? null,
    gpsi: ATTRIBUTES['Calling-Station-Id'].first(attributes) ?? EXTERNAL_IDENTIFIER.first(attributes) ?? null,
    imeisv: VENDOR_ATTRIBUTES['3GPP-IMEISV'].first(attributes) ?? null,
    slice: (slice === undefined ? undefined : sliceText(slice)) ?? null,
    pduSession: nsapi === undefined ? null : toHex(nsapi),
    accountingSession: ATTRIBUTES['Acct-Session-Id'].first(attributes) ?? null,
    portType: ATTRIBUTES['NAS-Port-Type'].first(attributes) ?? null,
    ratType: VENDOR_ATTRIBUTES['3GPP-RAT-Type'].first(attributes) ?? null,
  };
}

/**
 * Where there can be one session only, or undefined when nothing names the PDU session. A subscriber with several sessions
 * has several places; one that authenticates again has the same.
 */
export function placeKey({ smf, imsi, pduSession, accountingSession }: PduSession): string | undefined {
  if (imsi !== null && pduSession !== null) return JSON.stringify([smf, imsi, pduSession]);
  return accountingSession === null ? undefined : JSON.stringify([smf, accountingSession]);
}

/** What says which session is meant, as SMFs know it: Acct-Session-Id, otherwise 3GPP-IMSI with 3GPP-NSAPI. */
export function sessionIdentification({ imsi, pduSession, accountingSession }: PduSession): readonly Attribute[] {
  if (accountingSession !== null) return ATTRIBUTES['Acct-Session-Id'].of(accountingSession);
  if (imsi === null || pduSession === null) return [];
  return [...VENDOR_ATTRIBUTES['3GPP-IMSI'].of(imsi), ...NSAPI.of(Uint8Array.from(Buffer.from(pduSession, 'hex')))];
}

/** How the SMF calls itself (RFC 5176 §3). */
export function nasIdentification(session: PduSession): readonly Attribute[] {
  const { nasIpAddress, nasIpv6Address, nasIdentifier } = session;
  return [
    ...(nasIpAddress === null ? [] : ATTRIBUTES['NAS-IP-Address'].of(nasIpAddress)),
    ...(nasIpv6Address === null ? [] : ATTRIBUTES['NAS-IPv6-Address'].of(nasIpv6Address)),
    ...(nasIdentifier === null ? [] : ATTRIBUTES['NAS-Identifier'].of(nasIdentifier)),
  ];
}

/** A session read back from the facts that it was written down with. */
export function pduSessionIn(facts: Facts): PduSession {
  const textOf = (name: string) => (typeof facts[name] === 'string' ? facts[name] : null);
  const numberOf = (name: string) => (typeof facts[name] === 'number' ? facts[name] : null);
  return {
    smf: textOf('smf') ?? '',
    smfAddress: textOf('smfAddress') ?? '',
    nasIpAddress: textOf('nasIpAddress'),
    nasIpv6Address: textOf('nasIpv6Address'),
    nasIdentifier: textOf('nasIdentifier'),
    dnn: textOf('dnn'),
    imsi: textOf('imsi'),
    gpsi: textOf('gpsi'),
    imeisv: textOf('imeisv'),
    slice: textOf('slice'),
    pduSession: textOf('pduSession'),
    accountingSession: textOf('accountingSession'),
    portType: numberOf('portType'),
    ratType: numberOf('ratType'),
  };
}
