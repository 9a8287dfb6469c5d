/**
 * The two directions of an association: which epoch each is in, and the records that come before their keys (RFC 6347
 * §4.1).
 */

import type { DtlsErrorCode } from '../errors.ts';
import type { DtlsRecord } from './codec.ts';
import { type Reading, type RecordKeys, RecordReader, RecordWriter } from './protection.ts';

/**
 * Records of the epoch to come that are kept until its keys are there; a Finished often overtakes what goes before it.
 */
const MAX_AHEAD = 8;
const MAX_AHEAD_BYTES = 8 << 10;

export class RecordLayer {
  #reader = new RecordReader(0);
  #nextReader: RecordReader | undefined;
  /** By epoch. The one before stays: a flight that is sent again begins in it. */
  readonly #writers: RecordWriter[];
  #writeEpoch = 0;
  #ahead: DtlsRecord[] = [];
  #aheadBytes = 0;

  constructor(firstSequence: number) {
    this.#writers = [new RecordWriter(0, undefined, firstSequence)];
  }

  get readEpoch(): number {
    return this.#reader.epoch;
  }

  get writeEpoch(): number {
    return this.#writeEpoch;
  }

  overhead(epoch: number): number {
    return this.#writer(epoch).overhead;
  }

  /** @throws E_DTLS_TOO_LARGE, E_DTLS_RECORD_LIMIT */
  write(epoch: number, type: number, plaintext: Uint8Array): Uint8Array {
    return this.#writer(epoch).write(type, plaintext);
  }

  /** True for a protected record of the epoch in use, repeated or not. */
  owns(record: DtlsRecord): boolean {
    return record.epoch === this.readEpoch && this.#reader.isAuthentic(record);
  }

  read(record: DtlsRecord): Reading {
    if (record.epoch < this.readEpoch) return { dropped: 'E_DTLS_EPOCH_OLD' };
    if (record.epoch > this.readEpoch) return { dropped: 'E_DTLS_EPOCH_FUTURE' };
    return this.#reader.read(record);
  }

  /** Keeps a record of the next epoch for {@link changeReadEpoch}, if there is room. */
  keep(record: DtlsRecord): DtlsErrorCode | undefined {
    const { fragment, epoch } = record;
    if (epoch !== this.readEpoch + 1 || this.#ahead.length >= MAX_AHEAD) return 'E_DTLS_EPOCH_FUTURE';
    if (this.#aheadBytes + fragment.length > MAX_AHEAD_BYTES) return 'E_DTLS_EPOCH_FUTURE';
    this.#aheadBytes += fragment.length;
    // A copy: the datagram’s buffer is the caller’s.
    this.#ahead.push({ ...record, fragment: Uint8Array.from(fragment) });
    return undefined;
  }

  /** Sets up the next epoch in both directions without going there. */
  prepare(keys: { readonly read: RecordKeys; readonly write: RecordKeys }): void {
    this.#nextReader = new RecordReader(this.readEpoch + 1, keys.read);
    this.#writers.push(new RecordWriter(this.#writers.length, keys.write));
  }

  /** From now on this side writes in the prepared epoch. */
  changeWriteEpoch(): void {
    this.#writeEpoch = this.#writers.length - 1;
  }

  /** Goes to the prepared epoch and gives the records of it that came before. */
  changeReadEpoch(): readonly DtlsRecord[] {
    if (this.#nextReader === undefined) return [];
    this.#reader = this.#nextReader;
    this.#nextReader = undefined;
    const ahead = this.#ahead;
    this.#ahead = [];
    this.#aheadBytes = 0;
    return ahead;
  }

  #writer(epoch: number): RecordWriter {
    const writer = this.#writers[epoch];
    if (writer === undefined) throw new RangeError(`epoch ${epoch} is not prepared`);
    return writer;
  }
}
