/** Where messages may go: what keeps a webhook from being a way into the owner’s own network. */

import { BlockList, isIP } from 'node:net';
import { fail } from '../errors.ts';

export interface DestinationRules {
  /** Origins as `https://host` or `https://host:port`. */
  readonly origins: readonly string[];
  /** Lets messages go to addresses that are not public: for laboratories, and networks in the same house. Default no. */
  readonly allowPrivate?: boolean;
}

/** RFC 6890 and its successors, IPv6 forms of IPv4 addresses, multicast. */
const SPECIAL_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];
/** Of IPv6 only what is global unicast is public, less what leads elsewhere. */
const GLOBAL_6 = '2000::/3';
const SPECIAL_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const special = new BlockList();
const global6 = new BlockList();
addAll(special, SPECIAL_4, 'ipv4');
addAll(special, SPECIAL_6, 'ipv6');
addAll(global6, [GLOBAL_6], 'ipv6');

/** Whether an address is one of the public Internet. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !special.check(address, 'ipv4');
    case 6:
      return global6.check(address, 'ipv6') && !special.check(address, 'ipv6');
    default:
      return false;
  }
}

/** The URL in its one form. @throws E_WEBHOOK_DESTINATION */
export function checkDestination(url: string, { origins, allowPrivate = false }: DestinationRules): string {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== 'https:') throw fail('E_WEBHOOK_DESTINATION', 'not an https URL');
  if (parsed.username !== '' || parsed.password !== '' || parsed.hash !== '') {
    throw fail('E_WEBHOOK_DESTINATION', 'a URL with a password or a fragment');
  }
  if (!origins.includes(parsed.origin)) throw fail('E_WEBHOOK_DESTINATION', 'an origin that is not on the list');
  const host = parsed.hostname.replace(/^\[(.*)\]$/, '$1');
  if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) {
    throw fail('E_WEBHOOK_DESTINATION', 'an address that is not public');
  }
  return parsed.href;
}

/** What a name leads to, before anything is sent there. @throws E_WEBHOOK_DESTINATION */
export function checkAddresses(addresses: readonly string[], { allowPrivate = false }: DestinationRules): void {
  if (allowPrivate) return;
  if (addresses.length === 0 || !addresses.every(isPublicAddress)) {
    throw fail('E_WEBHOOK_DESTINATION', 'the name leads to an address that is not public');
  }
}

function addAll(list: BlockList, subnets: readonly string[], family: 'ipv4' | 'ipv6'): void {
  for (const subnet of subnets) {
    const [address = '', length = ''] = subnet.split('/');
    list.addSubnet(address, Number(length), family);
  }
}
