/** Puts the parts of a domain together: books, engines, and one listener for both protocols. */

import { join } from 'node:path';
import { acceptListAuthorizer } from '@sallyport/assurance-accept-lists';
import { createRegistrar, type Registrar } from '@sallyport/brski';
import type { CertificateAuthority, Vault } from '@sallyport/ca';
import { type Clock, DAY, type Milliseconds, SECOND, systemTimer } from '@sallyport/core';
import { createEstServer } from '@sallyport/est';
import { type HttpHandler, type RunningTlsServer, startTlsServer } from '@sallyport/http';
import type { Certificate } from '@sallyport/pki';
import type { StoredKey } from '@sallyport/pki/keystore';
import type { LogStore } from '@sallyport/store';
import { AcceptRegister } from './accept-register.ts';
import { NetworkAdmission } from './admission/network-admission.ts';
import { fileShelf, memoryShelf, type SecretShelf } from './admission/secret-shelf.ts';
import {
  type EnrolmentOptions,
  enrolmentGate,
  estAuthenticator,
  issuedCertificates,
  ldevidIssuer,
} from './enrolment.ts';
import { openAuthority, openRegistrarCertificate, openStore, vaultNamed } from './identity.ts';
import { deviceFlags, registrarJournal, unreviewedVouchers } from './journal.ts';
import { ManufacturerBook } from './manufacturer-book.ts';
import { MasaConnections } from './masa-connections.ts';
import { ObservedStore } from './observed-store.ts';
import type { DomainOptions } from './options.ts';
import { RevocationService } from './revocation/revocation-service.ts';
import { TrustFeed } from './revocation/trust-feed.ts';
import { ThreadNetworks } from './thread/thread-networks.ts';

const MAX_MASA_ANSWER = 1 << 20;
/** How long a change of trust at one replica may stay unknown at another. */
const LOOK_FOR_OTHERS: Milliseconds = SECOND / 2;

export interface Closing {
  close(): Promise<void>;
}

/** What a running domain is made of. */
export interface Parts {
  readonly store: LogStore;
  readonly vaults: readonly Vault[];
  readonly authority: CertificateAuthority;
  readonly revocation: RevocationService;
  readonly trust: TrustFeed;
  readonly admission: NetworkAdmission;
  readonly clock: Clock;
  readonly registrarCertificate: Certificate;
  /** As it was kept, or made anew when little is left of it. */
  openRegistrarIdentity(): Promise<{ readonly certificate: Certificate; readonly key: StoredKey }>;
  readonly lists: AcceptRegister;
  readonly manufacturers: ManufacturerBook;
  readonly masas: MasaConnections;
  readonly thread: ThreadNetworks;
  readonly registrar: Registrar;
  readonly server: RunningTlsServer | undefined;
  readonly owner: string;
  readonly onError: (error: unknown) => void;
}

/** Opens and starts everything; what was opened is in `opened`, for closing when something fails. */
export async function assemble(options: DomainOptions, opened: Closing[]): Promise<Parts> {
  const keep = <T extends Closing>(part: T): T => {
    opened.push(part);
    return part;
  };
  const { clock, random, events, onError } = options;
  const store = keep(new ObservedStore(await openStore(options)));
  const caVault = keep(await vaultNamed('domain-ca', options));
  const registrarVault = keep(await vaultNamed('registrar', options));
  let revocation: RevocationService | undefined;
  const authority = await openAuthority(caVault, store, options, () => revocation?.locations);
  revocation = keep(
    await RevocationService.start({
      authority,
      owner: options.owner,
      hosts: options.hosts,
      publishing: options.revocation ?? {},
      openVault: () => vaultNamed('ocsp-responder', options),
      clock,
      onError,
    }),
  );
  const key = await registrarVault.key('registrar', 'P-256');
  const openRegistrarIdentity = async () => ({
    certificate: await openRegistrarCertificate(registrarVault, key, authority, options, revocation.locations),
    key,
  });
  const { certificate: registrarCertificate } = await openRegistrarIdentity();
  const lists = await AcceptRegister.open(store);
  const manufacturers = await ManufacturerBook.open(store);
  const authorizer = options.authorizer ?? acceptListAuthorizer(() => lists.upToDate());
  const masas = new MasaConnections({
    book: manufacturers,
    identity: { key: key.privateKeyObject(), certificateChain: [registrarCertificate.der, authority.certificate.der] },
    timeout: options.masaTimeout ?? 60 * SECOND,
    maxBodyBytes: MAX_MASA_ANSWER,
    credentials: options.masaCredentials ?? [],
  });
  const enrolment: EnrolmentOptions = {
    authority,
    book: manufacturers,
    store,
    clock,
    authorizer,
    network: options.network,
    ldevidLifetime: options.ldevidLifetime ?? 365 * DAY,
    onError,
  };
  const registrar = createRegistrar(
    {
      certificate: registrarCertificate,
      signer: key,
      chain: [authority.certificate],
      manufacturers: () => manufacturers.trust,
      // The whole domain is pinned, so that a renewed or second registrar certificate still fits (RFC 8995 §5.5.2).
      pin: 'chain',
      ...(options.reducedSecurity === undefined ? {} : { reducedSecurity: options.reducedSecurity }),
      ...(options.audit === undefined ? {} : { audit: options.audit }),
    },
    {
      authorizer,
      masa: masas,
      journal: registrarJournal(store),
      flags: deviceFlags(store),
      unreviewed: unreviewedVouchers(store),
      issued: issuedCertificates(enrolment),
      events,
      clock,
      random,
      timer: systemTimer,
    },
  );
  const est = createEstServer(
    { protocol: 'brski', serverKeyType: 'P-256' },
    {
      clock,
      random,
      authenticator: estAuthenticator(enrolment),
      gate: enrolmentGate(enrolment, registrar),
      issuer: ldevidIssuer(enrolment),
      caCertificates: async (label) => (label === undefined ? authority.chain : undefined),
      onEvent: events,
      onError,
    },
  );
  const server =
    options.listen === undefined
      ? undefined
      : keep(
          await startTlsServer({
            handler: byPrefix(registrar.handle, est.handle),
            ...options.listen,
            ...(options.limits === undefined ? {} : { limits: options.limits }),
            key: key.privateKeyObject(),
            certificateChain: [registrarCertificate.der, authority.certificate.der],
            requestClientCertificate: true,
          }),
        );
  const thread = keep(
    new ThreadNetworks({
      owner: options.owner,
      domainMark: authority.certificate.fingerprint().slice(0, 8),
      store,
      lists,
      authorizer,
      events,
      clock,
      timer: systemTimer,
      random,
      onError,
    }),
  );
  const trust = keep(
    await TrustFeed.open({
      store,
      ledger: authority.ledger,
      timer: systemTimer,
      ...(options.postgres === undefined ? {} : { lookEvery: LOOK_FOR_OTHERS }),
      onError,
    }),
  );
  const admission = keep(
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
      openVault: () => vaultNamed('radius', options),
      events,
      clock,
      timer: systemTimer,
      random,
      onError,
    }),
  );
  const vaults = [caVault, registrarVault];
  return {
    store,
    vaults,
    authority,
    revocation,
    trust,
    admission,
    clock,
    registrarCertificate,
    openRegistrarIdentity,
    lists,
    manufacturers,
    masas,
    thread,
    registrar,
    server,
    owner: options.owner,
    onError,
  };
}

/** Shared secrets of RADIUS clients. */
function shelfOf({ directory, passphrase, random }: DomainOptions): SecretShelf {
  if (directory === undefined) return memoryShelf();
  return fileShelf({ directory: join(directory, 'radius-clients'), passphrase, random });
}

function byPrefix(brski: HttpHandler, est: HttpHandler): HttpHandler {
  return (request) => (request.path.startsWith('/.well-known/est') ? est(request) : brski(request));
}
