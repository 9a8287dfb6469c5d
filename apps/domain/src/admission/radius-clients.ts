/** The NASes and proxies that the owner registered: whose requests are answered, and where a device is put out. */

import { reasonOf, type Secret } from '@sallyport/core';
import { type ClientSettings, KnownClients } from '@sallyport/radius';
import type { LogStore } from '@sallyport/store';
import type { FindNas } from '@sallyport/wifi-wired';
import { fail } from '../errors.ts';
import { RADIUS_CLIENT_ADDED, RADIUS_CLIENT_REMOVED, type RadiusClientRow } from './events.ts';
import { RADIUS_CLIENTS } from './register.ts';
import type { SecretShelf } from './secret-shelf.ts';

export interface RadiusClientsOptions {
  readonly store: LogStore;
  readonly shelf: SecretShelf;
  /** The clients are others: for the server. */
  readonly changed: (clients: readonly ClientSettings[]) => void;
  readonly onError: (error: unknown) => void;
}

interface Registered {
  readonly row: RadiusClientRow;
  readonly secret: Secret;
}

/** RFC 2865 §3: at least 16 octets, and the server holds clients to that. */
export const SHORTEST_SECRET = 16;
const STREAM = 'radius-clients';

export class RadiusClients {
  readonly #options: RadiusClientsOptions;
  #registered: ReadonlyMap<string, Registered> = new Map();
  #isOpen = false;

  constructor(options: RadiusClientsOptions) {
    this.#options = options;
  }

  /** Reads them with their secrets, which a work on the books alone does not need. One whose secret is gone is left out, and told. */
  async open(): Promise<void> {
    const registered = new Map<string, Registered>();
    for (const row of await this.list()) {
      const secret = await this.#secretOf(row.name);
      if (secret !== undefined) registered.set(row.name, { row, secret });
    }
    this.#isOpen = true;
    this.#take(registered);
  }

  get settings(): readonly ClientSettings[] {
    return settingsOf(this.#registered);
  }

  async list(): Promise<readonly RadiusClientRow[]> {
    const rows: RadiusClientRow[] = [];
    for await (const { row } of this.#options.store.table(RADIUS_CLIENTS).scan()) rows.push(row);
    return rows;
  }

  /**
   * Makes a client known, or puts other settings in place of what was known of it. From now on it is answered.
   * @throws E_DOMAIN_RADIUS_CLIENT, E_DOMAIN_SECRET, E_STORE_…
   */
  async add(row: RadiusClientRow, secret: Secret): Promise<void> {
    if (secret.length < SHORTEST_SECRET) {
      throw fail('E_DOMAIN_RADIUS_CLIENT', `a shared secret has ${SHORTEST_SECRET} octets at least`);
    }
    const others = (await this.list()).filter(({ name }) => name !== row.name);
    try {
      new KnownClients([...others, row].map((each) => ({ ...each, secret })));
    } catch (cause) {
      throw fail('E_DOMAIN_RADIUS_CLIENT', reasonOf(cause), { cause });
    }
    // A secret that nobody refers to does no harm; a client without one would.
    await this.#options.shelf.put(row.name, secret);
    await this.#options.store.append([RADIUS_CLIENT_ADDED.create(STREAM, row)]);
    if (this.#isOpen) this.#take(new Map([...this.#registered, [row.name, { row, secret }]]));
  }

  /** False when it was not known. @throws E_DOMAIN_SECRET, E_STORE_… */
  async remove(name: string): Promise<boolean> {
    if ((await this.#options.store.table(RADIUS_CLIENTS).get(name)) === undefined) return false;
    await this.#options.store.append([RADIUS_CLIENT_REMOVED.create(STREAM, { name })]);
    await this.#options.shelf.remove(name);
    if (this.#isOpen) this.#take(new Map([...this.#registered].filter(([each]) => each !== name)));
    return true;
  }

  /** Where the NAS of a session takes Disconnect-Requests. */
  readonly findNas: FindNas = ({ client, address }) => {
    const known = this.#registered.get(client);
    const port = known?.row.dynamicAuthorization;
    if (known === undefined || port === undefined || port === null) return undefined;
    return { name: client, endpoint: { address: port.address ?? address, port: port.port }, secret: known.secret };
  };

  #take(registered: ReadonlyMap<string, Registered>): void {
    this.#registered = registered;
    this.#options.changed(settingsOf(registered));
  }

  async #secretOf(name: string): Promise<Secret | undefined> {
    try {
      const secret = await this.#options.shelf.get(name);
      if (secret === undefined) throw fail('E_DOMAIN_SECRET', `there is no secret of RADIUS client ${name} here`);
      return secret;
    } catch (thrown) {
      this.#options.onError(thrown);
      return undefined;
    }
  }
}

function settingsOf(registered: ReadonlyMap<string, Registered>): readonly ClientSettings[] {
  return [...registered.values()].map(({ row, secret }) => ({
    name: row.name,
    addresses: row.addresses,
    requireMessageAuthenticator: row.requireMessageAuthenticator,
    secret,
  }));
}
