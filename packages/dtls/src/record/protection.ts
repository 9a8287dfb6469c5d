/**
 * Writing and reading the records of one epoch, plain (epoch 0) or with an AEAD (RFC 5246 §6.2.3.3, RFC 6347 §4.1.2.1).
 */

import type { KeyObject } from 'node:crypto';
import { type DtlsErrorCode, fail } from '../errors.ts';
import { CONTENT_TYPE } from '../registries.ts';
import { AEADS, type Aead, type AeadName } from './aead.ts';
import { type DtlsRecord, MAX_PLAINTEXT, MAX_SEQUENCE, RECORD_HEADER_LENGTH, writeHeader } from './codec.ts';
import { ReplayWindow } from './replay-window.ts';

/** What one direction of an epoch is protected with. */
export interface RecordKeys {
  readonly aead: AeadName;
  readonly key: KeyObject;
  /** The agreed part of the nonce. */
  readonly fixedIv: Uint8Array;
}

export class RecordWriter {
  readonly epoch: number;
  readonly #keys: RecordKeys | undefined;
  readonly #aead: Aead | undefined;
  #sequence: number;

  constructor(epoch: number, keys?: RecordKeys, firstSequence = 0) {
    this.epoch = epoch;
    this.#keys = keys;
    this.#aead = keys === undefined ? undefined : AEADS[keys.aead];
    this.#sequence = firstSequence;
  }

  /** Bytes that a record has beyond its plaintext. */
  get overhead(): number {
    const aead = this.#aead;
    return RECORD_HEADER_LENGTH + (aead === undefined ? 0 : aead.explicitNonceLength + aead.tagLength);
  }

  /** A whole record. @throws E_DTLS_TOO_LARGE, E_DTLS_RECORD_LIMIT */
  write(type: number, plaintext: Uint8Array): Uint8Array {
    if (plaintext.length > MAX_PLAINTEXT) throw fail('E_DTLS_TOO_LARGE', `a record of ${plaintext.length} bytes`);
    // What the keys may protect at most is data. A last alert or a flight sent again must always go.
    const limit = type === CONTENT_TYPE.applicationData ? (this.#aead?.recordLimit ?? MAX_SEQUENCE) : MAX_SEQUENCE;
    if (this.#sequence >= limit) throw fail('E_DTLS_RECORD_LIMIT', `epoch ${this.epoch} has no sequence numbers left`);
    const sequence = this.#sequence++;
    const out = new Uint8Array(this.overhead + plaintext.length);
    const header = { type, epoch: this.epoch, sequence, length: out.length - RECORD_HEADER_LENGTH };
    writeHeader(new DataView(out.buffer), header);
    if (this.#keys === undefined || this.#aead === undefined) {
      out.set(plaintext, RECORD_HEADER_LENGTH);
      return out;
    }
    // RFC 6655 §3, RFC 5288 §3: the explicit part is the epoch and the sequence number, which never come twice under
    // one key.
    const explicit = out.slice(3, 11);
    const nonce = nonceOf(this.#keys.fixedIv, explicit);
    const sealed = this.#aead.seal(this.#keys.key, nonce, additionalData(header, plaintext.length), plaintext);
    out.set(explicit, RECORD_HEADER_LENGTH);
    out.set(sealed, RECORD_HEADER_LENGTH + explicit.length);
    return out;
  }
}

/** What a record turned out to be: its content, or why it was dropped. */
export type Reading = { readonly plaintext: Uint8Array } | { readonly dropped: DtlsErrorCode };

export class RecordReader {
  readonly epoch: number;
  readonly #keys: RecordKeys | undefined;
  readonly #aead: Aead | undefined;
  readonly #window = new ReplayWindow();

  constructor(epoch: number, keys?: RecordKeys) {
    this.epoch = epoch;
    this.#keys = keys;
    this.#aead = keys === undefined ? undefined : AEADS[keys.aead];
  }

  /** Looks at the tag alone, and takes note of nothing. */
  isAuthentic(record: DtlsRecord): boolean {
    return this.#keys !== undefined && this.#open(record) instanceof Uint8Array;
  }

  read(record: DtlsRecord): Reading {
    const seen = this.#window.judge(record.sequence);
    // In epoch 0 anyone can push the window forward, so there only what is surely a repetition is dropped.
    if (seen === 'seen' || (seen === 'too-old' && this.#keys !== undefined))
      return { dropped: 'E_DTLS_RECORD_REPLAYED' };
    const plaintext = this.#open(record);
    if (!(plaintext instanceof Uint8Array)) return { dropped: plaintext };
    this.#window.take(record.sequence);
    if (plaintext.length > MAX_PLAINTEXT) return { dropped: 'E_DTLS_RECORD_LENGTH' };
    if (plaintext.length === 0 && record.type !== CONTENT_TYPE.applicationData)
      return { dropped: 'E_DTLS_RECORD_EMPTY' };
    return { plaintext };
  }

  #open(record: DtlsRecord): Uint8Array | DtlsErrorCode {
    if (this.#keys === undefined || this.#aead === undefined) return record.fragment;
    const { explicitNonceLength, tagLength } = this.#aead;
    const length = record.fragment.length - explicitNonceLength - tagLength;
    if (length < 0) return 'E_DTLS_RECORD_LENGTH';
    const nonce = nonceOf(this.#keys.fixedIv, record.fragment.subarray(0, explicitNonceLength));
    const sealed = record.fragment.subarray(explicitNonceLength);
    const plaintext = this.#aead.open(this.#keys.key, nonce, additionalData(record, length), sealed);
    return plaintext ?? 'E_DTLS_RECORD_AUTHENTICATION';
  }
}

function nonceOf(fixedIv: Uint8Array, explicit: Uint8Array): Uint8Array {
  const nonce = new Uint8Array(fixedIv.length + explicit.length);
  nonce.set(fixedIv);
  nonce.set(explicit, fixedIv.length);
  return nonce;
}

/**
 * RFC 5246 §6.2.3.3 with the sequence number of RFC 6347 §4.1.2.1: epoch || sequence, type, version, length of the
 * plaintext.
 */
function additionalData(
  { type, epoch, sequence }: { readonly type: number; readonly epoch: number; readonly sequence: number },
  length: number,
): Uint8Array {
  const header = new DataView(new ArrayBuffer(RECORD_HEADER_LENGTH));
  writeHeader(header, { type, epoch, sequence, length });
  const data = new Uint8Array(RECORD_HEADER_LENGTH);
  const bytes = new Uint8Array(header.buffer);
  data.set(bytes.subarray(3, 11));
  data.set(bytes.subarray(0, 3), 8);
  data.set(bytes.subarray(11), 11);
  return data;
}
