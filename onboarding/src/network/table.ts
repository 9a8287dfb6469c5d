/** The sessions of a network: bounded, and found by id, by device and by place, each in one look. */

import { type NetworkSession, sessionDeviceKey } from './session.ts';

export class NetworkSessionTable {
  readonly #most: number;
  readonly #byId = new Map<string, NetworkSession>();
  readonly #byDevice = new Map<string, Set<string>>();
  readonly #byPlace = new Map<string, string>();
  #promised = 0;

  /** `most`: sessions at the same time. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Whether a session at `place` finds room: one that takes another's place needs none. */
  hasRoom(place: string): boolean {
    return this.#byPlace.has(place) || this.#byId.size + this.#promised < this.#most;
  }

  /** Keeps room while a session is being written down. Gives the way to give it back, once. */
  promise(): () => void {
    this.#promised++;
    return () => this.#promised--;
  }

  get(id: string): NetworkSession | undefined {
    return this.#byId.get(id);
  }

  at(place: string): NetworkSession | undefined {
    const id = this.#byPlace.get(place);
    return id === undefined ? undefined : this.#byId.get(id);
  }

  all(): readonly NetworkSession[] {
    return [...this.#byId.values()];
  }

  devices(): readonly string[] {
    return [...this.#byDevice.keys()];
  }

  ofDevice(deviceKey: string): readonly NetworkSession[] {
    return [...(this.#byDevice.get(deviceKey) ?? [])].flatMap((id) => this.#byId.get(id) ?? []);
  }

  /** Adds a session, or puts it in the place of an earlier state of itself. */
  put(session: NetworkSession): void {
    this.remove(session.id);
    this.#byId.set(session.id, session);
    this.#byPlace.set(session.place, session.id);
    const key = sessionDeviceKey(session);
    const ids = this.#byDevice.get(key);
    if (ids === undefined) this.#byDevice.set(key, new Set([session.id]));
    else ids.add(session.id);
  }

  remove(id: string): void {
    const session = this.#byId.get(id);
    if (session === undefined) return;
    this.#byId.delete(id);
    if (this.#byPlace.get(session.place) === id) this.#byPlace.delete(session.place);
    const key = sessionDeviceKey(session);
    const ids = this.#byDevice.get(key);
    ids?.delete(id);
    if (ids?.size === 0) this.#byDevice.delete(key);
  }

  /** Those whose time is over at `now`, in milliseconds since 1970. */
  overdue(now: number): readonly NetworkSession[] {
    return this.all().filter(({ endsAt }) => endsAt !== null && endsAt <= now);
  }
}
