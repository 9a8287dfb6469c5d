/** Names in DNS-SD (RFC 6763 §4.1, §7) and how to find another one when a name is taken (RFC 6762 §9). */

import { fail } from './errors.ts';

const SERVICE_TYPE = /^_(?=[a-z0-9-]{0,14}[a-z])[a-z0-9](?:[a-z0-9-]{0,13}[a-z0-9])?\._(?:tcp|udp)$/i;
const HOST_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
const MAX_LABEL_BYTES = 63;
const MAX_NAME_BYTES = 253;

/** The form in which names are compared: ASCII letters in lower case (RFC 6762 §16), no final dot. */
export function canonical(name: string): string {
  return name.replace(/\.$/, '').replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/**
 * True for a name from the network that can be written again as it was read: no empty or overlong label, no bytes that were
 * no UTF-8, no control characters (names end up on terminals and in logs).
 */
export function isUsable(name: string): boolean {
  if (Buffer.byteLength(name) > MAX_NAME_BYTES || /[\p{Cc}\ufffd]/u.test(name)) return false;
  // dns-packet gives no final dot: one at the end belongs to a label, and would be lost in writing.
  return name.split('.').every((label) => label !== '' && Buffer.byteLength(label) <= MAX_LABEL_BYTES);
}

export function sameName(a: string, b: string): boolean {
  return canonical(a) === canonical(b);
}

/**
 * A service type such as `_brski-registrar._tcp`.
 * @throws E_DNS_SD_NAME
 */
export function checkServiceType(type: string): string {
  if (!SERVICE_TYPE.test(type)) throw fail('E_DNS_SD_NAME', `${JSON.stringify(type)} is no service type`);
  return canonical(type);
}

/**
 * An instance name is text for people: any UTF-8 of at most 63 bytes. Dots are refused here, since dns-packet joins
 * labels with dots and could not tell them apart.
 * @throws E_DNS_SD_NAME
 */
export function checkInstanceName(name: string): string {
  const length = Buffer.byteLength(name);
  if (length === 0 || length > MAX_LABEL_BYTES || /[\p{Cc}.]/u.test(name)) {
    throw fail('E_DNS_SD_NAME', `${JSON.stringify(name)} is no instance name of 1 to 63 bytes without dots`);
  }
  return name;
}

/** A host name of letters, digits and hyphens, with or without `.local`. Gives the first label. @throws E_DNS_SD_NAME */
export function checkHostLabel(host: string): string {
  const label = host.replace(/\.local\.?$/i, '');
  if (!HOST_LABEL.test(label)) throw fail('E_DNS_SD_NAME', `${JSON.stringify(host)} is no host name`);
  return label;
}

/** A label made from what the machine calls itself, which may be anything. */
export function hostLabelFrom(hostname: string): string {
  const label = (hostname.split('.', 1)[0] ?? '').replace(/[^a-z0-9-]/gi, '-').replace(/^-+|-+$/g, '');
  return HOST_LABEL.test(label.slice(0, MAX_LABEL_BYTES)) ? label.slice(0, MAX_LABEL_BYTES) : 'device';
}

/** A domain to look services up in, for example `example.com`. @throws E_DNS_SD_NAME */
export function checkDomain(domain: string): string {
  const name = canonical(domain);
  const labels = name.split('.');
  if (name.length > MAX_NAME_BYTES - 40 || !labels.every((label) => HOST_LABEL.test(label))) {
    throw fail('E_DNS_SD_NAME', `${JSON.stringify(domain)} is no domain name`);
  }
  return name;
}

/** `Gate` → `Gate (2)` → `Gate (3)`: the form RFC 6763 Appendix D suggests, within 63 bytes. */
export function nextInstanceName(name: string): string {
  const match = /^(.*) \((\d{1,4})\)$/su.exec(name);
  const suffix = ` (${Number(match?.[2] ?? 1) + 1})`;
  return truncate(match?.[1] ?? name, MAX_LABEL_BYTES - suffix.length) + suffix;
}

/** `gate` → `gate-2` → `gate-3`. */
export function nextHostLabel(label: string): string {
  const match = /^(.*)-(\d{1,4})$/.exec(label);
  const suffix = `-${Number(match?.[2] ?? 1) + 1}`;
  return (match?.[1] ?? label).slice(0, MAX_LABEL_BYTES - suffix.length) + suffix;
}

/** Cuts text to a number of UTF-8 bytes without cutting a character. */
function truncate(text: string, bytes: number): string {
  let out = '';
  let length = 0;
  for (const character of text) {
    length += Buffer.byteLength(character);
    if (length > bytes) break;
    out += character;
  }
  return out;
}

/** The instance label in a full name such as `Gate._brski-registrar._tcp.local`; undefined for another type's. */
export function instanceLabel(fullName: string, typeAndDomain: string): string | undefined {
  const suffix = `.${typeAndDomain}`;
  if (!canonical(fullName).endsWith(suffix)) return undefined;
  const label = fullName.replace(/\.$/, '').slice(0, -suffix.length);
  return label === '' || Buffer.byteLength(label) > MAX_LABEL_BYTES ? undefined : label;
}
