/** Where devices are let in and put out: Thread networks, RADIUS, routers; and the feed that tells them of trust. */

import { join } from 'node:path';
import { NetworkAdmission } from '../admission/network-admission.ts';
import { fileShelf, memoryShelf, type SecretShelf } from '../admission/secret-shelf.ts';
import type { LiveEvents } from '../api/live/live-events.ts';
import { startRouters } from '../assurance/routers/start-routers.ts';
import { vaultNamed } from '../identity.ts';
import type { DomainOptions } from '../options.ts';
import { TrustFeed } from '../revocation/trust-feed.ts';
import { ThreadNetworks } from '../thread/thread-networks.ts';
import type { Foundation } from './foundation.ts';
import type { Judging } from './judging.ts';
import type { Site } from './site.ts';

export function openThread(
  { options, timer, events, keep }: Site,
  { store, authority, lists }: Foundation,
  { authorizer }: Judging,
  live: LiveEvents,
): ThreadNetworks {
  const { clock, random, onError } = options;
  return keep(
    new ThreadNetworks({
      owner: options.owner,
      domainMark: authority.certificate.fingerprint().slice(0, 8),
      discovery: options.threadDiscovery ?? {},
      store,
      lists,
      authorizer,
      events,
      onTurned: () => live.turned('thread'),
      clock,
      timer,
      random,
      onError,
    }),
  );
}

/** @throws E_STORE_… */
export async function openTrust(
  { options, timer, followOthers, keep }: Site,
  { store, authority }: Foundation,
  { house }: Judging,
): Promise<TrustFeed> {
  const { onError } = options;
  return keep(
    await TrustFeed.open({ store, ledger: authority.ledger, timer, others: [house.trust], ...followOthers, onError }),
  );
}

/** @throws E_UDP_…, E_RADIUS_SOCKET, E_KEYSTORE_…, E_CA_VAULT, E_STORE_… */
export async function openAdmission(
  { options, timer, events, keep }: Site,
  { store, authority, manufacturers }: Foundation,
  { authorizer, stations }: Judging,
  trust: TrustFeed,
): Promise<NetworkAdmission> {
  const { clock, random, onError } = options;
  return keep(
    await NetworkAdmission.start({
      options: options.admission ?? {},
      owner: options.owner,
      hosts: options.hosts,
      authority,
      book: manufacturers,
      authorizer,
      trust,
      store,
      shelf: shelfOf(options),
      stations,
      openVault: () => vaultNamed('radius', options),
      events,
      clock,
      timer,
      random,
      onError,
    }),
  );
}

/** Starts nothing where routers are not spoken with. @throws E_CA_COMMANDS_…, E_DOMAIN_CLAIM, E_STORE_… */
export async function openRouters(
  { options, timer }: Site,
  { store, authority, revocation, registrarCertificate, key }: Foundation,
  { house, stations }: Judging,
  trust: TrustFeed,
  live: LiveEvents,
): Promise<void> {
  if (options.assurance?.routers === undefined) return;
  await startRouters({
    house: house.desks,
    options: options.assurance.routers,
    store,
    authority,
    revocation,
    certificate: registrarCertificate,
    key,
    stations,
    trust,
    onTurned: () => live.turned('router'),
    clock: options.clock,
    timer,
    onError: options.onError,
  });
}

/** Shared secrets of RADIUS clients. */
function shelfOf({ directory, passphrase, random }: DomainOptions): SecretShelf {
  if (directory === undefined) return memoryShelf();
  return fileShelf({ directory: join(directory, 'radius-clients'), passphrase, random });
}
