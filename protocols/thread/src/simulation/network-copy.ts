/** A node's own copy of what the Leader spreads: network data and datasets. */

import { bytesEqual, type Clock, type Milliseconds } from '@sallyport/core';
import type { OperationalDataset } from '../dataset/operational-dataset.ts';
import type { LeaderData } from '../mle/leader-data.ts';
import type { DatasetView, NetworkDataView } from '../node/ports.ts';
import { TLVS } from '../tlv/table.ts';

export class NetworkCopy implements NetworkDataView, DatasetView {
  readonly #clock: Clock;
  readonly #subscribers = new Set<() => void>();
  #commissioningData: Uint8Array = new Uint8Array(0);
  #active: OperationalDataset | undefined;
  #pending: { readonly dataset: OperationalDataset; readonly since: Milliseconds } | undefined;
  /** Which partition, and how new what is here is; undefined before anything was heard. */
  leaderData: LeaderData | undefined;
  /** What is here may be old although its version is not: the node was away. */
  isStale = false;
  readonly #keySequence: () => number;

  constructor(clock: Clock, keySequence: () => number) {
    this.#clock = clock;
    this.#keySequence = keySequence;
  }

  get keySequence(): number {
    return this.#keySequence();
  }

  /** What a node has forgotten after a restart: everything but its datasets. */
  forget(): void {
    this.#commissioningData = new Uint8Array(0);
    this.#subscribers.clear();
    this.isStale = true;
  }

  get commissioningData(): Uint8Array {
    return this.#commissioningData;
  }

  set commissioningData(tlvs: Uint8Array) {
    if (bytesEqual(tlvs, this.#commissioningData)) return;
    this.#commissioningData = Uint8Array.from(tlvs);
    for (const changed of [...this.#subscribers]) changed();
  }

  subscribe(changed: () => void): () => void {
    this.#subscribers.add(changed);
    return () => this.#subscribers.delete(changed);
  }

  get active(): OperationalDataset | undefined {
    return this.#active;
  }

  set active(dataset: OperationalDataset | undefined) {
    this.#active = dataset;
  }

  get pending(): OperationalDataset | undefined {
    if (this.#pending === undefined) return undefined;
    const { dataset, since } = this.#pending;
    const delay = dataset.get(TLVS.delayTimer);
    if (delay === undefined) return dataset;
    const left = Math.max(0, Math.round(delay - (this.#clock.monotonic() - since)));
    return dataset.with({ delayTimer: left });
  }

  set pending(dataset: OperationalDataset | undefined) {
    this.#pending = dataset === undefined ? undefined : { dataset, since: this.#clock.monotonic() };
  }
}
