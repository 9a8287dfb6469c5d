/**
 * Who is on the network: bounded, and found by device, by place, and by what accounting calls the session, each in one look.
 */

import { type Milliseconds, toHex } from '@sallyport/core';
import { type AccountingRequest, ATTRIBUTES } from '@sallyport/radius';
import { nasKey, type Place, placeKey } from '../admission/place.ts';
import { deviceKeyOf, GRACE, type Session } from './session.ts';

export class SessionTable {
  readonly #most: number;
  readonly #byId = new Map<string, Session>();
  readonly #byDevice = new Map<string, Set<string>>();
  readonly #byNas = new Map<string, Set<string>>();
  readonly #byPlace = new Map<string, string>();
  readonly #byAccounting = new Map<string, string>();
  /** Places promised to stations whose session is being written down. */
  #promised = 0;

  /** `most`: sessions at the same time. */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#byId.size;
  }

  get hasRoom(): boolean {
    return this.#byId.size + this.#promised < this.#most;
  }

  /** Takes a place before the session is written down. Gives the way to give it back. */
  promise(): () => void {
    this.#promised++;
    let isKept = true;
    return () => {
      if (isKept) this.#promised--;
      isKept = false;
    };
  }

  get(id: string): Session | undefined {
    return this.#byId.get(id);
  }

  all(): IterableIterator<Session> {
    return this.#byId.values();
  }

  /** Keys of the devices that have a session. */
  devices(): readonly string[] {
    return [...this.#byDevice.keys()];
  }

  ofDevice(deviceKey: string): readonly Session[] {
    return this.#found(this.#byDevice.get(deviceKey));
  }

  ofNas(place: Place): readonly Session[] {
    return this.#found(this.#byNas.get(nasKey(place)));
  }

  at(place: Place): Session | undefined {
    return this.#one(this.#byPlace.get(placeKey(place)));
  }

  /** The session that an accounting record is about: by Class, which is ours, else by Acct-Session-Id, else by place. */
  accountedFor(request: AccountingRequest, place: Place): Session | undefined {
    for (const octets of ATTRIBUTES.Class.all(request.attributes)) {
      const session = this.#byId.get(toHex(octets));
      // Class comes back through the NAS: from another one it says nothing.
      if (session !== undefined) return session.place.client === place.client ? session : undefined;
    }
    return this.#one(this.#byAccounting.get(accountingKey(place) ?? '')) ?? this.at(place);
  }

  /** Adds a session, or puts it in place of an earlier state of itself. */
  put(session: Session): void {
    const before = this.#byId.get(session.id);
    if (before !== undefined) this.#unlink(before);
    this.#byId.set(session.id, session);
    link(this.#byDevice, deviceKeyOf(session), session.id);
    link(this.#byNas, nasKey(session.place), session.id);
    this.#byPlace.set(placeKey(session.place), session.id);
    const accounting = accountingKey(session.place);
    if (accounting !== undefined) this.#byAccounting.set(accounting, session.id);
  }

  remove(id: string): void {
    const session = this.#byId.get(id);
    if (session === undefined) return;
    this.#byId.delete(id);
    this.#unlink(session);
  }

  /** Those that should have authenticated again by `now`, in milliseconds since 1970. */
  overdue(now: Milliseconds): readonly Session[] {
    return [...this.#byId.values()].filter(({ endsAt }) => endsAt + GRACE <= now);
  }

  #found(ids: ReadonlySet<string> | undefined): readonly Session[] {
    return [...(ids ?? [])].flatMap((id) => this.#byId.get(id) ?? []);
  }

  #one(id: string | undefined): Session | undefined {
    return id === undefined ? undefined : this.#byId.get(id);
  }

  #unlink(session: Session): void {
    const { id, place } = session;
    unlink(this.#byDevice, deviceKeyOf(session), id);
    unlink(this.#byNas, nasKey(place), id);
    if (this.#byPlace.get(placeKey(place)) === id) this.#byPlace.delete(placeKey(place));
    const accounting = accountingKey(place);
    if (accounting !== undefined && this.#byAccounting.get(accounting) === id) this.#byAccounting.delete(accounting);
  }
}

function accountingKey(place: Place): string | undefined {
  return place.accountingSession === null ? undefined : JSON.stringify([nasKey(place), place.accountingSession]);
}

function link(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key);
  if (ids === undefined) index.set(key, new Set([id]));
  else ids.add(id);
}

function unlink(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key);
  ids?.delete(id);
  if (ids?.size === 0) index.delete(key);
}
