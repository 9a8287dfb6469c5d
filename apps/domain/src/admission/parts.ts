/** What admission is made of. */

import type { CertificateAuthority, Vault } from '@sallyport/ca';
import type { Clock, Random, Timer } from '@sallyport/core';
import type { Authorizer, EventListener, TrustChanges } from '@sallyport/onboarding';
import type { LogStore } from '@sallyport/store';
import type { ManufacturerBook } from '../manufacturer-book.ts';
import type { NetworkAdmissionOptions } from './options.ts';
import type { SecretShelf } from './secret-shelf.ts';
import type { Stations } from './stations.ts';

export interface NetworkAdmissionParts {
  readonly options: NetworkAdmissionOptions;
  readonly owner: string;
  /** Names and addresses of the domain. */
  readonly hosts: readonly string[];
  readonly authority: CertificateAuthority;
  readonly book: ManufacturerBook;
  readonly authorizer: Authorizer;
  readonly trust: TrustChanges;
  readonly store: LogStore;
  readonly shelf: SecretShelf;
  readonly stations: Stations;
  /** Where the RADIUS server keeps its key; asked only where something listens. */
  readonly openVault: () => Promise<Vault>;
  readonly events: EventListener;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  readonly onError: (error: unknown) => void;
}
