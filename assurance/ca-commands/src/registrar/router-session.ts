/** One router's connection, as the registrar sees it: introduction, the whole set, then commands as they are given. */

import { keyUri } from '@sallyport/assurance-claims';
import {
  type Clock,
  fromUtf8,
  isSallyportError,
  type Milliseconds,
  type SallyportError,
  type Timer,
} from '@sallyport/core';
import type { VerifiedCommand } from '../command/command.ts';
import { fail } from '../errors.ts';
import { MAX_WAITING, VERSION, WINDOW } from '../limits.ts';
import { requireCommonDomain, requireCommonOwner, type Standing } from '../membership/standing.ts';
import { Line } from '../session/line.ts';
import type { Channel, Connection, Peer } from '../session/ports.ts';
import { unexpected } from '../session/unexpected.ts';
import { type RegistrarMessage, type RouterMessage, readRouterMessage } from '../wire/messages.ts';
import type { RegistrarSideOptions, RouterOutcome, RouterStatus } from './ports.ts';
import type { SetInParts } from './set.ts';

type Of<Type extends RouterMessage['type']> = Extract<RouterMessage, { type: Type }>;

export interface RouterSessionHost {
  readonly options: RegistrarSideOptions;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly heartbeat: Milliseconds;
  /** Name of the registrar's key. */
  readonly registrar: string;
  /** The number of the newest command. */
  readonly sequence: number;
  /** @throws E_CA_COMMANDS_NOT_ADMITTED, E_CA_COMMANDS_TOO_MANY */
  admit(session: RouterSession): void;
  /** The router is known: any other session of it is over. */
  accepted(session: RouterSession): void;
  set(): SetInParts;
  stationsOf(device: string): string[];
  synced(session: RouterSession, answer: Of<'synced'>): void;
  ended(session: RouterSession, error: SallyportError | undefined): void;
}

interface Waiting {
  readonly command: VerifiedCommand;
  readonly settle: (outcome: Omit<RouterOutcome, 'router'>) => void;
}

export class RouterSession implements Connection {
  readonly router: string;
  readonly address: string;
  readonly #peer: Peer;
  readonly #host: RouterSessionHost;
  readonly #line: Line<RegistrarMessage>;
  #standing: Standing | undefined;
  #since: Date | undefined;
  #set: SetInParts | undefined;
  #isSynced = false;
  #sequence = 0;
  #isEnforced = false;
  #nextId = 0;
  /** Sent, and not answered. */
  readonly #pending = new Map<number, Waiting>();
  #waiting: Waiting[] = [];

  constructor(channel: Channel, peer: Peer, host: RouterSessionHost) {
    this.router = keyUri(peer.certificate.spki);
    this.address = peer.address;
    this.#peer = peer;
    this.#host = host;
    this.#line = new Line({ channel, timer: host.timer, ended: (error) => this.#ended(error) });
  }

  /** Undefined until the router is known. */
  get status(): RouterStatus | undefined {
    if (this.#standing === undefined || this.#since === undefined) return undefined;
    const { by, owner } = this.#standing;
    return {
      router: this.router,
      address: this.address,
      by,
      owner,
      since: this.#since,
      isSynced: this.#isSynced,
      sequence: this.#sequence,
      isEnforced: this.#isEnforced,
    };
  }

  get isAccepted(): boolean {
    return this.#standing !== undefined && !this.#line.isOver;
  }

  receive(message: Uint8Array): Promise<void> {
    return this.#line.heard(() => this.#take(readRouterMessage(message)));
  }

  ended(error?: SallyportError): void {
    this.#line.end(error);
  }

  refuse(error: SallyportError): void {
    this.#line.refuse(error);
  }

  /** Sends a command when its turn comes; gives what the router makes of it. Never rejects. */
  offer(command: VerifiedCommand): Promise<RouterOutcome> {
    return new Promise((resolve) => {
      const settle: Waiting['settle'] = (outcome) => resolve({ router: this.router, ...outcome });
      if (this.#line.isOver) settle({ outcome: 'lost' });
      else if (this.#waiting.push({ command, settle }) <= MAX_WAITING) this.#pump();
      else this.refuse(fail('E_CA_COMMANDS_OVERLOADED', 'too many commands wait for the router'));
    });
  }

  async #take(message: RouterMessage): Promise<void> {
    if (message.type === 'refused') {
      const { code, message: reason } = message.error;
      this.#line.end(fail('E_CA_COMMANDS_REFUSED', `the router refuses: ${reason}`, { details: { because: code } }));
    } else if (this.#standing === undefined) {
      if (message.type !== 'hello') throw unexpected(message.type);
      await this.#introduced(message);
    } else {
      this.#answered(message);
    }
  }

  #answered(message: Exclude<RouterMessage, Of<'refused'>>): void {
    switch (message.type) {
      case 'hello':
        throw unexpected('hello');
      case 'next':
        this.#nextPart(message);
        break;
      case 'synced':
        this.#setTaken(message);
        break;
      case 'ack':
        this.#acknowledged(message);
        break;
      case 'alive':
        this.#sequence = message.sequence;
        this.#isEnforced = message.isEnforced;
    }
  }

  async #introduced({ version, claim, sequence }: Of<'hello'>): Promise<void> {
    if (version !== VERSION) throw fail('E_CA_COMMANDS_VERSION', `version ${version} of the protocol`);
    const host = this.#host;
    const standing = await this.#judge(claim);
    if (this.#line.isOver) return;
    // The router has heard numbers that this registrar does not know of: its log is older than the router's state.
    if (sequence > host.sequence) {
      throw fail('E_CA_COMMANDS_ROLLBACK', `the router has heard command ${sequence}, after ${host.sequence}`);
    }
    host.admit(this);
    this.#standing = standing;
    this.#since = host.clock.now();
    host.accepted(this);
    this.#line.established(host.heartbeat, () => this.#beat());
    const own = claim === undefined ? undefined : host.options.claim;
    this.#line.send({
      type: 'welcome',
      version: VERSION,
      heartbeat: host.heartbeat,
      ...(own === undefined ? {} : { claim: fromUtf8(own) }),
    });
    this.#set = host.set();
    this.#line.send(this.#set.next());
  }

  async #judge(claim: string | undefined): Promise<Standing> {
    const { options, clock, registrar } = this.#host;
    const at = clock.now();
    if (claim === undefined) {
      if (options.domain === undefined) throw fail('E_CA_COMMANDS_MEMBERSHIP', 'the router passed no owner’s claim');
      return requireCommonDomain(this.#peer.certificate, 'router', options.domain, at);
    }
    if (options.claim === undefined) throw fail('E_CA_COMMANDS_MEMBERSHIP', 'this registrar has no owner’s claim');
    return requireCommonOwner({
      ...options,
      own: { claim: fromUtf8(options.claim), role: 'registrar', key: registrar },
      peer: { claim, role: 'router', key: this.router },
      at,
    });
  }

  #beat(): void {
    try {
      this.#standing?.requireStill(this.#host.clock.now());
      this.#line.send({ type: 'alive' });
    } catch (thrown) {
      if (!isSallyportError(thrown)) throw thrown;
      this.refuse(thrown);
    }
  }

  #nextPart({ part }: Of<'next'>): void {
    if (this.#set === undefined || this.#set.isOver || part !== this.#set.part) throw unexpected('next');
    this.#line.send(this.#set.next());
  }

  #setTaken(answer: Of<'synced'>): void {
    if (this.#set?.isOver !== true) throw unexpected('synced');
    this.#set = undefined;
    this.#isSynced = true;
    this.#sequence = answer.sequence;
    this.#isEnforced = answer.isEnforced;
    this.#host.synced(this, answer);
    this.#pump();
  }

  #acknowledged({ id, access, error }: Of<'ack'>): void {
    const waiting = this.#pending.get(id);
    if (waiting === undefined) throw unexpected('ack');
    this.#pending.delete(id);
    if (error === undefined) this.#sequence = waiting.command.sequence;
    waiting.settle({
      outcome: error === undefined ? 'applied' : 'failed',
      ...(access === undefined ? {} : { access }),
      ...(error === undefined ? {} : { error }),
    });
    this.#pump();
  }

  #pump(): void {
    while (this.#isSynced && this.#pending.size < WINDOW) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      const id = this.#nextId++;
      this.#pending.set(id, next);
      const { text, device } = next.command;
      this.#line.send({ type: 'command', id, claim: text, stations: this.#host.stationsOf(device) });
    }
  }

  #ended(error: SallyportError | undefined): void {
    const unanswered = [...this.#pending.values(), ...this.#waiting];
    this.#pending.clear();
    this.#waiting = [];
    for (const { settle } of unanswered) settle({ outcome: 'lost' });
    this.#host.ended(this, error);
  }
}
