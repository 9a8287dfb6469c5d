/** IP addresses: as a person types them, and which device has which. */

/** One on a line, or with commas or blanks between them. */
export function addressesIn(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((each) => each !== ''))];
}

export interface DeviceAddresses {
  /** `manufacturer/serialNumber`. */
  readonly device: string;
  readonly addresses: readonly string[];
}

/** A row a device, in the order in which they were told. */
export function addressesByDevice(
  told: readonly { readonly address: string; readonly device: string }[],
): readonly DeviceAddresses[] {
  const rows = new Map<string, string[]>();
  for (const { device, address } of told) {
    const addresses = rows.get(device) ?? [];
    rows.set(device, addresses);
    addresses.push(address);
  }
  return [...rows].map(([device, addresses]) => ({ device, addresses }));
}
