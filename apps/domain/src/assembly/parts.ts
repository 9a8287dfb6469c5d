/** What a running domain is made of. */

import type { Registrar } from '@sallyport/brski';
import type { CertificateAuthority, Vault } from '@sallyport/ca';
import type { Clock, Random } from '@sallyport/core';
import type { RunningTlsServer } from '@sallyport/http';
import type { Certificate } from '@sallyport/pki';
import type { StoredKey } from '@sallyport/pki/keystore';
import type { LogStore } from '@sallyport/store';
import type { AcceptRegister } from '../accept-register.ts';
import type { DomainAccounts } from '../accounts/domain-accounts.ts';
import type { NetworkAdmission } from '../admission/network-admission.ts';
import type { LiveEvents } from '../api/live/live-events.ts';
import type { HouseAssurance } from '../assurance/house-assurance.ts';
import type { DeviceDesk } from '../directory/device-desk.ts';
import type { DeviceDirectory } from '../directory/device-directory.ts';
import type { ManufacturerBook } from '../manufacturer-book.ts';
import type { MasaConnections } from '../masa-connections.ts';
import type { Ways } from '../onboarding/ways.ts';
import type { RefusalJournal } from '../refusals/refusal-journal.ts';
import type { RefusalMemory } from '../refusals/refusal-memory.ts';
import type { RevocationService } from '../revocation/revocation-service.ts';
import type { TrustFeed } from '../revocation/trust-feed.ts';
import type { ThreadNetworks } from '../thread/thread-networks.ts';

export interface Parts {
  readonly store: LogStore;
  readonly vaults: readonly Vault[];
  readonly authority: CertificateAuthority;
  readonly revocation: RevocationService;
  readonly trust: TrustFeed;
  readonly house: HouseAssurance;
  readonly admission: NetworkAdmission;
  readonly accounts: DomainAccounts;
  readonly directory: DeviceDirectory;
  readonly deviceDesk: DeviceDesk;
  readonly ways: Ways;
  readonly live: LiveEvents;
  readonly clock: Clock;
  readonly random: Random;
  readonly refusals: RefusalMemory;
  readonly refusalJournal: RefusalJournal;
  readonly registrarCertificate: Certificate;
  /** As it was kept, or made anew when little is left of it. */
  openRegistrarIdentity(): Promise<RegistrarIdentity>;
  readonly lists: AcceptRegister;
  readonly manufacturers: ManufacturerBook;
  readonly masas: MasaConnections;
  readonly thread: ThreadNetworks;
  readonly registrar: Registrar;
  readonly server: RunningTlsServer | undefined;
  readonly owner: string;
  readonly onError: (error: unknown) => void;
}

export interface RegistrarIdentity {
  readonly certificate: Certificate;
  readonly key: StoredKey;
}
