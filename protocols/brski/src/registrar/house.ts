/** What the registrar's resources share: configuration, ports with their defaults, and the registers kept in memory. */

import type { TlsConnectionInfo } from '@sallyport/http';
import type { ExpiringMap } from '../server/expiring-map.ts';
import { PathMemory } from '../server/path-memory.ts';
import { memoryReplayGuard, type ReplayGuard } from '../server/replay-guard.ts';
import { SignerMemory } from '../server/signer-memory.ts';
import { type Bootstrap, bootstrapMap } from './bootstraps.ts';
import { type CompleteRegistrarConfig, completeRegistrarConfig, type RegistrarConfig } from './config.ts';
import { Histories } from './history.ts';
import { memoryDeviceFlags, memoryVoucherShelf } from './memory-ports.ts';
import { OwnIdentity } from './own-identity.ts';
import { PledgeIdentities } from './pledge-identity.ts';
import type { DeviceFlags, RegistrarPorts, VoucherShelf } from './ports.ts';
import type { VoucherMemory } from './voucher-check.ts';

export class House {
  readonly config: CompleteRegistrarConfig;
  readonly ports: RegistrarPorts;
  readonly own: OwnIdentity;
  readonly identities: PledgeIdentities;
  readonly histories: Histories;
  readonly replayGuard: ReplayGuard;
  readonly flags: DeviceFlags;
  readonly shelf: VoucherShelf;
  readonly bootstraps: ExpiringMap<Bootstrap>;
  readonly voucherMemory: VoucherMemory;

  /** @throws E_BRSKI_REGISTRAR_CONFIG */
  constructor(config: RegistrarConfig, ports: RegistrarPorts) {
    this.config = completeRegistrarConfig(config);
    this.ports = ports;
    this.own = new OwnIdentity(config);
    this.identities = new PledgeIdentities(this.config, ports.clock);
    this.histories = new Histories(ports.masa, this.own, this.config.audit);
    this.replayGuard = ports.replayGuard ?? memoryReplayGuard({ clock: ports.clock });
    this.flags = ports.flags ?? memoryDeviceFlags();
    this.shelf = ports.shelf ?? memoryVoucherShelf();
    this.voucherMemory = { paths: new PathMemory(ports.clock), signers: new SignerMemory(ports.clock) };
    this.bootstraps = bootstrapMap(ports.clock, this.config.maxSessions);
  }
}

/** The client's end-entity certificate, DER; undefined when it presented none. */
export function clientCertificate(tls: TlsConnectionInfo | undefined): Uint8Array | undefined {
  return tls?.peerCertificate ?? tls?.peerChain[0];
}
