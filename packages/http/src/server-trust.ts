/** How a client decides whether it talks to the right server. */

import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { ConnectionOptions, PeerCertificate } from 'node:tls';
import { fail } from './errors.ts';

/**
 * - `provisional`: accept any certificate for now; the caller keeps the chain and judges it later (RFC 8995 §5, §5.6.2).
 *   TLS still proves that the server holds the key of the certificate it shows (RFC 8446 §4.4.3).
 * - `judged`: the caller's function looks at the chain before the first request and throws if it does not please.
 * - `verified`: TLS verifies the chain up to `anchors` and the name as a DNS-ID or an IP address (RFC 9525 §6, which
 *   RFC 8995 §5.4 asks for by way of RFC 6125); the common name never counts.
 */
export type ServerTrust =
  | { readonly mode: 'provisional' }
  | { readonly mode: 'judged'; readonly judge: (chain: readonly Uint8Array[]) => void | Promise<void> }
  | {
      readonly mode: 'verified';
      /** DER or PEM certificates, roots or not; or `public` for the roots that come with the runtime. */
      readonly anchors: readonly (Uint8Array | string)[] | 'public';
    };

/** What the trust decision means for `tls.connect`, for a server called `name` (a DNS name or an IP address). */
export function trustOptions(trust: ServerTrust, name: string): ConnectionOptions {
  return {
    rejectUnauthorized: trust.mode === 'verified',
    // Server name indication is for DNS names only (RFC 6066 §3).
    ...(isIP(withoutZone(name)) === 0 ? { servername: name } : { servername: '' }),
    checkServerIdentity: (_host: string, certificate: PeerCertificate) =>
      trust.mode === 'verified' ? nameMismatch(name, certificate.raw) : undefined,
  };
}

const NO_ANCHORS: readonly Uint8Array[] = [];

/** The certificates to hand to OpenSSL as anchors; undefined means the runtime's own. */
export function anchorsOf(trust: ServerTrust): readonly (Uint8Array | string)[] | undefined {
  if (trust.mode !== 'verified') return NO_ANCHORS;
  if (trust.anchors === 'public') return undefined;
  if (trust.anchors.length === 0) throw fail('E_HTTP_ARGUMENT', 'verified mode needs at least one trust anchor');
  return trust.anchors;
}

function nameMismatch(name: string, der: Uint8Array): Error | undefined {
  const certificate = new X509Certificate(der);
  const address = withoutZone(name);
  const matches =
    isIP(address) === 0
      ? certificate.checkHost(name, { subject: 'never', wildcards: true, partialWildcards: false })
      : certificate.checkIP(address);
  return matches === undefined
    ? fail('E_HTTP_TLS_UNTRUSTED', `the server certificate is not for ${name}`, { details: { name } })
    : undefined;
}

/** An IPv6 address without the `%eth0` that only its own machine understands. */
export function withoutZone(address: string): string {
  return address.split('%', 1)[0] ?? address;
}
