/**
 * The other side of an engine under test, moved by hand: it says exactly what a test wants it to say, in any order and
 * in any shape, and writes down what it hears. It does no retransmission and checks nothing.
 */

import { createHash } from 'node:crypto';
import { Secret } from '@sallyport/core';
import { readAlert } from '../../src/alerts.ts';
import { encodeMessage, type HandshakeMessage, readFragments } from '../../src/handshake/fragment.ts';
import { Reassembler } from '../../src/handshake/reassembly.ts';
import { KeySchedule } from '../../src/key-schedule.ts';
import { readRecords } from '../../src/record/codec.ts';
import { RecordLayer } from '../../src/record/record-layer.ts';
import { CONTENT_TYPE, HANDSHAKE_TYPE } from '../../src/registries.ts';
import { CIPHER_SUITES, type CipherSuiteName } from '../../src/suites.ts';

export type MessageName = keyof typeof HANDSHAKE_TYPE;

export interface MessageChange {
  readonly sequence?: number;
  readonly epoch?: number;
  /** Leaves the message out of the puppet's transcript. */
  readonly untold?: boolean;
}

export class Puppet {
  readonly side: 'client' | 'server';
  readonly heard: HandshakeMessage[] = [];
  readonly alerts: string[] = [];
  readonly data: Uint8Array[] = [];
  transmit: (datagram: Uint8Array) => unknown;
  /** How many it heard. */
  datagrams = 0;
  records = new RecordLayer(0);
  transcript: Uint8Array[] = [];
  nextSequence = 0;
  clientRandom: Uint8Array = new Uint8Array(32).fill(0xc1);
  serverRandom: Uint8Array = new Uint8Array(32).fill(0x5e);
  keys: KeySchedule | undefined;
  #messages = new Reassembler({ maxMessage: 1 << 16, next: 0 });

  constructor(side: 'client' | 'server', transmit: (datagram: Uint8Array) => unknown) {
    this.side = side;
    this.transmit = transmit;
  }

  /** Hears a datagram. */
  take(datagram: Uint8Array): void {
    this.datagrams++;
    for (const record of readRecords(datagram, () => {})) {
      if (record.type === CONTENT_TYPE.changeCipherSpec) {
        this.records.changeReadEpoch();
        continue;
      }
      const reading = this.records.read(record);
      if ('dropped' in reading) continue;
      if (record.type === CONTENT_TYPE.alert) this.alerts.push(readAlert(reading.plaintext)?.name ?? 'malformed');
      else if (record.type === CONTENT_TYPE.applicationData) this.data.push(Uint8Array.from(reading.plaintext));
      else this.#hear(reading.plaintext);
    }
  }

  #hear(plaintext: Uint8Array): void {
    for (const fragment of readFragments(Uint8Array.from(plaintext), () => {})) this.#messages.add(fragment);
    for (let message = this.#messages.take(); message !== undefined; message = this.#messages.take()) {
      this.heard.push(message);
      if (message.type === HANDSHAKE_TYPE.helloVerifyRequest) this.transcript = [];
      else this.transcript.push(encodeMessage(message));
    }
  }

  /** The last message of a type that was heard. */
  last(name: MessageName): HandshakeMessage {
    const message = this.heard.findLast(({ type }) => type === HANDSHAKE_TYPE[name]);
    if (message === undefined) throw new TypeError(`no ${name} was heard`);
    return message;
  }

  has(name: MessageName): boolean {
    return this.heard.some(({ type }) => type === HANDSHAKE_TYPE[name]);
  }

  /** Says a message in a record of its own. */
  say(name: MessageName, body: Uint8Array, change: MessageChange = {}): void {
    const { epoch = this.records.writeEpoch, untold = false } = change;
    const sequence = change.sequence ?? this.nextSequence++;
    const message = encodeMessage({ type: HANDSHAKE_TYPE[name], sequence, body });
    if (!untold) this.transcript.push(message);
    this.record(CONTENT_TYPE.handshake, message, epoch);
  }

  record(type: number, plaintext: Uint8Array, epoch = this.records.writeEpoch): void {
    this.transmit(this.records.write(epoch, type, plaintext));
  }

  changeCipherSpec(): void {
    this.record(CONTENT_TYPE.changeCipherSpec, Uint8Array.of(1), 0);
    this.records.changeWriteEpoch();
  }

  hash(): Uint8Array {
    const hash = createHash('sha256');
    for (const message of this.transcript) hash.update(message);
    return Uint8Array.from(hash.digest());
  }

  /** Makes the keys of epoch 1 from a premaster secret. */
  prepareKeys(suite: CipherSuiteName, premaster: Secret, extended: boolean): void {
    const keys = new KeySchedule({
      suite: CIPHER_SUITES[suite],
      premaster,
      clientRandom: this.clientRandom,
      serverRandom: this.serverRandom,
      sessionHash: extended ? this.hash() : undefined,
    });
    this.keys = keys;
    const other = this.side === 'client' ? 'server' : 'client';
    this.records.prepare({ read: keys.recordKeys(other), write: keys.recordKeys(this.side) });
  }

  finished(damage: (verifyData: Uint8Array) => Uint8Array = (verifyData) => verifyData): void {
    if (this.keys === undefined) throw new TypeError('no keys');
    this.say('finished', damage(this.keys.verifyData(this.side, this.hash())));
  }
}

/** The premaster secret of a pre-shared key, written down anew from RFC 4279 §2. */
export function premasterOf(key: Secret): Secret {
  const { length } = key;
  const bytes = new Uint8Array(4 + 2 * length);
  bytes[1] = length;
  bytes[3 + length] = length;
  bytes.set(key.expose(), 4 + length);
  return Secret.of(bytes);
}
