/** DNS-SD names of BRSKI (RFC 8995 appendix B, §8.6). */

export const PROXY_SERVICE = '_brski-proxy._tcp';
export const REGISTRAR_SERVICE = '_brski-registrar._tcp';

/** The domain of multicast DNS (RFC 6762 §3). */
export const MDNS_DOMAIN = 'local';

/**
 * The name to browse, for example `_brski-registrar._tcp.example.com`; without a domain, the multicast one.
 * The older name `_bootstraps._tcp` in the last paragraph of appendix B was never registered and is not used.
 */
export function browseName(
  service: typeof PROXY_SERVICE | typeof REGISTRAR_SERVICE,
  domain: string = MDNS_DOMAIN,
): string {
  return `${service}.${domain.replace(/^\.+|\.+$/g, '')}`;
}
