/** Finding registrars and announcing the proxy by multicast DNS (RFC 8995 appendix B). */

import { PROXY_SERVICE, REGISTRAR_SERVICE, ServiceAddresses } from '@sallyport/brski';
import { type AnnounceOptions, announce, type BrowseOptions, browse } from '@sallyport/dns-sd';
import type { Announcer, RegistrarSource } from './sources.ts';

/** Looks for `_brski-registrar._tcp.local`. */
export function mdnsRegistrars(options: Omit<BrowseOptions, 'type'> = {}): RegistrarSource {
  return async (sink) => {
    const known = new ServiceAddresses();
    const tell = ({ found, withdrawn }: ReturnType<ServiceAddresses['up']>) => {
      for (const each of withdrawn) sink.withdrawn(each);
      for (const each of found) sink.found(each);
    };
    return browse(
      { ...options, type: REGISTRAR_SERVICE },
      { up: (service) => tell(known.up(service)), down: (service) => tell(known.down(service)) },
    );
  };
}

export interface MdnsAnnouncerOptions extends Omit<AnnounceOptions, 'type' | 'port' | 'name'> {
  /** Instance name. Default `Join proxy`; a number is added where it is taken. */
  readonly name?: string;
}

/** Announces `_brski-proxy._tcp.local`. */
export function mdnsAnnouncer(options: MdnsAnnouncerOptions = {}): Announcer {
  return ({ port }) => announce({ name: 'Join proxy', ...options, type: PROXY_SERVICE, port });
}
