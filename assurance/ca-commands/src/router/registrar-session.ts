/** The connection to the registrar, as the router sees it: introduction, the whole set, then commands as they come. */

import { keyUri } from '@sallyport/assurance-claims';
import { type Clock, fromUtf8, isSallyportError, type SallyportError, type Timer } from '@sallyport/core';
import { type Access, type VerifiedCommand, verifyCommand } from '../command/command.ts';
import { fail } from '../errors.ts';
import { VERSION } from '../limits.ts';
import { requireCommonDomain, requireCommonOwner, type Standing } from '../membership/standing.ts';
import { Line } from '../session/line.ts';
import type { Channel, Connection, Peer } from '../session/ports.ts';
import { unexpected } from '../session/unexpected.ts';
import type { StationAddress } from '../stations.ts';
import { problemOf, type RegistrarMessage, type RouterMessage, readRegistrarMessage } from '../wire/messages.ts';
import type { RegistrarBook } from './book.ts';
import { IncomingSet } from './incoming-set.ts';
import type { RouterSideOptions } from './ports.ts';
import { readStations } from './read-stations.ts';

type Of<Type extends RegistrarMessage['type']> = Extract<RegistrarMessage, { type: Type }>;

export interface RegistrarSessionHost {
  readonly options: RouterSideOptions;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly maxDevices: number;
  /** Name of the router's key. */
  readonly router: string;
  /** What was heard of this registrar. @throws E_CA_COMMANDS_TOO_MANY */
  bookOf(registrar: string): RegistrarBook;
  readonly isEnforced: boolean;
  accepted(session: RegistrarSession, standing: Standing): void;
  /** Has the set count, and the ports follow. @throws E_CA_COMMANDS_STATE */
  takeSet(session: RegistrarSession, set: IncomingSet, book: RegistrarBook): Promise<void>;
  /**
   * Has the command count, and the ports follow; gives what the device may do now.
   * @throws E_CA_COMMANDS_STATE, E_CA_COMMANDS_ENFORCE, E_CA_COMMANDS_STATION
   */
  takeCommand(command: VerifiedCommand, stations: readonly StationAddress[], book: RegistrarBook): Promise<Access>;
  refused(error: SallyportError): void;
  /** Something came from the registrar whose set counts. */
  heard(): void;
  ended(session: RegistrarSession, error: SallyportError | undefined): void;
}

export class RegistrarSession implements Connection {
  readonly registrar: string;
  readonly address: string;
  readonly #peer: Peer;
  readonly #host: RegistrarSessionHost;
  readonly #line: Line<RouterMessage>;
  #standing: Standing | undefined;
  #book: RegistrarBook | undefined;
  #set: IncomingSet | undefined;
  #hasSet = false;
  #isSynced = false;

  /** Introduces the router. */
  constructor(channel: Channel, peer: Peer, host: RegistrarSessionHost) {
    this.registrar = keyUri(peer.certificate.spki);
    this.address = peer.address;
    this.#peer = peer;
    this.#host = host;
    this.#line = new Line({ channel, timer: host.timer, ended: (error) => host.ended(this, error) });
    const { membership } = host.options;
    try {
      this.#book = host.bookOf(this.registrar);
    } catch (thrown) {
      if (!isSallyportError(thrown)) throw thrown;
      this.#line.refuse(thrown);
      return;
    }
    this.#line.send({
      type: 'hello',
      version: VERSION,
      sequence: this.#book.sequence,
      ...(membership.by === 'owner' ? { claim: fromUtf8(membership.claim) } : {}),
    });
  }

  get isAccepted(): boolean {
    return this.#standing !== undefined;
  }
  /** The whole set was taken in, and the session goes on. */
  get isSynced(): boolean {
    return this.#isSynced && !this.#line.isOver;
  }
  /** The whole set came; it may still be on its way to the ports, and the session may be over. */
  get hasSet(): boolean {
    return this.#hasSet;
  }
  get isOver(): boolean {
    return this.#line.isOver;
  }

  receive(message: Uint8Array): Promise<void> {
    return this.#line.heard(async () => {
      await this.#take(readRegistrarMessage(message));
      if (this.isSynced) this.#host.heard();
    });
  }

  ended(error?: SallyportError): void {
    this.#line.end(error);
  }

  refuse(error: SallyportError): void {
    this.#line.refuse(error);
  }

  async #take(message: RegistrarMessage): Promise<void> {
    const book = this.#book;
    if (message.type === 'refused') {
      const { code, message: reason } = message.error;
      this.#line.end(fail('E_CA_COMMANDS_REFUSED', `the registrar refuses: ${reason}`, { details: { because: code } }));
    } else if (this.#standing === undefined || book === undefined) {
      if (message.type !== 'welcome') throw unexpected(message.type);
      await this.#introduced(message);
    } else if (message.type === 'set') {
      await this.#takePart(message, book);
    } else if (message.type === 'command' && this.#hasSet) {
      await this.#takeCommand(message, book);
    } else if (message.type !== 'alive') {
      throw unexpected(message.type);
    }
  }

  async #introduced({ version, heartbeat, claim }: Of<'welcome'>): Promise<void> {
    if (version !== VERSION) throw fail('E_CA_COMMANDS_VERSION', `version ${version} of the protocol`);
    const standing = await this.#judge(claim);
    if (this.#line.isOver) return;
    this.#standing = standing;
    this.#host.accepted(this, standing);
    this.#line.established(heartbeat, () => this.#beat());
  }

  /** The registrar is looked at as strictly as it looks at the router: who sends commands must be who the owner trusts. */
  async #judge(claim: string | undefined): Promise<Standing> {
    const { options, clock, router } = this.#host;
    const { membership } = options;
    const at = clock.now();
    if (membership.by === 'domain') {
      return requireCommonDomain(this.#peer.certificate, 'registrar', membership, at);
    }
    if (claim === undefined) throw fail('E_CA_COMMANDS_MEMBERSHIP', 'the registrar passed no owner’s claim');
    return requireCommonOwner({
      ...options,
      own: { claim: fromUtf8(membership.claim), role: 'router', key: router },
      peer: { claim, role: 'registrar', key: this.registrar },
      at,
    });
  }

  #beat(): void {
    try {
      this.#standing?.requireStill(this.#host.clock.now());
      this.#line.send({ type: 'alive', sequence: this.#book?.sequence ?? 0, isEnforced: this.#host.isEnforced });
    } catch (thrown) {
      if (!isSallyportError(thrown)) throw thrown;
      this.refuse(thrown);
    }
  }

  async #takePart({ sequence, part, isLast, entries }: Of<'set'>, book: RegistrarBook): Promise<void> {
    if (this.#hasSet) throw unexpected('set');
    this.#set ??= new IncomingSet({
      book,
      sequence,
      maxDevices: this.#host.maxDevices,
      verify: (text) => this.#verify(text),
      refused: (error) => this.#host.refused(error),
    });
    const set = this.#set;
    if (part !== set.part || sequence !== set.sequence) throw unexpected('set');
    await set.take(entries);
    if (this.#line.isOver) return;
    if (!isLast) {
      this.#line.send({ type: 'next', part: set.part });
      return;
    }
    this.#set = undefined;
    this.#hasSet = true;
    await this.#host.takeSet(this, set, book);
    this.#isSynced = true;
    const { refused, named, devices } = set;
    this.#line.send({
      type: 'synced',
      sequence,
      devices: devices.size,
      isEnforced: this.#host.isEnforced,
      refused,
      named,
    });
  }

  /** A command that does not count is answered, and the next may be a good one. */
  async #takeCommand({ id, claim, stations }: Of<'command'>, book: RegistrarBook): Promise<void> {
    try {
      const command = await this.#verify(claim);
      book.requireNew(command);
      const where = readStations(stations);
      this.#requireRoom(command, book);
      const access = await this.#host.takeCommand(command, where, book);
      this.#line.send({ type: 'ack', id, access });
    } catch (thrown) {
      if (!isSallyportError(thrown)) throw thrown;
      this.#host.refused(thrown);
      this.#line.send({ type: 'ack', id, error: problemOf(thrown) });
      // Without a record, or without room, the router would lose count of what it is to do: it begins anew.
      if (isSallyportError(thrown, 'E_CA_COMMANDS_STATE', 'E_CA_COMMANDS_TOO_MANY')) throw thrown;
    }
  }

  #requireRoom({ device, access }: VerifiedCommand, book: RegistrarBook): void {
    const { maxDevices } = this.#host;
    if (access === 'out' || book.get(device) !== undefined || book.size < maxDevices) return;
    throw fail('E_CA_COMMANDS_TOO_MANY', `the router holds ${maxDevices} devices already`);
  }

  #verify(text: string): Promise<VerifiedCommand> {
    return verifyCommand(text, { registrar: this.#peer.certificate, at: this.#host.clock.now() });
  }
}
