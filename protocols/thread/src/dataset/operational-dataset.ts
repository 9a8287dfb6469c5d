/**
 * Operational Datasets (Thread 1.1.1 §8.4.3, §8.10): the TLVs that make a network, or a part of them.
 *
 * An {@link OperationalDataset} may be incomplete, as a request to change one is; {@link requireActive} and {@link requirePending}
 * make whole ones of it. What was decoded is encoded again byte for byte, unknown TLVs included. It never shows its keys: as text and
 * as JSON it is what {@link OperationalDataset.redact} gives.
 */

import { inspect } from 'node:util';
import { bytesEqual, plain } from '@sallyport/core';
import { fail } from '../errors.ts';
import { findTlv, type TlvDefinition } from '../tlv/definition.ts';
import { TLVS, tlvDefinition } from '../tlv/table.ts';
import { decodeTlvs, encodeTlvs, type Tlv } from '../tlv/tlv.ts';
import { type RedactedDataset, redactDataset } from './redact.ts';
import { type DatasetValues, tlvsOf } from './values.ts';

/** The longest dataset that nodes store and that fits the MLE TLV which carries it. */
export const MAX_DATASET_BYTES = 254;
const MAX_TLVS = 64;

export class OperationalDataset {
  readonly #tlvs: readonly Tlv[];

  private constructor(tlvs: readonly Tlv[]) {
    this.#tlvs = tlvs;
  }

  /**
   * Every known TLV's value is read, so that what is made can be relied on.
   * @throws E_THREAD_TLV_…, E_THREAD_DATASET_TOO_LARGE
   */
  static decode(bytes: Uint8Array): OperationalDataset {
    if (bytes.length > MAX_DATASET_BYTES) throw tooLarge(bytes.length);
    return OperationalDataset.ofTlvs(
      decodeTlvs(plain(bytes.slice()), { maxBytes: MAX_DATASET_BYTES, maxCount: MAX_TLVS }),
    );
  }

  /** @throws E_THREAD_TLV_…, E_THREAD_DATASET_TOO_LARGE */
  static ofTlvs(tlvs: readonly Tlv[]): OperationalDataset {
    const types = new Set<number>();
    for (const { type, value } of tlvs) {
      const definition = tlvDefinition(type);
      if (types.has(type)) throw fail('E_THREAD_TLV_DUPLICATE', `${definition?.name ?? type} TLV: more than one`);
      types.add(type);
      definition?.decode(value);
    }
    const size = tlvs.reduce((sum, tlv) => sum + tlv.size, 0);
    if (size > MAX_DATASET_BYTES) throw tooLarge(size);
    return new OperationalDataset(tlvs);
  }

  /**
   * Of values, in the order in which OpenThread prints them. Undefined ones are left out.
   * @throws E_THREAD_ARGUMENT, E_THREAD_NETWORK_NAME
   */
  static of(values: DatasetValues): OperationalDataset {
    return OperationalDataset.ofTlvs(tlvsOf(values));
  }

  encode(): Uint8Array {
    return encodeTlvs(this.#tlvs);
  }

  /** In their order. Their values include keys. */
  get tlvs(): readonly Tlv[] {
    return this.#tlvs;
  }

  /** Bytes when encoded. */
  get size(): number {
    return this.#tlvs.reduce((sum, tlv) => sum + tlv.size, 0);
  }

  get<Value>(definition: TlvDefinition<Value>): Value | undefined {
    return findTlv(this.#tlvs, definition);
  }

  has(definition: TlvDefinition<unknown>): boolean {
    return this.#tlvs.some(({ type }) => type === definition.type);
  }

  /** Its values by name; undefined for what it lacks. */
  get values(): DatasetValues {
    return {
      activeTimestamp: this.get(TLVS.activeTimestamp),
      pendingTimestamp: this.get(TLVS.pendingTimestamp),
      delayTimer: this.get(TLVS.delayTimer),
      channel: this.get(TLVS.channel),
      wakeupChannel: this.get(TLVS.wakeupChannel),
      channelMask: this.get(TLVS.channelMask),
      extendedPanId: this.get(TLVS.extendedPanId),
      meshLocalPrefix: this.get(TLVS.meshLocalPrefix),
      networkKey: this.get(TLVS.networkKey),
      networkName: this.get(TLVS.networkName),
      panId: this.get(TLVS.panId),
      pskc: this.get(TLVS.pskc),
      securityPolicy: this.get(TLVS.securityPolicy),
    };
  }

  /**
   * With these values instead of its own; what is undefined stays. A value that is there keeps its place, a new one comes last.
   * @throws E_THREAD_ARGUMENT, E_THREAD_NETWORK_NAME, E_THREAD_DATASET_TOO_LARGE
   */
  with(values: DatasetValues): OperationalDataset {
    return this.merge(OperationalDataset.of(values));
  }

  /** With the TLVs of `other` instead of its own of the same types. @throws E_THREAD_DATASET_TOO_LARGE */
  merge(other: OperationalDataset): OperationalDataset {
    const changes = new Map(other.#tlvs.map((tlv) => [tlv.type, tlv]));
    const kept = this.#tlvs.map((tlv) => changes.get(tlv.type) ?? tlv);
    const types = new Set(kept.map(({ type }) => type));
    return OperationalDataset.ofTlvs([...kept, ...other.#tlvs.filter(({ type }) => !types.has(type))]);
  }

  /** With the TLVs of these kinds alone. */
  only(...definitions: readonly TlvDefinition<unknown>[]): OperationalDataset {
    return new OperationalDataset(this.#tlvs.filter(({ type }) => definitions.some((each) => each.type === type)));
  }

  without(...definitions: readonly TlvDefinition<unknown>[]): OperationalDataset {
    return new OperationalDataset(this.#tlvs.filter(({ type }) => !definitions.some((each) => each.type === type)));
  }

  /** The same TLVs with the same values, in any order. */
  equals(other: OperationalDataset): boolean {
    return this.#tlvs.length === other.#tlvs.length && this.isWithin(other);
  }

  /** Every TLV but those of `except` is in `other` with the same value. */
  isWithin(other: OperationalDataset, ...except: readonly TlvDefinition<unknown>[]): boolean {
    return this.#tlvs.every(
      ({ type, value }) =>
        except.some((each) => each.type === type) ||
        other.#tlvs.some((theirs) => theirs.type === type && bytesEqual(theirs.value, value)),
    );
  }

  /** The names of TLVs that only one of the two has, or that differ. */
  differencesFrom(other: OperationalDataset): readonly string[] {
    const types = new Set([...this.#tlvs, ...other.#tlvs].map(({ type }) => type));
    const valueIn = (tlvs: readonly Tlv[], type: number) => tlvs.find((tlv) => tlv.type === type)?.value;
    return [...types]
      .filter((type) => {
        const [mine, theirs] = [valueIn(this.#tlvs, type), valueIn(other.#tlvs, type)];
        return mine === undefined || theirs === undefined || !bytesEqual(mine, theirs);
      })
      .map((type) => tlvDefinition(type)?.name ?? `TLV ${type}`);
  }

  /** For people, logs and `--json`: everything but the keys. */
  redact(): RedactedDataset {
    return redactDataset(this);
  }

  toJSON(): RedactedDataset {
    return this.redact();
  }

  [inspect.custom](): string {
    return `OperationalDataset ${JSON.stringify(this)}`;
  }
}

function tooLarge(size: number) {
  return fail('E_THREAD_DATASET_TOO_LARGE', `a dataset of ${size} bytes is over the limit of ${MAX_DATASET_BYTES}`);
}
