/**
 * The Leader's Operational Datasets: changed as `dataset/management-set.ts` decides, kept in the store before anybody is
 * told, spread through the mesh, and the Pending one made Active when its delay is over (Thread 1.1.1 §8.4.3).
 */

import { type Clock, type Milliseconds, SECOND, type Timer } from '@sallyport/core';
import { DEFAULT_DELAY } from '../dataset/complete.ts';
import {
  activatePending,
  applyManagementSet,
  type ManagementSet,
  type RejectReason,
} from '../dataset/management-set.ts';
import type { OperationalDataset } from '../dataset/operational-dataset.ts';
import type { DatasetView, LeaderStore, NetworkDataOutlet } from '../node/ports.ts';
import { readOrUndefined } from '../node/read.ts';
import { decodeDatasetSetRequest } from '../tmf/dataset-management.ts';

export interface LeaderDatasetsOptions {
  readonly store: LeaderStore;
  readonly outlet: NetworkDataOutlet;
  readonly clock: Clock;
  readonly timer: Timer;
  /** The network key's sequence counter; 0 unless told. */
  readonly keySequence?: () => number;
  /** The store could not keep that the Pending Operational Dataset has become active; it is tried again. */
  readonly storeFailed?: (thrown: unknown) => void;
}

/** From one try to make the Pending Operational Dataset active to the next, when the store fails. */
const STORE_RETRY: Milliseconds = 10 * SECOND;

export type DatasetSetOutcome =
  | { readonly accepted: true; readonly tellCommissioner: boolean }
  | { readonly accepted: false; readonly reason: RejectReason | 'unreadable' };

interface Pending {
  readonly dataset: OperationalDataset;
  readonly due: Milliseconds;
}

export class LeaderDatasets implements DatasetView {
  readonly #options: LeaderDatasetsOptions;
  #active: OperationalDataset | undefined;
  #pending: Pending | undefined;
  #cancel: () => void = () => undefined;

  /** Takes up what the store holds. */
  constructor(options: LeaderDatasetsOptions) {
    this.#options = options;
    const { active, pending } = options.store.load();
    this.#active = active;
    if (active !== undefined) options.outlet.publishActiveDataset(active);
    if (pending !== undefined) this.#schedule(pending);
  }

  get active(): OperationalDataset | undefined {
    return this.#active;
  }

  get pending(): OperationalDataset | undefined {
    if (this.#pending === undefined) return undefined;
    const { dataset, due } = this.#pending;
    return dataset.with({ delayTimer: Math.max(0, Math.round(due - this.#options.clock.monotonic())) });
  }

  get keySequence(): number {
    return this.#options.keySequence?.() ?? 0;
  }

  /**
   * One of the MGMT_…_SET requests. `commissionerSessionId` is that of the Commissioner now; undefined when there is none.
   * What the store throws is thrown: nothing has changed then.
   */
  set(
    message: ManagementSet['message'],
    request: Uint8Array,
    commissionerSessionId: number | undefined,
  ): DatasetSetOutcome {
    const change = readOrUndefined(request, decodeDatasetSetRequest);
    if (change === undefined || this.#active === undefined) return { accepted: false, reason: 'unreadable' };
    const outcome = applyManagementSet({
      message,
      sessionId: change.sessionId,
      request: change.dataset,
      active: this.#active,
      pending: this.#pending?.dataset,
      commissionerSessionId,
    });
    if (outcome.state === 'reject') return { accepted: false, reason: outcome.reason };
    if (outcome.becomes === 'active') this.#activate(outcome.dataset);
    else this.#schedule(outcome.dataset);
    return { accepted: true, tellCommissioner: outcome.tellCommissioner };
  }

  close(): void {
    this.#cancel();
  }

  #activate(active: OperationalDataset): void {
    this.#options.store.save({ active, pending: this.pending });
    this.#active = active;
    this.#options.outlet.publishActiveDataset(active);
  }

  #schedule(dataset: OperationalDataset): void {
    const { clock, timer, outlet, store } = this.#options;
    const delay = dataset.values.delayTimer ?? DEFAULT_DELAY;
    store.save({ active: this.#active, pending: dataset });
    this.#cancel();
    this.#pending = { dataset, due: clock.monotonic() + delay };
    outlet.publishPendingDataset(dataset);
    this.#cancel = timer.after(delay, () => this.#mature(dataset));
  }

  #mature(dataset: OperationalDataset): void {
    const next = activatePending(this.#active, dataset);
    try {
      this.#options.store.save({ active: next ?? this.#active, pending: undefined });
    } catch (thrown) {
      this.#options.storeFailed?.(thrown);
      this.#cancel = this.#options.timer.after(STORE_RETRY, () => this.#mature(dataset));
      return;
    }
    this.#pending = undefined;
    if (next !== undefined) {
      this.#active = next;
      this.#options.outlet.publishActiveDataset(next);
    }
    this.#options.outlet.publishPendingDataset(undefined);
  }
}
