/**
 * One association with one peer, from its first flight to its end: records in and out, the handshake above them,
 * alerts, time limits. Which side it is, its {@link HandshakeRole} knows.
 */

import { isSallyportError, plain, reasonOf, type SallyportError } from '@sallyport/core';
import { alertFor, readAlert } from './alerts.ts';
import type { AssociationOptions } from './association-options.ts';
import { type DtlsErrorCode, fail } from './errors.ts';
import { Flight, type FlightPart } from './handshake/flight.ts';
import { Intake } from './handshake/intake.ts';
import type { Established, HandshakeLink, HandshakeRole } from './handshake/role.ts';
import type { KeySchedule } from './key-schedule.ts';
import { OpenSession } from './open-session.ts';
import { Outbox } from './outbox.ts';
import type { DtlsPorts } from './ports.ts';
import type { DtlsRecord } from './record/codec.ts';
import { RecordLayer } from './record/record-layer.ts';
import { CONTENT_TYPE, HANDSHAKE_TYPE, handshakeName } from './registries.ts';
import type { DtlsClosed, SessionListener } from './session.ts';
import { TimeLimit } from './time-limit.ts';

/** Application data that overtook the Finished before it. */
const MAX_EARLY = 8;
/** Attempts to renegotiate that are worth an answer. */
const MAX_REFUSALS = 4;

export class Association implements HandshakeLink {
  readonly peer: string;
  readonly ports: DtlsPorts;
  readonly #options: AssociationOptions;
  /** Until the handshake is done: what it holds is not needed after. */
  #role: HandshakeRole | undefined;
  readonly #side: 'client' | 'server';
  readonly #records: RecordLayer;
  readonly #outbox: Outbox;
  readonly #intake: Intake;
  readonly #flight: Flight;
  readonly #limit: TimeLimit;
  #state: 'handshake' | 'open' | 'closed' = 'handshake';
  #cipherSpecChanged = false;
  #finishedDue = false;
  #early: Uint8Array[] = [];
  #refusals = 0;
  #forged = 0;
  #keys: KeySchedule | undefined;
  #listener: SessionListener | undefined;
  #ending: DtlsClosed | undefined;

  constructor(options: AssociationOptions) {
    const { peer, ports, limits } = options;
    this.#options = options;
    this.peer = peer;
    this.ports = ports;
    this.#records = new RecordLayer(options.firstSequence);
    this.#outbox = new Outbox(this.#records, limits.mtu, options.transmit);
    this.#intake = new Intake({
      maxMessage: limits.maxMessage,
      next: options.nextMessage,
      discarded: (code) => this.#discard(code),
      repeated: (sequence) => this.#flight.prompt(sequence),
    });
    const transmit = (parts: readonly FlightPart[]) => this.#outbox.flight(parts);
    this.#flight = new Flight({ timer: ports.timer, timing: limits, transmit });
    this.#role = options.role(this);
    this.#side = this.#role.side;
    this.#limit = new TimeLimit(ports);
    this.#limit.set(limits.handshakeTimeout, () => {
      this.fail(fail('E_DTLS_TIMEOUT', `no handshake within ${limits.handshakeTimeout} ms`));
    });
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** True when a protected record was made with the keys of this association, even if it came before. */
  owns(record: DtlsRecord): boolean {
    return this.#records.owns(record);
  }

  /** Takes a record; gives the reason when it is dropped. */
  receive(record: DtlsRecord): DtlsErrorCode | undefined {
    if (this.#state === 'closed') return 'E_DTLS_CLOSED';
    const reading = this.#records.read(record);
    if ('dropped' in reading) return this.#unreadable(record, reading.dropped);
    const dropped = this.#take(record, reading.plaintext);
    this.#changeReadEpoch();
    return dropped;
  }

  #take({ type, epoch }: DtlsRecord, plaintext: Uint8Array): DtlsErrorCode | undefined {
    this.#limit.heard();
    switch (type) {
      case CONTENT_TYPE.handshake:
        return this.#takeHandshake(plaintext);
      case CONTENT_TYPE.changeCipherSpec:
        if (epoch !== 0 || plaintext.length !== 1 || plaintext[0] !== 1) return 'E_DTLS_CHANGE_CIPHER_SPEC';
        // It may have overtaken messages that belong before it, so it is only remembered. It never changes keys by
        // itself.
        this.#cipherSpecChanged = true;
        return undefined;
      case CONTENT_TYPE.alert:
        return this.#takeAlert(plaintext);
      default:
        return this.#takeData(plaintext);
    }
  }

  #unreadable(record: DtlsRecord, code: DtlsErrorCode): DtlsErrorCode | undefined {
    if (code === 'E_DTLS_EPOCH_FUTURE' && this.#state === 'handshake') return this.#records.keep(record);
    if (code !== 'E_DTLS_RECORD_AUTHENTICATION') return code;
    if (this.#state === 'handshake' && record.type === CONTENT_TYPE.handshake) {
      // With different keys on the two sides, Finished can never be read. To wait for the time limit would tell the
      // same, later; and who can forge a record now could as well have forged an alert (RFC 6347 §4.1.2.7 leaves this
      // open).
      this.fail(fail('E_DTLS_KEYS_DIFFER', 'the peer’s Finished cannot be read with the keys of this handshake'));
    } else if (++this.#forged > this.#options.limits.maxForgeries) {
      this.fail(fail('E_DTLS_FORGERY_LIMIT', 'too many forged records'));
    }
    return code;
  }

  #takeHandshake(plaintext: Uint8Array): DtlsErrorCode | undefined {
    if (this.#state === 'open') return this.#takeLate(plaintext);
    for (const message of this.#intake.take(plaintext, this.#records.readEpoch > 0)) {
      try {
        this.#role?.receive(message);
      } catch (thrown) {
        this.fail(thrown);
      }
      if (this.#state !== 'handshake') break;
    }
    return undefined;
  }

  /** A message after the handshake: the wish for another one is declined, anything else is out of order. */
  #takeLate(plaintext: Uint8Array): DtlsErrorCode | undefined {
    const [type] = this.#intake.takeLate(plaintext);
    if (type === undefined) return undefined;
    if (type === (this.#side === 'client' ? HANDSHAKE_TYPE.helloRequest : HANDSHAKE_TYPE.clientHello)) {
      if (this.#refusals++ < MAX_REFUSALS) this.#outbox.alert('warning', 'no_renegotiation');
      return 'E_DTLS_RENEGOTIATION';
    }
    this.fail(fail('E_DTLS_UNEXPECTED_MESSAGE', `${handshakeName(type)} after the handshake`));
    return undefined;
  }

  #takeAlert(plaintext: Uint8Array): DtlsErrorCode | undefined {
    const alert = readAlert(plaintext);
    if (alert === undefined) return 'E_DTLS_ALERT_MALFORMED';
    const { kind, name } = alert;
    // Other warnings ask for nothing that this side does.
    if (kind === 'warning') return undefined;
    // RFC 5246 §7.2.1: answered with a close_notify of our own.
    if (kind === 'closing') this.#outbox.alert('warning', 'close_notify');
    const error = fail('E_DTLS_ALERT', `the peer says ${name}`, { details: { alert: name } });
    this.#end(kind === 'closing' ? { by: 'peer' } : { by: 'peer', error }, error);
    return undefined;
  }

  #takeData(plaintext: Uint8Array): DtlsErrorCode | undefined {
    if (this.#state === 'open') {
      // The client sends data only after our Finished, so the last flight is not needed again.
      this.#flight.forget();
      this.#listener?.data?.(plain(plaintext));
      return undefined;
    }
    if (this.#records.readEpoch === 0 || this.#early.length >= MAX_EARLY) return 'E_DTLS_APPLICATION_DATA_EARLY';
    // It overtook the Finished before it: kept until that is verified.
    this.#early.push(plaintext);
    return undefined;
  }

  send(parts: readonly FlightPart[], kind?: 'final'): void {
    this.#flight.send(parts, this.#intake.last, kind === 'final');
  }

  prepareKeys(keys: KeySchedule): void {
    const other = this.#side === 'client' ? 'server' : 'client';
    this.#records.prepare({ read: keys.recordKeys(other), write: keys.recordKeys(this.#side) });
  }

  expectFinished(): void {
    this.#finishedDue = true;
  }

  #changeReadEpoch(): void {
    if (!this.#cipherSpecChanged || !this.#finishedDue || this.#state !== 'handshake') return;
    this.#finishedDue = false;
    for (const record of this.#records.changeReadEpoch()) {
      const reading = this.#records.read(record);
      // One that cannot be read may be the last word of an association that this peer had before: no reason to give up.
      const dropped = 'dropped' in reading ? reading.dropped : this.#take(record, reading.plaintext);
      if (dropped !== undefined) this.#discard(dropped);
    }
  }

  finish(established: Established): void {
    this.#flight.settle();
    this.#limit.clear();
    this.#state = 'open';
    this.#role = undefined;
    this.#keys = established.keys;
    const { idleTimeout } = this.#options.limits;
    if (idleTimeout !== undefined) this.#limit.setSilence(idleTimeout, () => this.#endIdle(idleTimeout));
    if (!this.#announce(established)) return;
    // It may have been closed at once.
    if (this.#ending !== undefined) this.#listener?.closed?.(this.#ending);
    const early = this.#early;
    this.#early = [];
    for (const plaintext of early) if (this.#state === 'open') this.#takeData(plaintext);
  }

  /** Hands the session over. False when whoever should take it broke. */
  #announce({ suite, keys, peerIdentity, extendedMasterSecret }: Established): boolean {
    const { maxPlaintext } = this.#outbox;
    const session = new OpenSession(
      { suite: suite.name, peer: this.peer, peerIdentity, extendedMasterSecret, maxPlaintext },
      { keys, isOpen: () => this.isOpen, send: (bytes) => this.#outbox.data(bytes), close: () => this.close() },
    );
    try {
      this.#listener = this.#options.established(session);
      return true;
    } catch (cause) {
      const error = fail('E_DTLS_INTERNAL', `the session was not taken: ${reasonOf(cause)}`, { cause });
      this.fail(error);
      this.#options.failed(error);
      return false;
    }
  }

  #endIdle(limit: number): void {
    this.#outbox.alert('warning', 'close_notify');
    this.#end({ by: 'timeout' }, fail('E_DTLS_TIMEOUT', `nothing came for ${limit} ms`));
  }

  /** Says close_notify and ends; a handshake under way fails with E_DTLS_CLOSED. */
  close(): void {
    if (this.#state === 'closed') return;
    this.#outbox.alert('warning', 'close_notify');
    this.#end({ by: 'us' }, fail('E_DTLS_CLOSED', 'closed by this side'));
  }

  /** Ends with an error, and tells the other side of it if that is fitting. */
  fail(thrown: unknown): void {
    if (this.#state === 'closed') return;
    const error = isSallyportError(thrown)
      ? thrown
      : fail('E_DTLS_INTERNAL', `the handshake broke: ${reasonOf(thrown)}`, { cause: thrown });
    const alert = alertFor(error.code);
    if (alert !== 'none') this.#outbox.alert('fatal', alert);
    this.#end({ by: 'error', error }, error);
  }

  #end(reason: DtlsClosed, error: SallyportError): void {
    if (this.#state === 'closed') return;
    const wasOpen = this.#state === 'open';
    this.#state = 'closed';
    this.#ending = reason;
    this.#flight.forget();
    this.#limit.clear();
    this.#early = [];
    this.#role?.abandon();
    this.#role = undefined;
    this.#keys?.wipe();
    this.#options.ended();
    if (wasOpen) this.#listener?.closed?.(reason);
    else this.#options.failed(error);
  }

  #discard(code: DtlsErrorCode): void {
    this.ports.discarded?.(code, this.peer);
  }
}
