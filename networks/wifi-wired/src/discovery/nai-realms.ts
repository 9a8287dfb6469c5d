/** The NAI Realm ANQP-element (IEEE 802.11-2020 §9.4.5.10): which realms a network takes, and by which EAP methods. */

import { fail } from '../errors.ts';

const COUNT = 2;
const LENGTH = 2;
/** Encoding and the length of the realm. */
const HEAD = 2;
const MAX_REALMS = 256;

/**
 * The realms, in lower case. EAP methods and what follows them are passed over.
 * @throws E_DISCOVERY_SCAN_RESULT when a length does not fit
 */
export function naiRealms(element: Uint8Array): readonly string[] {
  const count = littleEndian(element, 0);
  if (element.length < COUNT || count > MAX_REALMS) throw damaged();
  const realms: string[] = [];
  let at = COUNT;
  for (let i = 0; i < count; i++) {
    const length = littleEndian(element, at);
    const entry = element.subarray(at + LENGTH, at + LENGTH + length);
    const realmLength = entry[1] ?? 0;
    if (entry.length !== length || length < HEAD + realmLength) throw damaged();
    // Several realms can share their methods: they stand together, parted by semicolons.
    const text = new TextDecoder().decode(entry.subarray(HEAD, HEAD + realmLength));
    for (const realm of text.split(';')) if (realm !== '') realms.push(realm.toLowerCase());
    at += LENGTH + length;
  }
  return realms;
}

function littleEndian(octets: Uint8Array, at: number): number {
  const [low, high] = octets.subarray(at, at + LENGTH);
  if (low === undefined || high === undefined) throw damaged();
  return low | (high << 8);
}

function damaged() {
  return fail('E_DISCOVERY_SCAN_RESULT', 'a NAI Realm element is damaged');
}
