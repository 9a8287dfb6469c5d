/** Finding registrars as a device does: by multicast DNS or GRASP (CAHN, CA Command Protocol). Nobody has proved what is found. */

import { CA_COMMANDS_PROTOCOL, CA_COMMANDS_SERVICE } from '@sallyport/assurance-ca-commands';
import { AN_JOIN_REGISTRAR, ServiceAddresses } from '@sallyport/brski';
import { type BrowseOptions, browse } from '@sallyport/dns-sd';
import { IPPROTO_TCP, type ListenForFloodsOptions, listenForFloods, type Offer, offerAddress } from '@sallyport/grasp';

export interface RegistrarAddress {
  readonly host: string;
  readonly port: number;
}

export interface RegistrarSink {
  found(address: RegistrarAddress): void;
  withdrawn(address: RegistrarAddress): void;
}

/** Looks for registrars until closed. */
export type RegistrarSource = (sink: RegistrarSink) => Promise<{ close(): Promise<void> }>;

/** Looks for the service of registrars that take routers. */
export function mdnsRegistrars(options: Omit<BrowseOptions, 'type'> = {}): RegistrarSource {
  return (sink) => {
    const known = new ServiceAddresses();
    const tell = ({ found, withdrawn }: ReturnType<ServiceAddresses['up']>) => {
      for (const each of withdrawn) sink.withdrawn(each);
      for (const each of found) sink.found(each);
    };
    return browse(
      { ...options, type: CA_COMMANDS_SERVICE },
      { up: (service) => tell(known.up(service)), down: (service) => tell(known.down(service)) },
    );
  };
}

/** Hears floods of `AN_join_registrar` whose value names the protocol (RFC 8995 §4.3). */
export function graspRegistrars(
  options: Partial<Pick<ListenForFloodsOptions, 'interfaces' | 'family' | 'port' | 'scope'>> = {},
): RegistrarSource {
  return (sink) =>
    listenForFloods(
      { ...options, scope: options.scope ?? 'domain', objectives: [AN_JOIN_REGISTRAR] },
      {
        up: (offer) => {
          const address = addressOf(offer);
          if (address !== undefined) sink.found(address);
        },
        down: (offer) => {
          const address = addressOf(offer);
          if (address !== undefined) sink.withdrawn(address);
        },
      },
    );
}

function addressOf(offer: Offer): RegistrarAddress | undefined {
  const { locator, objective } = offer;
  const host = offerAddress(offer);
  if (objective.value !== CA_COMMANDS_PROTOCOL || host === undefined || locator?.protocol !== IPPROTO_TCP)
    return undefined;
  return locator.port === undefined || locator.port === 0 ? undefined : { host, port: locator.port };
}
