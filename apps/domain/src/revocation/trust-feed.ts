/** Tells of everything in the log that can take a device's trust away, whichever replica wrote it. */

import { CERTIFICATE_REVOKED, type CertificateLedger } from '@sallyport/ca';
import { type Milliseconds, News, type Timer } from '@sallyport/core';
import type { TrustChange, TrustChanges, TrustListener } from '@sallyport/onboarding';
import { FollowLoop, type StoredEvent } from '@sallyport/store';
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

/** Entries of these lists name one device. */
const OF_ONE_DEVICE: ReadonlySet<ListName> = new Set(['devices', 'codes', 'refused']);
/** An entry that stands for any device. */
const ANY = '*';

export class TrustFeed implements TrustChanges {
  readonly #options: TrustFeedOptions;
  readonly #news: News<TrustChange>;
  #position: number;
  readonly #loop: FollowLoop;
  readonly #stopHearing: readonly (() => void)[];

  private constructor(options: TrustFeedOptions, position: number) {
    const { store, timer, others = [], lookEvery, onError } = options;
    this.#options = options;
    this.#position = position;
    this.#news = new News(onError);
    this.#loop = new FollowLoop({
      read: () => (this.#news.isHeard ? this.#tellAll() : this.#passOver()),
      onError,
      timer,
      ...(lookEvery === undefined ? {} : { lookEvery }),
    });
    this.#stopHearing = [
      store.onAppended(() => this.#loop.look()),
      ...others.map((other) => other.onTrustChanged((change) => this.#news.tell(change))),
    ];
  }

  /** Begins with what is written from now on. */
  static async open(options: TrustFeedOptions): Promise<TrustFeed> {
    return new TrustFeed(options, await options.store.head());
  }

  onTrustChanged(listener: TrustListener): () => void {
    return this.#news.listen(listener);
  }

  /** Resolves when everything that was written before this was called has been told. */
  caughtUp(): Promise<void> {
    return this.#loop.caughtUp();
  }

  async close(): Promise<void> {
    for (const stop of this.#stopHearing) stop();
    await this.#loop.close();
  }

  /** Nobody listens, so that nothing need be read. Whoever begins to meanwhile is told of what is written from then on. */
  async #passOver(): Promise<void> {
    const head = await this.#options.store.head();
    if (this.#news.isHeard) this.#loop.look();
    else this.#position = head;
  }

  async #tellAll(): Promise<void> {
    for await (const event of this.#options.store.read(this.#position + 1)) {
      for (const change of await this.#changesIn(event)) this.#news.tell(change);
      this.#position = event.position;
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
