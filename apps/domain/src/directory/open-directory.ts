/** The directory once it was asked for: read from the registers, and following the log from there. */

import { CERTIFICATE_REVOKED, type CertificateLedger } from '@sallyport/ca';
import type { Clock, Milliseconds, Timer } from '@sallyport/core';
import type { TrustChanges } from '@sallyport/onboarding';
import { FollowLoop, type StoredEvent } from '@sallyport/store';
import { SESSIONS } from '../admission/register.ts';
import { DEVICE_BOOK } from '../assurance/register.ts';
import { MANUFACTURER_INTRODUCED } from '../events.ts';
import type { ObservedStore } from '../observed-store.ts';
import { DEVICES, deviceNamed, FLAGS, LISTS, listKey, MANUFACTURERS } from '../register.ts';
import { breath } from './breath.ts';
import { CurrentDecisions, type JudgingDesks } from './current-decisions.ts';
import { DirectoryIndex } from './directory-index.ts';
import type { ListedDevice } from './listed-device.ts';
import { listing } from './listing.ts';
import { LAST_DECISIONS } from './register.ts';
import { type RegisteredRows, registeredDevices } from './register-scan.ts';
import { touchedBy } from './touched.ts';

export interface DirectorySources {
  readonly store: ObservedStore;
  readonly ledger: Pick<CertificateLedger, 'revoked'>;
  /** Of which types a device is, by its URI. */
  readonly typesOf: (uri: string) => readonly string[];
  /** Begins to follow what types depend on, once all devices were read. Never rejects. */
  readonly followTypes: () => Promise<void>;
  /** Who says what is decided of a device now. */
  readonly desks: JudgingDesks;
  /** Tells of devices that may be decided otherwise; undefined before there is anything that could tell. */
  readonly trust: () => TrustChanges | undefined;
  readonly clock: Pick<Clock, 'now'>;
  readonly timer: Timer;
  /** How often to look for what other replicas wrote; undefined where there are none. */
  readonly lookEvery?: Milliseconds;
  readonly onError: (error: unknown) => void;
}

/** Devices that are read again together. */
const TOGETHER = 64;
/** Devices that are entered in one go: some milliseconds. */
const ENTERED_TOGETHER = 256;
/** Of one device. */
const MAX_SESSIONS = 16;

export class OpenDirectory {
  readonly index = new DirectoryIndex();
  /** By URI. */
  readonly keys = new Map<string, string>();
  /** What makers are called. */
  readonly makers = new Map<string, string>();
  /** Resolves when all devices were read. */
  readonly complete: Promise<void>;
  readonly #options: DirectorySources;
  readonly #revoked = new Set<string>();
  readonly #decisions: CurrentDecisions;
  /** To be read again. */
  readonly #touched = new Set<string>();
  readonly #loop: FollowLoop;
  readonly #stopHearing: () => void;
  #stopFollowing: () => void = () => undefined;
  /** What is read before the first device. */
  readonly #begun: Promise<void>;
  #isComplete = false;
  #position = 0;

  /** Begins to read. */
  constructor(options: DirectorySources) {
    const { store, timer, lookEvery, onError } = options;
    this.#options = options;
    this.#loop = new FollowLoop({
      read: () => this.#follow(),
      onError,
      timer,
      ...(lookEvery === undefined ? {} : { lookEvery }),
    });
    this.#decisions = new CurrentDecisions({
      ...{ store, timer, onError, desks: options.desks },
      listed: (key) => this.index.find(key),
      keys: () => this.#keys(),
    });
    this.#stopHearing = store.onAppended(() => this.#loop.look());
    this.#begun = this.#begin();
    this.complete = this.#begun.then(() => this.#readAll());
  }

  /** Whether all devices were read. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** With what is decided now of devices that were told of before, unless they are many. */
  async caughtUp(): Promise<void> {
    await this.#loop.caughtUp();
    await this.#decisions.settled();
    await this.#loop.caughtUp();
  }

  /** A device as registers have it now, with what is decided of it, while others are still to be read. @throws E_STORE_… */
  async readEarly(key: string): Promise<void> {
    await this.#begun;
    await this.#readOne(key);
    this.#decisions.judge(key);
    await this.#decisions.settled();
    await this.#readOne(key);
  }

  async close(): Promise<void> {
    this.#stopHearing();
    this.#stopFollowing();
    await this.#decisions.close();
    await this.#loop.close();
    // A reading that is under way sees that it is no longer wanted.
    await this.complete.catch(() => undefined);
  }

  /** What is written from here on is read again from the log. */
  async #begin(): Promise<void> {
    const { store, ledger, clock } = this.#options;
    this.#position = await store.head();
    for (const { serialNumber } of await ledger.revoked(clock.now())) this.#revoked.add(serialNumber);
    for await (const { key, row } of store.table(MANUFACTURERS).scan()) this.makers.set(key, row.name);
  }

  async #readAll(): Promise<void> {
    for await (const devices of registeredDevices(this.#options.store)) {
      if (this.#loop.isClosed) return;
      for (const { key, ...rows } of devices) this.#enter(key, rows);
      await breath();
    }
    this.#isComplete = true;
    await this.#loop.caughtUp();
    // What turned while nobody followed; heard of first, so that nothing falls between.
    this.#stopFollowing =
      this.#options.trust()?.onTrustChanged((change) => this.#decisions.trustChanged(change)) ?? this.#stopFollowing;
    this.#decisions.judgeAll();
    // Last, since inference may have to be started for it: types are told as they become known.
    await this.#options.followTypes();
  }

  async #follow(): Promise<void> {
    if (!this.#isComplete) return;
    for await (const event of this.#options.store.read(this.#position + 1)) {
      await this.#note(event);
      this.#position = event.position;
    }
    await this.#readAgain();
  }

  async #note(event: StoredEvent): Promise<void> {
    const touched = touchedBy(event);
    if (touched !== undefined) this.#touched.add(touched);
    if (MANUFACTURER_INTRODUCED.is(event)) await this.#rename(event.data.manufacturer, event.data.name);
    if (!CERTIFICATE_REVOKED.is(event)) return;
    const { serialNumber } = event.data;
    this.#revoked.add(serialNumber);
    const query = { index: 'certificate', equals: serialNumber, limit: 1 } as const;
    for (const { key } of (await this.#options.store.table(DEVICES).page(query)).entries) this.#touched.add(key);
  }

  async #rename(maker: string, name: string): Promise<void> {
    if (this.makers.get(maker) === name) return;
    this.makers.set(maker, name);
    const theirs = [...this.index.devices()].filter(({ manufacturer }) => manufacturer === maker);
    for (const [at, { key }] of theirs.entries()) {
      if (at > 0 && at % ENTERED_TOGETHER === 0) await breath();
      // As it is by now.
      const device = this.index.find(key);
      if (device !== undefined) this.index.put({ ...device, makerName: name });
    }
  }

  /** A device stays to be read until it was. */
  async #readAgain(): Promise<void> {
    while (this.#touched.size > 0) {
      const some = [...this.#touched].slice(0, TOGETHER);
      await Promise.all(some.map((key) => this.#readOne(key)));
      for (const key of some) this.#touched.delete(key);
      if (this.#touched.size > 0) await breath();
    }
  }

  async #readOne(key: string): Promise<void> {
    const { store } = this.#options;
    const [row, known, flag, refused, decision, { entries }] = await Promise.all([
      store.table(DEVICES).get(key),
      store.table(DEVICE_BOOK).get(key),
      store.table(FLAGS).get(key),
      store.table(LISTS).get(listKey('refused', key)),
      store.table(LAST_DECISIONS).get(key),
      store.table(SESSIONS).page({ index: 'device', equals: key, limit: MAX_SESSIONS }),
    ]);
    const sessions = entries.map((entry) => entry.row);
    this.#enter(key, { row, known, sessions, flag: flag?.reason, isRefused: refused !== undefined, decision });
  }

  #enter(key: string, rows: RegisteredRows): void {
    const { known, row } = rows;
    const before = this.index.find(key);
    const device = listing(key, {
      ...rows,
      makerName: this.makers.get(deviceNamed(key).manufacturer),
      types: known === undefined ? [] : this.#options.typesOf(known.uri),
      isCertificateRevoked: this.#revoked.has(row?.certificateSerial ?? ''),
    });
    if (device === undefined) return;
    if (device.uri !== null) this.keys.set(device.uri, key);
    this.index.put(device);
    if (this.#isComplete && mayBeDecidedOtherwise(before, device)) this.#decisions.judge(key);
  }

  *#keys(): Generator<string> {
    for (const { key, uri } of this.index.devices()) if (uri !== null) yield key;
  }
}

/** What was written down of it may be another thing than policy says of it. */
function mayBeDecidedOtherwise(before: ListedDevice | undefined, after: ListedDevice): boolean {
  return (
    before?.uri !== after.uri ||
    before.protocol !== after.protocol ||
    before.isRefused !== after.isRefused ||
    before.flag !== after.flag ||
    before.decision?.outcome !== after.decision?.outcome
  );
}
