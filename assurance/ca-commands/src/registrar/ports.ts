/** What the registrar's side is given, and what it tells. */

import type { ClaimSigner } from '@sallyport/assurance-claims';
import type { Clock, Milliseconds, SallyportError, Timer } from '@sallyport/core';
import type { Certificate } from '@sallyport/pki';
import type { Access, VerifiedCommand } from '../command/command.ts';
import type { DomainMembership } from '../membership/domain.ts';
import type { ClaimPorts } from '../membership/trust-claim.ts';
import type { Problem } from '../wire/messages.ts';

export interface RegistrarSideOptions extends ClaimPorts {
  /** What routers are shown in TLS. Its key signs commands, and is the one that the owner's claim trusts. */
  readonly certificate: Certificate;
  /** Of the same key: `didKeySigner` or `certifiedSigner`. */
  readonly signer: ClaimSigner;
  /** `Trust(person, registrar+) : person-`, as the owner signed it. Without it no router is accepted by ownership. */
  readonly claim?: Uint8Array;
  /** Without it no router is accepted by domain. */
  readonly domain?: DomainMembership;
  /**
   * The commands that this registrar issued, in the order of their numbers. Those that a later one about the same device
   * overtook may be left out; the newest of all may not.
   */
  readonly issued: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Writes a command down. It is sent to nobody before this resolves. */
  readonly record: (command: VerifiedCommand) => Promise<void>;
  /** Addresses at which the device has proved itself to this registrar's admission, by the name of its key. Default: none. */
  readonly stationsOf?: (device: string) => readonly string[];
  /** Whether this router may connect, by the name of its key; asked besides ownership or domain. Default: it may. */
  readonly admits?: (router: string) => boolean;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly settings?: Partial<RegistrarSettings>;
  readonly onEvent?: (event: RegistrarEvent) => void;
}

export interface RegistrarSettings {
  /** 1 to 60 s. Default 10 s. */
  readonly heartbeat: Milliseconds;
  /** How long a report waits for routers. Default 10 s. */
  readonly patience: Milliseconds;
  /** Routers at the same time. Default 256. */
  readonly maxRouters: number;
  /** The number of the first command, if none was issued yet with a higher one: after a log was restored. Default 1. */
  readonly firstSequence: number;
}

/** What became of a command at one router. */
export interface RouterOutcome {
  /** Name of the router's key. */
  readonly router: string;
  /** `lost`: the connection ended first, and the router hears of it when it comes back. `late`: no answer in time. */
  readonly outcome: 'applied' | 'failed' | 'lost' | 'late';
  /** What the device may do there now. */
  readonly access?: Access;
  readonly error?: Problem;
}

export interface CommandReport {
  /** Undefined when the device stood so already, and no command was needed. */
  readonly command: VerifiedCommand | undefined;
  readonly routers: readonly RouterOutcome[];
}

export interface RouterStatus {
  /** Name of the router's key. */
  readonly router: string;
  readonly address: string;
  readonly by: 'owner' | 'domain';
  readonly owner: string | undefined;
  readonly since: Date;
  /** It has the whole set. */
  readonly isSynced: boolean;
  /** The newest command that it has taken in. */
  readonly sequence: number;
  /** Its ports are as that says. */
  readonly isEnforced: boolean;
}

export type RegistrarEvent =
  | {
      readonly type: 'router-accepted';
      readonly router: string;
      readonly address: string;
      readonly by: 'owner' | 'domain';
      readonly owner: string | undefined;
    }
  /** `router`: whose key it proved. */
  | {
      readonly type: 'router-refused';
      readonly router: string;
      readonly address: string;
      readonly error: SallyportError;
    }
  /** `refused`: how many entries of the set the router did not take. */
  | {
      readonly type: 'router-synced';
      readonly router: string;
      readonly sequence: number;
      readonly devices: number;
      readonly refused: number;
    }
  | { readonly type: 'router-lost'; readonly router: string; readonly error: SallyportError | undefined }
  | { readonly type: 'issued'; readonly device: string; readonly access: Access; readonly sequence: number }
  | { readonly type: 'outcome'; readonly sequence: number; readonly outcome: RouterOutcome };
