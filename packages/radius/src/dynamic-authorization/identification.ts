/** Which attributes say whom a Disconnect-Request or CoA-Request means (RFC 5176 §3), and which it may have besides (§3.6). */

import { ATTRIBUTES } from '../dictionary/standard.ts';
import type { Attribute } from '../packet/packet.ts';

const type = ({ path }: { readonly path: readonly [number, ...number[]] }): number => path[0];

/** Say which NAS is meant. */
export const NAS_IDENTIFICATION: ReadonlySet<number> = new Set(
  [ATTRIBUTES['NAS-IP-Address'], ATTRIBUTES['NAS-Identifier'], ATTRIBUTES['NAS-IPv6-Address']].map(type),
);

/** Say which session is meant. Vendor-Specific may, too. */
export const SESSION_IDENTIFICATION: ReadonlySet<number> = new Set(
  [
    ATTRIBUTES['User-Name'],
    ATTRIBUTES['NAS-Port'],
    ATTRIBUTES['Framed-IP-Address'],
    ATTRIBUTES['Called-Station-Id'],
    ATTRIBUTES['Calling-Station-Id'],
    ATTRIBUTES['Acct-Session-Id'],
    ATTRIBUTES['Acct-Multi-Session-Id'],
    ATTRIBUTES['NAS-Port-Id'],
    ATTRIBUTES['Chargeable-User-Identity'],
    ATTRIBUTES['Framed-Interface-Id'],
    ATTRIBUTES['Framed-IPv6-Prefix'],
  ].map(type),
);

const VENDOR_SPECIFIC = 26;

/** What a Disconnect-Request may have that identifies nothing (§3.6). */
const BESIDE_DISCONNECT: ReadonlySet<number> = new Set([
  VENDOR_SPECIFIC,
  ...[
    ATTRIBUTES['Reply-Message'],
    ATTRIBUTES.Class,
    ATTRIBUTES['Proxy-State'],
    ATTRIBUTES['Acct-Terminate-Cause'],
    ATTRIBUTES['Event-Timestamp'],
    ATTRIBUTES['EAP-Message'],
    ATTRIBUTES['Message-Authenticator'],
  ].map(type),
]);

/** What a CoA-Request that only asks for authorization may have besides (§3.2). */
const BESIDE_AUTHORIZE_ONLY: ReadonlySet<number> = new Set(
  [
    ATTRIBUTES['Service-Type'],
    ATTRIBUTES.State,
    ATTRIBUTES['Proxy-State'],
    ATTRIBUTES['Event-Timestamp'],
    ATTRIBUTES['Message-Authenticator'],
  ].map(type),
);

function isIdentification({ type: number }: Attribute): boolean {
  return NAS_IDENTIFICATION.has(number) || SESSION_IDENTIFICATION.has(number);
}

export function mayDisconnect(attribute: Attribute): boolean {
  return isIdentification(attribute) || BESIDE_DISCONNECT.has(attribute.type);
}

export function mayAuthorizeOnly(attribute: Attribute): boolean {
  return isIdentification(attribute) || BESIDE_AUTHORIZE_ONLY.has(attribute.type);
}

/** Whether anything says which session is meant. */
export function identifiesSession(attributes: readonly Attribute[]): boolean {
  return attributes.some(({ type: number }) => SESSION_IDENTIFICATION.has(number) || number === VENDOR_SPECIFIC);
}
