/** What is known of a device while it comes aboard. */

/** How sure the facts about a device are. */
export type IdentityAssurance =
  /** The device said so; nothing proves it yet. */
  | 'claimed'
  /** The device proved possession of a key certified by a manufacturer this house knows. */
  | 'authenticated'
  /** The device proved that it knows the code printed on it, which a person with the device in hand had given us. */
  | 'code';

export interface DeviceIdentity {
  /** The manufacturer's number for the device, as its specification spells it. Unique only together with the manufacturer. */
  readonly serialNumber: string;
  /**
   * The manufacturer's stable identifier: for X.509 identities the hex SHA-256 of the issuing anchor's
   * SubjectPublicKeyInfo, for devices known by their EUI-64 alone `oui:` and its first three bytes in hex.
   */
  readonly manufacturer: string | undefined;
  /** The manufacturer's model or type name, when the identity carries one. */
  readonly model: string | undefined;
  /** The birth credential, DER X.509 where the protocol uses certificates. */
  readonly credential: Uint8Array | undefined;
  readonly assurance: IdentityAssurance;
}

/** The key under which registers hold a device. */
export function deviceKey(device: Pick<DeviceIdentity, 'manufacturer' | 'serialNumber'>): string {
  return `${device.manufacturer ?? 'unknown'}/${device.serialNumber}`;
}
