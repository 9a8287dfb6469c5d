/** Where a station asks to be let in, as the NAS says it (RFC 3580 §3). */

import {
  type AccessRequest,
  type AccountingRequest,
  ATTRIBUTES,
  type Attribute,
  NAS_PORT_TYPES,
} from '@sallyport/radius';

export type Medium = 'wifi' | 'wired' | 'other';

/** JSON all through, so that it can be written down with the session. */
export type Place = {
  /** The RADIUS client's name. */
  readonly client: string;
  /** The address that its requests come from. */
  readonly address: string;
  readonly nasIpAddress: string | null;
  readonly nasIpv6Address: string | null;
  readonly nasIdentifier: string | null;
  /** Calling-Station-Id, just as the NAS writes it. */
  readonly station: string | null;
  /** From Called-Station-Id (RFC 3580 §3.20). */
  readonly ssid: string | null;
  readonly port: number | null;
  readonly portId: string | null;
  readonly medium: Medium;
  readonly userName: string | null;
  readonly accountingSession: string | null;
};

const MEDIA: ReadonlyMap<number, Medium> = new Map([
  [NAS_PORT_TYPES.WIRELESS_802_11, 'wifi'],
  [NAS_PORT_TYPES.ETHERNET, 'wired'],
]);

export function placeOf(request: AccessRequest | AccountingRequest): Place {
  const { attributes, client, from } = request;
  const portType = ATTRIBUTES['NAS-Port-Type'].first(attributes);
  return {
    client,
    address: from.address,
    nasIpAddress: ATTRIBUTES['NAS-IP-Address'].first(attributes) ?? null,
    nasIpv6Address: ATTRIBUTES['NAS-IPv6-Address'].first(attributes) ?? null,
    nasIdentifier: ATTRIBUTES['NAS-Identifier'].first(attributes) ?? null,
    station: ATTRIBUTES['Calling-Station-Id'].first(attributes) ?? null,
    ssid: ssidOf(ATTRIBUTES['Called-Station-Id'].first(attributes)),
    port: ATTRIBUTES['NAS-Port'].first(attributes) ?? null,
    portId: ATTRIBUTES['NAS-Port-Id'].first(attributes) ?? null,
    medium: (portType === undefined ? undefined : MEDIA.get(portType)) ?? 'other',
    userName: request.userName ?? null,
    accountingSession: ATTRIBUTES['Acct-Session-Id'].first(attributes) ?? null,
  };
}

/** RFC 3580 §3.20: `00-10-A4-23-19-C0:AP1`. */
function ssidOf(calledStation: string | undefined): string | null {
  const match = /^[0-9A-Fa-f]{2}(?:[-:]?[0-9A-Fa-f]{2}){5}:(.+)$/s.exec(calledStation ?? '');
  return match?.[1] ?? null;
}

/** Tells one NAS from another behind the same client. */
export function nasKey({ client, nasIdentifier, nasIpAddress, nasIpv6Address, address }: Place): string {
  return JSON.stringify([client, nasIdentifier ?? nasIpAddress ?? nasIpv6Address ?? address]);
}

/** Where there can be one session only: a station at a NAS, or what hangs on a port when the NAS names no station. */
export function placeKey(place: Place): string {
  const { station, port, portId, accountingSession } = place;
  const where =
    station === null ? (portId ?? port ?? accountingSession) : station.replace(/[^0-9A-Za-z]/g, '').toUpperCase();
  return JSON.stringify([nasKey(place), where]);
}

/** How the NAS calls itself, for requests to it (RFC 5176 §3). */
export function nasIdentification({ nasIpAddress, nasIpv6Address, nasIdentifier }: Place): readonly Attribute[] {
  return [
    ...(nasIpAddress === null ? [] : ATTRIBUTES['NAS-IP-Address'].of(nasIpAddress)),
    ...(nasIpv6Address === null ? [] : ATTRIBUTES['NAS-IPv6-Address'].of(nasIpv6Address)),
    ...(nasIdentifier === null ? [] : ATTRIBUTES['NAS-Identifier'].of(nasIdentifier)),
  ];
}

/**
 * What says which session is meant (RFC 5176 §3). All that is given must fit, and a NAS may refuse what it does not know, so
 * only the two that every NAS knows are given, and others only where both are missing.
 */
export function sessionIdentification(place: Place): readonly Attribute[] {
  const { station, accountingSession, userName, port, portId } = place;
  const usual = [
    ...(accountingSession === null ? [] : ATTRIBUTES['Acct-Session-Id'].of(accountingSession)),
    ...(station === null ? [] : ATTRIBUTES['Calling-Station-Id'].of(station)),
  ];
  if (usual.length > 0) return usual;
  return [
    ...(userName === null ? [] : ATTRIBUTES['User-Name'].of(userName)),
    ...(port === null ? [] : ATTRIBUTES['NAS-Port'].of(port)),
    ...(portId === null ? [] : ATTRIBUTES['NAS-Port-Id'].of(portId)),
  ];
}
