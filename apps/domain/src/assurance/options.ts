/** How a domain goes on assuring itself of its devices. Nothing of it runs before the owner adopts a policy, unless it is named here. */

import type { Milliseconds } from '@sallyport/core';
import type { PeerLimit } from '@sallyport/http';
import type { MudOptions } from './behaviour/mud-options.ts';
import type { IdentityServiceOptions } from './identity-service.ts';
import type { RouterCommandsOptions } from './routers/options.ts';

/**
 * Who may send what to the domain's listener. `certified`: clients with a certificate of this domain that still counts, and that
 * is no device's: devices have nothing to claim, and the log is kept for ever.
 */
export type Senders = 'anybody' | 'certified' | 'nobody';

export interface DomainAssuranceOptions {
  /** Whom this domain believes beside its owner: `mailto:` and keys of people. */
  readonly roots?: readonly string[];
  /** Keys of authentication servers whose identity bindings count, beside the domain's own. */
  readonly authenticationServers?: readonly string[];
  /** How much trust makes somebody a person that counts, from 0 to 1. Default: the trust engine's. */
  readonly threshold?: number;
  /** Who may bring claims over HTTP (`POST /claims`). Default `certified`. */
  readonly claimsFrom?: Senders;
  /** How many claims one client may bring, by its certificate or its address: they are kept for ever. Default 600 in ten minutes. */
  readonly claimsLimit?: PeerLimit;
  /**
   * What becomes of the certificate of a device that policy no longer permits. `keep`: the device is put out and turned away
   * for as long as that is so, and comes back by itself. `revoke`: its LDevID is revoked too, so that it must be
   * onboarded again. Default `keep`.
   */
  readonly lostTrust?: 'keep' | 'revoke';
  /** An authentication server of the domain's own, whose bindings count here. Default: there is none. */
  readonly identities?: IdentityServiceOptions;
  /** How MUD files are fetched, and what they mean here. Default: none is, and a policy that asks for one denies. */
  readonly mud?: MudOptions;
  /** How routers are commanded that enforce what is decided here. Default: none is. */
  readonly routers?: RouterCommandsOptions;
  /** How often everything that depends on time is looked at. Default 30 s. */
  readonly every?: Milliseconds;
}
