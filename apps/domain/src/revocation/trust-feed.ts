/** Tells of everything in the log that can take a device's trust away, whichever replica wrote it. */

import { CERTIFICATE_REVOKED, type CertificateLedger } from '@sallyport/ca';
import { type Milliseconds, SECOND, type Timer } from '@sallyport/core';
import type { TrustChange, TrustChanges, TrustListener } from '@sallyport/onboarding';
import type { StoredEvent } from '@sallyport/store';
import { POLICY_ADOPTED, POLICY_DROPPED } from '../assurance/events.ts';
import { DEVICE_FLAGGED, LIST_ENTRY_ADDED, LIST_ENTRY_REMOVED, LIST_LIFTED, type ListName } from '../events.ts';
import type { ObservedStore } from '../observed-store.ts';

export interface TrustFeedOptions {
  readonly store: ObservedStore;
  readonly ledger: Pick<CertificateLedger, 'bySerialNumber'>;
  readonly timer: Timer;
  /** Who tells of changes that no event of the log stands for. */
  readonly others?: readonly TrustChanges[];
  /** How often to look for what other replicas wrote; undefined where there are none. */
  readonly lookEvery?: Milliseconds;
  readonly onError: (error: unknown) => void;
}

const AFTER_FAILURE: Milliseconds = SECOND;

/** Entries of these lists name one device. */
const OF_ONE_DEVICE: ReadonlySet<ListName> = new Set(['devices', 'codes', 'refused']);
/** An entry that stands for any device. */
const ANY = '*';

export class TrustFeed implements TrustChanges {
  readonly #options: TrustFeedOptions;
  readonly #listeners = new Set<TrustListener>();
  #position: number;
  #reading: Promise<void> | undefined;
  #hasMore = false;
  #isClosed = false;
  #stopLooking: () => void = () => undefined;
  readonly #stopHearing: readonly (() => void)[];

  private constructor(options: TrustFeedOptions, position: number) {
    this.#options = options;
    this.#position = position;
    this.#stopHearing = [
      options.store.onAppended(() => this.#look()),
      ...(options.others ?? []).map((other) => other.onTrustChanged((change) => this.#tell(change))),
    ];
    if (options.lookEvery !== undefined) this.#lookIn(options.lookEvery);
  }

  /** Begins with what is written from now on. */
  static async open(options: TrustFeedOptions): Promise<TrustFeed> {
    return new TrustFeed(options, await options.store.head());
  }

  onTrustChanged(listener: TrustListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when everything that was written before this was called has been told. */
  async caughtUp(): Promise<void> {
    this.#look();
    while (this.#reading !== undefined) await this.#reading;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const stop of this.#stopHearing) stop();
    this.#stopLooking();
    await this.#reading;
  }

  #lookIn(span: Milliseconds): void {
    if (this.#isClosed) return;
    this.#stopLooking();
    this.#stopLooking = this.#options.timer.after(span, () => {
      this.#look();
      if (this.#options.lookEvery !== undefined) this.#lookIn(this.#options.lookEvery);
    });
  }

  /** One reading at a time, and another where something was written meanwhile. */
  #look(): void {
    if (this.#isClosed) return;
    this.#hasMore = true;
    this.#reading ??= this.#readAll();
  }

  async #readAll(): Promise<void> {
    // So that `#reading` is set before this can unset it.
    await null;
    try {
      while (this.#hasMore && !this.#isClosed) {
        this.#hasMore = false;
        if (this.#listeners.size === 0) await this.#passOver();
        else await this.#tellAll();
      }
    } catch (thrown) {
      this.#options.onError(thrown);
      // What was written must be told all the same, as soon as the log can be read.
      this.#lookIn(AFTER_FAILURE);
    }
    // In one step with the last look at `#hasMore`: whoever looks from now on begins another reading.
    this.#reading = undefined;
  }

  /** Nobody listens, so that nothing need be read. Whoever begins to meanwhile is told of what is written from then on. */
  async #passOver(): Promise<void> {
    const head = await this.#options.store.head();
    if (this.#listeners.size === 0) this.#position = head;
    else this.#hasMore = true;
  }

  async #tellAll(): Promise<void> {
    for await (const event of this.#options.store.read(this.#position + 1)) {
      for (const change of await this.#changesIn(event)) this.#tell(change);
      this.#position = event.position;
    }
  }

  /** One listener that fails must not keep the news from the others. */
  #tell(change: TrustChange): void {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (thrown) {
        this.#options.onError(thrown);
      }
    }
  }

  async #changesIn(event: StoredEvent): Promise<readonly TrustChange[]> {
    const { at } = event;
    if (CERTIFICATE_REVOKED.is(event)) {
      const { serialNumber } = event.data;
      const entry = await this.#options.ledger.bySerialNumber(serialNumber);
      return [{ cause: 'certificate-revoked', deviceKey: entry?.device, certificateSerial: serialNumber, at }];
    }
    if (DEVICE_FLAGGED.is(event)) {
      const { deviceKey } = event.data;
      return [{ cause: 'history-judged', deviceKey, certificateSerial: undefined, at }];
    }
    const policy = { cause: 'policy-changed', certificateSerial: undefined, at } as const;
    // Another policy may judge anybody otherwise.
    if (LIST_LIFTED.is(event) || POLICY_ADOPTED.is(event) || POLICY_DROPPED.is(event))
      return [{ ...policy, deviceKey: undefined }];
    if (!LIST_ENTRY_ADDED.is(event) && !LIST_ENTRY_REMOVED.is(event)) return [];
    const { list, match } = event.data;
    // A first entry of `devices` narrows, so that any device may be concerned.
    const isOfOne = OF_ONE_DEVICE.has(list) && match !== ANY && !(list === 'devices' && LIST_ENTRY_ADDED.is(event));
    return [{ ...policy, deviceKey: isOfOne ? match : undefined }];
  }
}
