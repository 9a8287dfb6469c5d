/** Finding join proxies and registrars by DNS-SD, multicast and unicast (RFC 8995 appendix B). */

import { PROXY_SERVICE, QuerySchedule, REGISTRAR_SERVICE, ServiceAddresses } from '@sallyport/brski';
import { type BrowseOptions, browse, lookup } from '@sallyport/dns-sd';
import type { DiscoverySource } from './discovery.ts';

export interface MdnsDiscoveryOptions extends Omit<BrowseOptions, 'type' | 'clock' | 'random'> {
  /** Default both: proxies, and registrars on the device's own link (RFC 8995 §4). */
  readonly services?: readonly (typeof PROXY_SERVICE | typeof REGISTRAR_SERVICE)[];
}

/** Multicast DNS: asks with doubling intervals, and listens in between. */
export function mdnsCandidates(options: MdnsDiscoveryOptions = {}): DiscoverySource {
  const { services = [PROXY_SERVICE, REGISTRAR_SERVICE], ...browsing } = options;
  return async (sink, { clock, random }) => {
    const known = new ServiceAddresses();
    const tell = (announcer: string, { found, withdrawn }: ReturnType<ServiceAddresses['up']>) => {
      for (const each of withdrawn) sink.withdrawn({ source: 'mdns', ...each });
      for (const each of found) sink.found({ source: 'mdns', announcer, ...each });
    };
    const browsers = await Promise.all(
      services.map((type) =>
        browse(
          { ...browsing, type, clock, random },
          {
            up: (service) => tell(service.host, known.up(service)),
            down: (service) => tell(service.host, known.down(service)),
          },
        ),
      ),
    );
    return {
      offers: () =>
        browsers
          .flatMap((browser) => browser.services())
          .flatMap((service) =>
            new ServiceAddresses()
              .up(service)
              .found.map((each) => ({ source: 'mdns' as const, announcer: service.host, ...each })),
          ),
      linkChanged: () => {
        for (const browser of browsers) browser.networkChanged();
      },
      close: async () => {
        await Promise.allSettled(browsers.map((browser) => browser.close()));
      },
    };
  };
}

export interface UnicastDiscoveryOptions {
  /** The network's domain, for example from DHCP (RFC 8995 appendix A.2). */
  readonly domain: string;
  /** Name servers as `address` or `address:port`. Default: the system's. */
  readonly servers?: readonly string[];
}

/** Unicast DNS: asks for registrars of the domain with intervals that double up to one hour (RFC 8995 §4.1). */
export function unicastCandidates(options: UnicastDiscoveryOptions): DiscoverySource {
  return async (sink, { clock, random }) => {
    const schedule = new QuerySchedule({ random, now: clock.monotonic() });
    const stopped = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const ask = async () => {
      try {
        const services = await lookup({ ...options, type: REGISTRAR_SERVICE, signal: stopped.signal });
        if (stopped.signal.aborted) return;
        for (const { port, addresses } of services) {
          // What was found stays a candidate until the device is aboard (RFC 8995 appendix B).
          for (const host of addresses) sink.found({ source: 'dns-sd', host, port });
        }
      } catch (error) {
        if (!stopped.signal.aborted) sink.failed(error);
      }
    };
    const arm = () => {
      clearTimeout(timer);
      if (stopped.signal.aborted) return;
      timer = setTimeout(
        () => {
          if (schedule.take(clock.monotonic())) void ask().finally(arm);
          else arm();
        },
        Math.max(0, schedule.next - clock.monotonic()),
      );
    };
    arm();
    return {
      linkChanged: () => {
        schedule.reset(clock.monotonic());
        arm();
      },
      close: async () => {
        stopped.abort();
        clearTimeout(timer);
      },
    };
  };
}
