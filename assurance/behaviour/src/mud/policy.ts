/** From a MUD file to all that holds for its device: the file's entries, and what every device may do. */

import { fail } from '../errors.ts';
import type { Entry } from './model.ts';
import { HOUSE_ENTRIES, STANDARD_ENTRIES } from './standard-entries.ts';
import type { VerifiedMud } from './verified-mud.ts';

/** In order: the first entry that matches a packet decides, and what none matches is denied (RFC 8520 §5). */
export interface MudPolicy {
  readonly url: string;
  readonly fromDevice: readonly Entry[];
  readonly toDevice: readonly Entry[];
}

export type EntryLists = Pick<MudPolicy, 'fromDevice' | 'toDevice'>;

export interface PolicyOptions {
  /**
   * What a file that names hosts by address is worth. RFC 8520 §2.1 does not have it enforced without an
   * administrator. Default: `refuse`.
   */
  readonly addresses?: 'refuse' | 'allow';
  /** What the network needs of every device, before the file is asked. Default: {@link HOUSE_ENTRIES}. */
  readonly house?: EntryLists;
}

/** @throws E_BEHAVIOUR_MUD_ADDRESSES */
export function policyOf(mud: VerifiedMud, options: PolicyOptions = {}): MudPolicy {
  const { file } = mud;
  const { addresses = 'refuse', house = HOUSE_ENTRIES } = options;
  if (file.hasAddresses && addresses === 'refuse') {
    throw fail('E_BEHAVIOUR_MUD_ADDRESSES', 'the MUD file names hosts by address');
  }
  return {
    url: file.url,
    fromDevice: [...house.fromDevice, ...file.fromDevice, ...STANDARD_ENTRIES.fromDevice],
    // RFC 8520 §5: the standard's own come after all explicit ones, so that a file can drop them.
    toDevice: [...house.toDevice, ...file.toDevice, ...STANDARD_ENTRIES.toDevice],
  };
}
