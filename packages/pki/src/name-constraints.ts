/**
 * Name constraints (RFC 5280 §4.2.1.10) for DNS names, directory names, mail addresses, URIs and IP networks.
 * A certificate with a name of another form that is constrained is refused, as that section demands.
 */

import { isIP } from 'node:net';
import type { Certificate } from './certificate.ts';
import type { NameConstraints, Subtree } from './extension-values.ts';
import type { GeneralName } from './general-name.ts';
import { OID } from './oids.ts';

/** More pairs of a name and a subtree than any honest chain has. */
const MAX_COMPARISONS = 1 << 16;

/** What is wrong with the certificate's names, as an end of a sentence, or undefined when nothing is. */
export function constraintViolation(constraints: NameConstraints, certificate: Certificate): string | undefined {
  const names = constrainedNames(certificate);
  const subtrees = constraints.permitted.length + constraints.excluded.length;
  if (names.length * subtrees > MAX_COMPARISONS) return 'too many names to compare';
  for (const name of names) {
    const excluded = constraints.excluded.filter((subtree) => sameForm(name, subtree));
    const permitted = constraints.permitted.filter((subtree) => sameForm(name, subtree));
    if (excluded.length + permitted.length > 0 && !COMPARABLE.has(name.kind))
      return `a ${name.kind} name is constrained`;
    if (excluded.length + permitted.length > 0 && name.kind === 'uri' && uriHost(name.value) === undefined) {
      return 'the uri name has no host name';
    }
    if (excluded.some((subtree) => isWithin(name, subtree, true))) return `the ${name.kind} name is excluded`;
    if (permitted.length > 0 && !permitted.some((subtree) => isWithin(name, subtree, false))) {
      return `the ${name.kind} name is not permitted`;
    }
  }
  return undefined;
}

const COMPARABLE: ReadonlySet<GeneralName['kind']> = new Set<GeneralName['kind']>([
  'dns',
  'email',
  'uri',
  'directory',
  'ip',
]);

/** The alternative names, the subject, and mail addresses in the subject. */
function constrainedNames(certificate: Certificate): readonly GeneralName[] {
  const names: GeneralName[] = [...certificate.subjectAltNames];
  if (!certificate.subject.isEmpty) names.push({ kind: 'directory', value: certificate.subject });
  for (const { oid, value } of certificate.subject.rdns.flat()) {
    if (oid === OID.emailAddress && value !== undefined) names.push({ kind: 'email', value });
  }
  return names;
}

function sameForm(name: GeneralName, subtree: Subtree): boolean {
  if (subtree.kind === 'ipNetwork') return name.kind === 'ip';
  if (name.kind === 'unknown') return subtree.kind === 'unknown' && name.tag === subtree.tag;
  return name.kind === subtree.kind;
}

function isWithin(name: GeneralName, subtree: Subtree, excluding: boolean): boolean {
  if (name.kind === 'dns' && subtree.kind === 'dns') return dnsWithin(name.value, subtree.value, excluding);
  if (name.kind === 'email' && subtree.kind === 'email') return emailWithin(name.value, subtree.value);
  if (name.kind === 'uri' && subtree.kind === 'uri') return hostWithin(uriHost(name.value) ?? '', subtree.value);
  if (name.kind === 'directory' && subtree.kind === 'directory') return name.value.isWithin(subtree.value);
  if (name.kind === 'ip' && subtree.kind === 'ipNetwork') return ipWithin(name.octets, subtree.octets);
  return false;
}

/** A leading dot, which RFC 5280 does not define for DNS names but CAs use, stands for one label or more. */
function dnsWithin(rawName: string, rawBase: string, excluding: boolean): boolean {
  const name = rawName.toLowerCase();
  const base = rawBase.toLowerCase();
  if (base === '' || name === base) return true;
  if (name.endsWith(base.startsWith('.') ? base : `.${base}`)) return true;
  // A wildcard reaches every name one label below, so it falls under an exclusion of any of them.
  return excluding && name.startsWith('*.') && base.slice(base.indexOf('.', 1)) === name.slice(1);
}

/** A mailbox, a host, or with a leading dot every host of a domain. */
function emailWithin(name: string, base: string): boolean {
  const at = name.lastIndexOf('@');
  const baseAt = base.lastIndexOf('@');
  if (baseAt < 0) return hostWithin(name.slice(at + 1), base);
  return name.slice(0, at) === base.slice(0, baseAt) && hostWithin(name.slice(at + 1), base.slice(baseAt + 1));
}

/** A host, or with a leading dot every host of a domain; the domain is none of them. */
function hostWithin(name: string, base: string): boolean {
  const host = name.toLowerCase();
  return base.startsWith('.') ? host.endsWith(base.toLowerCase()) : host === base.toLowerCase();
}

/** The host name in the authority of a URI; RFC 5280 §4.2.1.10 wants a URI without one refused under a constraint. */
function uriHost(uri: string): string | undefined {
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#@:[\]]+)(?::\d*)?(?:[/?#]|$)/i.exec(uri)?.[1];
  return host === undefined || isIP(host) !== 0 ? undefined : host;
}

function ipWithin(address: Uint8Array, network: Uint8Array): boolean {
  const { length } = address;
  if (network.length !== 2 * length) return false;
  return address.every((octet, i) => {
    const mask = network[length + i] ?? 0;
    return (octet & mask) === ((network[i] ?? 0) & mask);
  });
}
