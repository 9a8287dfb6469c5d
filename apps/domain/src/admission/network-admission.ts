/** The networks of a domain: whose NASes are answered, and who is on them. */

import type { Session } from '@sallyport/wifi-wired';
import type { NetworkAdmissionParts } from './parts.ts';
import { RadiusClients } from './radius-clients.ts';
import { RadiusService } from './radius-service.ts';
import { SESSIONS } from './register.ts';
import { type SessionPage, type SessionQuery, sessionPage } from './session-pages.ts';

export class NetworkAdmission {
  readonly clients: RadiusClients;
  readonly #parts: NetworkAdmissionParts;
  #service: RadiusService | undefined;

  private constructor(parts: NetworkAdmissionParts) {
    this.#parts = parts;
    const { store, shelf, onError } = parts;
    this.clients = new RadiusClients({
      store,
      shelf,
      changed: (clients) => this.#service?.server.setClients(clients),
      onError,
    });
  }

  /** @throws E_UDP_…, E_RADIUS_SOCKET, E_KEYSTORE_…, E_CA_VAULT, E_STORE_… */
  static async start(parts: NetworkAdmissionParts): Promise<NetworkAdmission> {
    const admission = new NetworkAdmission(parts);
    const { listen } = parts.options;
    if (listen !== undefined) admission.#service = await RadiusService.start(parts, listen, admission.clients);
    return admission;
  }

  /** Where requests are taken, or undefined. */
  get listening(): { readonly authenticationPort: number; readonly accountingPort: number } | undefined {
    return this.#service?.listening;
  }

  /** What came and went since the start, or undefined where nothing listens. */
  get counts() {
    return this.#service?.counts;
  }

  /** How many devices are on the network through this client, as far as a page tells: a hundred means that many or more. */
  async sessionsThrough(client: string): Promise<number> {
    const page = await this.#parts.store.table(SESSIONS).page({ index: 'client', equals: client });
    return page.entries.length;
  }

  /** Who is on the network, as the log has it: a page. */
  sessions(query: SessionQuery): Promise<SessionPage> {
    return sessionPage(this.#parts.store, query);
  }

  /** Ends one session because a person says so; false when there is none, or its NAS did not acknowledge. */
  async disconnect(id: string, reason: string): Promise<boolean> {
    return (await this.#service?.sessions.disconnect(id, reason)) ?? false;
  }

  /** Sessions of this process, the oldest first. */
  get live(): readonly Session[] {
    return this.#service?.sessions.list() ?? [];
  }

  /** Resolves when no NAS is being told anything any more. */
  async settled(): Promise<void> {
    await this.#service?.sessions.settled();
  }

  /** Renews the RADIUS server's certificate when it nears its end. Runs by itself once a day. */
  async renew(): Promise<void> {
    await this.#service?.renew();
  }

  async close(): Promise<void> {
    await this.#service?.close();
    this.#service = undefined;
    this.#parts.shelf.close();
  }
}
