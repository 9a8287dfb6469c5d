/** What the router's side is given, and what it tells. */

import type { Clock, Milliseconds, SallyportError, Timer } from '@sallyport/core';
import type { Certificate } from '@sallyport/pki';
import type { Access } from '../command/command.ts';
import type { DomainMembership } from '../membership/domain.ts';
import type { ClaimPorts } from '../membership/trust-claim.ts';
import type { StationAddress } from '../stations.ts';

/** What one device may do. */
export interface DeviceAccess {
  /** Name of the device's key, `ni:///sha-256;…`. */
  readonly device: string;
  readonly access: Access;
  /** Where it is met. With access `out`, where it was. */
  readonly stations: readonly StationAddress[];
}

/** The router's ports. What resolves is in force. */
export interface Enforcer {
  /** Whether it has a constrained network. Without one, a device that should go there is put out. */
  readonly canConstrain: boolean;
  /** Lets these devices through and nobody else. */
  replace(all: readonly DeviceAccess[]): Promise<void>;
  /** Changes these devices and leaves the others. When it fails, `replace` comes next. */
  change(some: readonly DeviceAccess[]): Promise<void>;
}

/** Where the router keeps what it heard. One document. */
export interface RouterStore {
  load(): Promise<Uint8Array | undefined>;
  /** Resolves when the document would survive a loss of power; until then the old one is there whole. */
  save(document: Uint8Array): Promise<void>;
}

/** How the router belongs to its registrar: one way, so that nobody can choose the weaker. */
export type RouterMembership =
  /** `Trust(person, router+) : person-`, as the owner signed it. */
  { readonly by: 'owner'; readonly claim: Uint8Array } | ({ readonly by: 'domain' } & DomainMembership);

export interface RouterSideOptions extends ClaimPorts {
  /** What the registrar is shown in TLS. */
  readonly certificate: Certificate;
  readonly membership: RouterMembership;
  readonly store: RouterStore;
  readonly enforcer: Enforcer;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly settings?: Partial<RouterSettings>;
  readonly onEvent?: (event: RouterEvent) => void;
}

export interface RouterSettings {
  /** How long devices stay in without a word from the registrar: 0 to 20 days. Default 24 h. */
  readonly keepFor: Milliseconds;
  /** Devices at the same time, 1 to 65536. Default 4096. */
  readonly maxDevices: number;
}

export interface RouterStatus {
  /** Name of the registrar's key whose devices are let through. */
  readonly registrar: string | undefined;
  /** The newest command that was taken in. */
  readonly sequence: number;
  readonly devices: readonly DeviceAccess[];
  /** The session is there, and the whole set came. */
  readonly isSynced: boolean;
  /** The ports are as the registrar wants them. */
  readonly isEnforced: boolean;
  /** Too long without the registrar: everybody is out. */
  readonly isSuspended: boolean;
}

export type RouterEvent =
  | {
      readonly type: 'registrar-accepted';
      readonly registrar: string;
      readonly address: string;
      readonly by: 'owner' | 'domain';
      readonly owner: string | undefined;
    }
  | { readonly type: 'registrar-refused'; readonly address: string; readonly error: SallyportError }
  | { readonly type: 'synced'; readonly sequence: number; readonly devices: number; readonly refused: number }
  | { readonly type: 'applied'; readonly device: string; readonly access: Access; readonly sequence: number }
  /** A command or an entry of a set that was not taken. */
  | { readonly type: 'command-refused'; readonly error: SallyportError }
  | { readonly type: 'registrar-lost'; readonly error: SallyportError | undefined }
  /** Everybody is out, until the registrar is heard again. */
  | { readonly type: 'suspended' }
  | { readonly type: 'trouble'; readonly error: SallyportError };
