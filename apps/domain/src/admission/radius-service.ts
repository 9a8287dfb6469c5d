/** The RADIUS server of a domain while it listens: sockets, the door behind them, and the sessions behind the door. */

import type { Vault } from '@sallyport/ca';
import { bytesEqual, MINUTE } from '@sallyport/core';
import type { TlsCredentials } from '@sallyport/eap';
import { type Counts, RadiusServer } from '@sallyport/radius';
import { openDynamicAuthorizationClient, serveUdp, type UdpServer } from '@sallyport/radius/transport';
import { openUdpSocket } from '@sallyport/udp';
import { Admission, AdmissionPolicy, CredentialExaminer, Sessions } from '@sallyport/wifi-wired';
import { birthRegister, deviceDirectory, networkAuthorizer, revocationJudge } from './devices.ts';
import { AdmissionJournal } from './journal.ts';
import type { RadiusListening } from './options.ts';
import type { NetworkAdmissionParts } from './parts.ts';
import type { RadiusClients } from './radius-clients.ts';
import { radiusIdentity } from './radius-identity.ts';
import { sessionRecord } from './session-record.ts';

type Ending = () => void | Promise<void>;

/** The door, and with what it was made. */
interface Door {
  readonly admission: Admission;
  readonly credentials: TlsCredentials;
}

/** Conversations under way with the former certificate may end. */
const LAST_CONVERSATIONS = MINUTE;

export class RadiusService {
  readonly server: RadiusServer;
  readonly sessions: Sessions;
  readonly #parts: NetworkAdmissionParts;
  readonly #vault: Vault;
  readonly #policy: AdmissionPolicy;
  readonly #journal: AdmissionJournal;
  /** What ends with it, in the order in which it was begun. */
  readonly #endings: Ending[] = [];
  #door: Door;
  #sockets: UdpServer | undefined;

  private constructor(
    parts: NetworkAdmissionParts,
    made: {
      readonly vault: Vault;
      readonly policy: AdmissionPolicy;
      readonly journal: AdmissionJournal;
      readonly sessions: Sessions;
      readonly credentials: TlsCredentials;
    },
    clients: RadiusClients,
  ) {
    const { clock, timer, random } = parts;
    this.#parts = parts;
    this.#vault = made.vault;
    this.#policy = made.policy;
    this.#journal = made.journal;
    this.sessions = made.sessions;
    this.#door = this.#open(made.credentials);
    this.server = new RadiusServer(
      {
        clients: clients.settings,
        authenticate: (request) => this.#door.admission.authenticate(request),
        account: (request) => {
          parts.stations.accounted(request);
          return this.sessions.account(request);
        },
      },
      { clock, timer, random },
    );
  }

  /** @throws E_UDP_…, E_RADIUS_SOCKET, E_KEYSTORE_…, E_CA_…, E_STORE_… */
  static async start(
    parts: NetworkAdmissionParts,
    listening: RadiusListening,
    clients: RadiusClients,
  ): Promise<RadiusService> {
    const { store, clock, timer, random, trust, events, onError, options } = parts;
    const ports = { clock, timer, random };
    const endings: Ending[] = [];
    try {
      const vault = await parts.openVault();
      endings.push(() => vault.close());
      const credentials = await identityOf(parts, vault);
      await clients.open();
      // From the address that NASes know as their server: they take such requests from nobody else.
      const from = { open: openUdpSocket, host: listening.host };
      const requests = await openDynamicAuthorizationClient({}, { ...ports, ...from });
      endings.push(() => requests.close());
      const journal = new AdmissionJournal({ store, events, clock, timer, onError });
      endings.push(() => journal.close());
      const policy = policyOf(parts);
      const { maxSessions, pauses } = options;
      const sessions = new Sessions(
        {
          policy,
          record: sessionRecord(store),
          requests: requests.client,
          findNas: clients.findNas,
          listener: (event) => {
            if (event.type === 'ended') parts.stations.ended(event.session);
            journal.heardOfSession(event);
          },
          ...(maxSessions === undefined ? {} : { maxSessions }),
          ...(pauses === undefined ? {} : { pauses }),
        },
        ports,
      );
      endings.push(() => sessions.close());
      // Changes are heard of before sessions of earlier are taken up, so that none falls between.
      endings.push(trust.onTrustChanged((change) => sessions.trustChanged(change)));
      await sessions.open();
      for (const session of sessions.list()) parts.stations.admitted(session);
      const service = new RadiusService(parts, { vault, policy, journal, sessions, credentials }, clients);
      service.#endings.push(...endings);
      await service.#listen(listening);
      return service;
    } catch (thrown) {
      for (const end of endings.reverse()) await end();
      throw thrown;
    }
  }

  get listening(): { readonly authenticationPort: number; readonly accountingPort: number } | undefined {
    const { authentication, accounting } = this.#sockets ?? {};
    if (authentication === undefined || accounting === undefined) return undefined;
    return { authenticationPort: authentication.port, accountingPort: accounting.port };
  }

  /** What came and went, by the name of the packet's code; what was discarded, by error code; altogether and by client. */
  get counts(): { readonly total: Counts; readonly byClient: Readonly<Record<string, Counts>> } {
    const { total, byParty } = this.server.counters;
    return { total, byClient: byParty };
  }

  /** Renews the server's certificate when it nears its end, without a restart. */
  async renew(): Promise<void> {
    const credentials = await identityOf(this.#parts, this.#vault);
    const { admission: former, credentials: before } = this.#door;
    const [now, then] = [credentials.chain[0], before.chain[0]];
    if (now !== undefined && then !== undefined && bytesEqual(now, then)) return;
    this.#door = this.#open(credentials);
    this.#parts.timer.after(LAST_CONVERSATIONS, () => former.close());
  }

  async close(): Promise<void> {
    await this.#sockets?.close();
    this.server.close();
    this.#door.admission.close();
    for (const end of this.#endings.reverse()) await end();
  }

  async #listen(listening: RadiusListening): Promise<void> {
    this.#sockets = await serveUdp(this.server, { open: openUdpSocket, ...listening });
  }

  #open(credentials: TlsCredentials): Door {
    const { authority, book, clock, timer, random, options } = this.#parts;
    const examiner = new CredentialExaminer({
      anchors: () => [authority.certificate],
      devices: deviceDirectory(authority.ledger),
      births: options.onboarding === undefined ? undefined : birthRegister({ book, clock }),
      clock,
    });
    const admission = new Admission(
      {
        credentials,
        examiner,
        policy: this.#policy,
        sessions: this.sessions,
        listener: (event) => {
          if (event.type === 'admitted') this.#parts.stations.admitted(event.session);
          this.#journal.heard(event);
        },
        // Names of authorities tell a device which certificate to show; on an onboarding network any maker's may come.
        tls: options.onboarding === undefined ? { authorities: [authority.certificate.der] } : {},
        ...(options.sessionTime === undefined ? {} : { sessionTime: options.sessionTime }),
      },
      { clock, timer, random },
    );
    return { admission, credentials };
  }
}

function identityOf({ authority, owner, hosts, clock, options }: NetworkAdmissionParts, vault: Vault) {
  return radiusIdentity({ vault, authority, owner, hosts: options.hosts ?? hosts, clock });
}

function policyOf({ authorizer, authority, store, clock, onError, options }: NetworkAdmissionParts): AdmissionPolicy {
  return new AdmissionPolicy({
    authorizer: networkAuthorizer(authorizer, store, options.terms ?? []),
    revocation: revocationJudge(authority.ledger, clock),
    onboarding: options.onboarding,
    clock,
    failed: onError,
  });
}
