/** RADIUS requests as a NAS sends them and a server has verified them, and a device that answers EAP. */

import { Secret, systemRandom } from '@sallyport/core';
import {
  AccessRequest,
  AccountingRequest,
  ATTRIBUTES,
  type Attribute,
  CODES,
  completeClient,
  decodePacket,
  NAS_PORT_TYPES,
  sealRequest,
  verifyRequest,
} from '@sallyport/radius';

const SECRET = Secret.of('a secret of the NAS and the server');

export interface Station {
  readonly client?: string;
  readonly nas?: string;
  readonly station?: string;
  readonly ssid?: string;
  readonly accountingSession?: string;
  readonly more?: readonly Attribute[];
  /** The NAS says nothing that names the session. */
  readonly isNameless?: boolean;
}

function verified(code: number, attributes: readonly Attribute[]) {
  const sealed = sealRequest({ code, identifier: 1, attributes, secret: SECRET }, systemRandom);
  const client = completeClient({ name: 'ap-1', addresses: ['192.0.2.7'], secret: SECRET });
  return verifyRequest(decodePacket(sealed.bytes, 200), client);
}

function originOf({ client = 'ap-1' }: Station) {
  return { client, from: { address: '192.0.2.7', port: 1024 }, signal: new AbortController().signal };
}

export function stationAttributes(station: Station): readonly Attribute[] {
  const { nas = 'ap-1', station: address = '02-00-00-00-00-01', ssid = 'home', accountingSession, more = [] } = station;
  if (station.isNameless === true) return ATTRIBUTES['NAS-Identifier'].of(nas);
  return [
    ...ATTRIBUTES['User-Name'].of('@home.example'),
    ...ATTRIBUTES['NAS-Identifier'].of(nas),
    ...ATTRIBUTES['Calling-Station-Id'].of(address),
    ...ATTRIBUTES['Called-Station-Id'].of(`02-00-00-00-00-AA:${ssid}`),
    ...ATTRIBUTES['NAS-Port-Type'].of(NAS_PORT_TYPES.WIRELESS_802_11),
    ...(accountingSession === undefined ? [] : ATTRIBUTES['Acct-Session-Id'].of(accountingSession)),
    ...more,
  ];
}

export function accessRequest(station: Station, eap: Uint8Array | undefined, state?: Uint8Array): AccessRequest {
  const attributes = [
    ...stationAttributes(station),
    ...(eap === undefined ? [] : ATTRIBUTES['EAP-Message'].of(eap)),
    ...(state === undefined ? [] : ATTRIBUTES.State.of(state)),
  ];
  return new AccessRequest(verified(CODES.ACCESS_REQUEST, attributes), originOf(station));
}

export function accountingRequest(
  station: Station,
  statusType: number,
  more: readonly Attribute[] = [],
): AccountingRequest {
  const attributes = [...stationAttributes(station), ...ATTRIBUTES['Acct-Status-Type'].of(statusType), ...more];
  return new AccountingRequest(verified(CODES.ACCOUNTING_REQUEST, attributes), originOf(station));
}

/** An Access-Request with these attributes and no others. */
export function bareRequest(attributes: readonly Attribute[]): AccessRequest {
  return new AccessRequest(verified(CODES.ACCESS_REQUEST, attributes), originOf({}));
}
