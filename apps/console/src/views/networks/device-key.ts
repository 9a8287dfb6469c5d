/** Devices by the keys that registers name them by. */

/** A device key holds its manufacturer up to the first slash. */
export function partsOf(device: string): { readonly manufacturer: string; readonly serialNumber: string } {
  const slash = device.indexOf('/');
  return { manufacturer: device.slice(0, slash), serialNumber: device.slice(slash + 1) };
}
