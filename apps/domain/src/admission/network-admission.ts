/** The domain's RADIUS server: listens, admits devices to networks, and puts them out again. */

import type { CertificateAuthority, Vault } from '@sallyport/ca';
import { type Clock, DAY, type Random, type Timer } from '@sallyport/core';
import type { Authorizer, EventListener, TrustChanges } from '@sallyport/onboarding';
import type { DynamicAuthorizationClient } from '@sallyport/radius';
import { RadiusServer } from '@sallyport/radius';
import { type Opened, openDynamicAuthorizationClient, serveUdp, type UdpServer } from '@sallyport/radius/transport';
import type { LogStore } from '@sallyport/store';
import { openUdpSocket } from '@sallyport/udp';
import { Admission, AdmissionPolicy, CredentialExaminer, type Session, Sessions } from '@sallyport/wifi-wired';
import type { ManufacturerBook } from '../manufacturer-book.ts';
import { radiusProfile, SERVER_LIFETIME } from '../profiles.ts';
import { birthRegister, deviceDirectory, networkAuthorizer, revocationJudge } from './devices.ts';
import { AdmissionJournal } from './journal.ts';
import type { NetworkAdmissionOptions, RadiusListening } from './options.ts';
import { RadiusClients } from './radius-clients.ts';
import { SESSIONS } from './register.ts';
import type { SecretShelf } from './secret-shelf.ts';
import { sessionRecord } from './session-record.ts';

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
  /** Where the RADIUS server keeps its key; asked only where something listens. */
  readonly openVault: () => Promise<Vault>;
  readonly events: EventListener;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  readonly onError: (error: unknown) => void;
}

/** Renewed when half of its life is over. */
const RENEW_BEFORE = Math.min(60 * DAY, SERVER_LIFETIME / 2);

interface Running {
  readonly admission: Admission;
  readonly sessions: Sessions;
  readonly server: RadiusServer;
  readonly sockets: UdpServer;
  readonly requests: Opened<DynamicAuthorizationClient>;
  readonly vault: Vault;
  readonly stopHearing: () => void;
}

export class NetworkAdmission {
  readonly clients: RadiusClients;
  readonly #parts: NetworkAdmissionParts;
  #running: Running | undefined;

  private constructor(parts: NetworkAdmissionParts) {
    this.#parts = parts;
    const { store, shelf, onError } = parts;
    this.clients = new RadiusClients({
      store,
      shelf,
      changed: (clients) => this.#running?.server.setClients(clients),
      onError,
    });
  }

  /** @throws E_UDP_…, E_RADIUS_SOCKET, E_KEYSTORE_…, E_CA_VAULT, E_STORE_… */
  static async start(parts: NetworkAdmissionParts): Promise<NetworkAdmission> {
    const admission = new NetworkAdmission(parts);
    const { listen } = parts.options;
    if (listen !== undefined) await admission.#listen(listen);
    return admission;
  }

  /** Where requests are taken, or undefined. */
  get listening(): { readonly authenticationPort: number; readonly accountingPort: number } | undefined {
    const { authentication, accounting } = this.#running?.sockets ?? {};
    if (authentication === undefined || accounting === undefined) return undefined;
    return { authenticationPort: authentication.port, accountingPort: accounting.port };
  }

  /** Who is on the network, as the log has it: a page, by key or of one device. */
  sessions(query: { readonly device?: string; readonly cursor?: string; readonly limit?: number }) {
    const { device, cursor, limit = 100 } = query;
    return this.#parts.store.table(SESSIONS).page({
      limit,
      ...(device === undefined ? {} : { index: 'device', equals: device }),
      ...(cursor === undefined ? {} : { cursor }),
    });
  }

  /** Ends one session because a person says so; false when there is none, or its NAS did not acknowledge. */
  async disconnect(id: string, reason: string): Promise<boolean> {
    return (await this.#running?.sessions.disconnect(id, reason)) ?? false;
  }

  /** Sessions of this process, the oldest first. */
  get live(): readonly Session[] {
    return this.#running?.sessions.list() ?? [];
  }

  /** Resolves when no NAS is being told anything any more. */
  async settled(): Promise<void> {
    await this.#running?.sessions.settled();
  }

  async close(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    if (running !== undefined) {
      running.stopHearing();
      await running.sockets.close();
      running.server.close();
      running.admission.close();
      await running.sessions.close();
      await running.requests.close();
      await running.vault.close();
    }
    this.#parts.shelf.close();
  }

  async #listen(listening: RadiusListening): Promise<void> {
    const { store, clock, timer, random, trust, events, onError, options } = this.#parts;
    const ports = { clock, timer, random };
    const journal = new AdmissionJournal({ store, events, clock, onError });
    const vault = await this.#parts.openVault();
    await this.clients.open();
    const requests = await openDynamicAuthorizationClient({}, { ...ports, open: openUdpSocket });
    const policy = this.#policy();
    const { maxSessions, pauses } = options;
    const sessions = new Sessions(
      {
        policy,
        record: sessionRecord(store),
        requests: requests.client,
        findNas: this.clients.findNas,
        listener: (event) => journal.heardOfSession(event),
        ...(maxSessions === undefined ? {} : { maxSessions }),
        ...(pauses === undefined ? {} : { pauses }),
      },
      ports,
    );
    const stopHearing = trust.onTrustChanged((change) => sessions.trustChanged(change));
    const admission = await this.#admission(vault, policy, sessions, journal);
    const server = new RadiusServer(
      {
        clients: this.clients.settings,
        authenticate: (request) => admission.authenticate(request),
        account: (request) => sessions.account(request),
      },
      ports,
    );
    await sessions.open();
    const sockets = await serveUdp(server, { open: openUdpSocket, ...listening });
    this.#running = { admission, sessions, server, sockets, requests, vault, stopHearing };
  }

  #policy(): AdmissionPolicy {
    const { authorizer, authority, store, clock, onError, options } = this.#parts;
    return new AdmissionPolicy({
      authorizer: networkAuthorizer(authorizer, store, options.terms ?? []),
      revocation: revocationJudge(authority.ledger, clock),
      onboarding: options.onboarding,
      clock,
      failed: onError,
    });
  }

  async #admission(
    vault: Vault,
    policy: AdmissionPolicy,
    sessions: Sessions,
    journal: AdmissionJournal,
  ): Promise<Admission> {
    const { authority, book, clock, timer, random, options } = this.#parts;
    const key = await vault.key('radius', 'P-256');
    const certificate = await this.#certificate(vault, key);
    const examiner = new CredentialExaminer({
      anchors: () => [authority.certificate],
      devices: deviceDirectory(authority.ledger),
      births: options.onboarding === undefined ? undefined : birthRegister({ book, clock }),
      clock,
    });
    return new Admission(
      {
        credentials: { key: key.privateKeyObject(), chain: [certificate.der] },
        examiner,
        policy,
        sessions,
        listener: (event) => journal.heard(event),
        // Names of authorities tell a device which certificate to show; on an onboarding network any maker's may come.
        tls: options.onboarding === undefined ? { authorities: [authority.certificate.der] } : {},
        ...(options.sessionTime === undefined ? {} : { sessionTime: options.sessionTime }),
      },
      { clock, timer, random },
    );
  }

  #certificate(vault: Vault, key: Awaited<ReturnType<Vault['key']>>) {
    const { authority, owner, clock, options } = this.#parts;
    const hosts = options.hosts ?? this.#parts.hosts;
    return vault.certificate('radius', {
      key,
      now: clock.now(),
      renewBefore: RENEW_BEFORE,
      fits: (kept) => {
        const names = kept.subjectAltNames.flatMap((name) =>
          name.kind === 'dns' || name.kind === 'ip' ? [name.value] : [],
        );
        return hosts.every((host) => names.includes(host));
      },
      make: () => authority.issue({ profile: radiusProfile, facts: { owner, hosts }, publicKey: key.publicKey }),
    });
  }
}
