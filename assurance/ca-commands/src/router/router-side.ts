/** The router's side: one registrar at a time, whose commands are kept before they are acted upon, and answered after. */

import { keyUri } from '@sallyport/assurance-claims';
import { fromUtf8, isSallyportError, MINUTE, type SallyportError } from '@sallyport/core';
import type { Access, VerifiedCommand } from '../command/command.ts';
import { fail } from '../errors.ts';
import { verifyOwnClaim } from '../membership/standing.ts';
import { Lane } from '../session/lane.ts';
import type { Channel, Connection, Peer } from '../session/ports.ts';
import type { StationAddress } from '../stations.ts';
import type { HeldDevice, RegistrarBook } from './book.ts';
import { Gate } from './gate.ts';
import type { IncomingSet } from './incoming-set.ts';
import { Memory } from './memory.ts';
import type { RouterEvent, RouterSettings, RouterSideOptions, RouterStatus } from './ports.ts';
import { RegistrarSession, type RegistrarSessionHost } from './registrar-session.ts';
import { checkedSettings } from './settings.ts';

export class RouterSide {
  readonly #options: RouterSideOptions;
  readonly #settings: RouterSettings;
  readonly #memory: Memory;
  readonly #lane: Lane;
  readonly #gate: Gate;
  readonly #host: RegistrarSessionHost;
  #session: RegistrarSession | undefined;
  #isClosed = false;
  #cancelSuspension = () => {};

  private constructor(options: RouterSideOptions, settings: RouterSettings, memory: Memory) {
    this.#options = options;
    this.#settings = settings;
    this.#memory = memory;
    this.#lane = new Lane();
    const trouble = (error: SallyportError) => this.#tell({ type: 'trouble', error });
    this.#gate = new Gate({ enforcer: options.enforcer, timer: options.timer, lane: this.#lane, trouble });
    const gate = this.#gate;
    this.#host = {
      options,
      clock: options.clock,
      timer: options.timer,
      maxDevices: settings.maxDevices,
      router: keyUri(options.certificate.spki),
      get isEnforced() {
        return gate.isEnforced;
      },
      bookOf: (registrar) => memory.bookOf(registrar),
      accepted: ({ registrar, address }, { by, owner }) =>
        this.#tell({ type: 'registrar-accepted', registrar, address, by, owner }),
      takeSet: (session, set, book) => this.#lane.run(() => this.#takeSet(session, set, book)),
      takeCommand: (command, stations, book) => this.#lane.run(() => this.#takeCommand(command, stations, book)),
      refused: (error) => this.#tell({ type: 'command-refused', error }),
      heard: () => this.#heard(),
      ended: (session, error) => this.#ended(session, error),
    };
  }

  /**
   * Has the ports let through who was let through before, unless the registrar was not heard for too long. A claim that
   * does not hold now is told as trouble: the clock may not be set yet, and ports must not wait for it.
   * @throws E_CA_COMMANDS_ARGUMENT, E_CA_COMMANDS_OWN_CLAIM, E_CA_COMMANDS_STATE
   */
  static async open(options: RouterSideOptions): Promise<RouterSide> {
    const settings = checkedSettings(options.settings);
    const { membership, certificate, clock, store } = options;
    let ofTime: SallyportError | undefined;
    if (membership.by === 'owner') {
      const key = keyUri(certificate.spki);
      const own = verifyOwnClaim(fromUtf8(membership.claim), { ...options, role: 'router', key, at: clock.now() });
      ofTime = await own.then(() => undefined, onlyOfTime);
    }
    const side = new RouterSide(options, settings, await Memory.open(store, clock));
    await side.#lane.run(() => side.#resume());
    if (ofTime !== undefined) side.#trouble(ofTime);
    return side;
  }

  get status(): RouterStatus {
    const book = this.#memory.current;
    return {
      registrar: book?.registrar,
      sequence: book?.sequence ?? 0,
      devices: this.#gate.devices,
      isSynced: this.#session?.isSynced ?? false,
      isEnforced: this.#gate.isEnforced,
      isSuspended: this.#gate.isSuspended,
    };
  }

  /** For transports: a connection on which the peer has proved the key of its certificate. It takes the place of another. */
  connect(channel: Channel, peer: Peer): Connection {
    this.#session?.refuse(fail('E_CA_COMMANDS_REPLACED', 'the router has connected anew'));
    const session = new RegistrarSession(channel, peer, this.#host);
    this.#session = session;
    if (this.#isClosed) session.refuse(fail('E_CA_COMMANDS_CLOSED', 'the router ends'));
    return session;
  }

  /** Ends the session and keeps what was heard. The ports stay as they are. @throws E_CA_COMMANDS_STATE */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#session?.ended();
    this.#cancelSuspension();
    this.#gate.end();
    await this.#lane.run(() => (this.#memory.unkept > 0 ? this.#memory.keep() : Promise.resolve()));
  }

  /** What was let through before is let through again, for the rest of its time. */
  async #resume(): Promise<void> {
    const left = this.#settings.keepFor - (this.#memory.sinceHeard ?? Number.POSITIVE_INFINITY);
    try {
      await this.#gate.replace(left > 0 ? (this.#memory.current?.devices ?? []) : []);
      if (left > 0) this.#suspendIn(left);
      else if ((this.#memory.current?.size ?? 0) > 0) await this.#suspend();
    } catch (thrown) {
      this.#trouble(thrown);
    }
  }

  async #takeSet(session: RegistrarSession, set: IncomingSet, book: RegistrarBook): Promise<void> {
    const { sequence, devices, refused } = set;
    const takeBack = [book.replace(sequence, devices.values()), this.#memory.use(book)];
    this.#memory.heard();
    try {
      await this.#memory.keep();
    } catch (thrown) {
      for (const undo of takeBack) undo();
      // What cannot be remembered gives nobody more than before; whom the registrar wants out is put out all the same.
      const before = this.#gate.isSuspended ? [] : (this.#memory.current?.devices ?? []);
      await this.#gate.replace(lesser(before, devices)).catch((error: unknown) => this.#trouble(error));
      throw thrown;
    }
    this.#cancelSuspension();
    await this.#gate.replace(book.devices).catch((thrown: unknown) => this.#trouble(thrown));
    this.#tell({ type: 'synced', sequence, devices: devices.size, refused });
    // It may have ended meanwhile.
    if (session.isOver) this.#suspendIn(this.#settings.keepFor);
  }

  async #takeCommand(
    command: VerifiedCommand,
    stations: readonly StationAddress[],
    book: RegistrarBook,
  ): Promise<Access> {
    const { device, sequence } = command;
    const isLess = RANK[command.access] < RANK[book.get(device)?.access ?? 'out'];
    const undo = book.take(command, stations);
    this.#memory.heard();
    try {
      await this.#memory.keep();
    } catch (thrown) {
      if (!isLess) undo();
      else await this.#gate.change(device, book.get(device), stations).catch((error: unknown) => this.#trouble(error));
      throw thrown;
    }
    await this.#gate.change(device, book.get(device), stations);
    const access = this.#gate.effective(command.access);
    this.#tell({ type: 'applied', device, access, sequence });
    if (this.#gate.contested(device).length === 0) return access;
    throw fail('E_CA_COMMANDS_STATION', 'an address of the device is told for another as well, and opened for neither');
  }

  #heard(): void {
    this.#memory.heard();
    // After a loss of power the time is counted from what was kept; an eighth of it is little to lose.
    if (this.#memory.unkept < Math.max(MINUTE, this.#settings.keepFor / 8)) return;
    this.#lane.run(() => this.#memory.keep()).catch((thrown: unknown) => this.#trouble(thrown));
  }

  #ended(session: RegistrarSession, error: SallyportError | undefined): void {
    if (this.#session === session) this.#session = undefined;
    const { isAccepted, hasSet, address } = session;
    if (hasSet && !this.#isClosed) this.#suspendIn(this.#settings.keepFor);
    if (isAccepted) this.#tell({ type: 'registrar-lost', error });
    else if (error !== undefined) this.#tell({ type: 'registrar-refused', address, error });
  }

  #suspendIn(span: number): void {
    this.#cancelSuspension();
    this.#cancelSuspension = this.#options.timer.after(span, () => {
      this.#lane.run(() => this.#suspend()).catch((thrown: unknown) => this.#trouble(thrown));
    });
  }

  async #suspend(): Promise<void> {
    if (this.#isClosed || this.#session?.hasSet === true) return;
    this.#tell({ type: 'suspended' });
    await this.#gate.suspend();
  }

  #trouble(thrown: unknown): void {
    if (!isSallyportError(thrown)) throw thrown;
    this.#tell({ type: 'trouble', error: thrown });
  }

  #tell(event: RouterEvent): void {
    this.#options.onEvent?.(event);
  }
}

const RANK = { open: 2, constrained: 1, out: 0 } as const satisfies Readonly<Record<Access, number>>;

/** Whom both let through, with the lesser access of the two. */
function lesser(before: Iterable<HeldDevice>, now: ReadonlyMap<string, HeldDevice>): readonly HeldDevice[] {
  return [...before].flatMap((held) => {
    const wanted = now.get(held.device);
    if (wanted === undefined) return [];
    return [{ ...held, access: RANK[wanted.access] < RANK[held.access] ? wanted.access : held.access }];
  });
}

/** An error about the dates of the own claim; any other is thrown. */
function onlyOfTime(thrown: unknown): SallyportError {
  const isOfTime =
    isSallyportError(thrown) &&
    isSallyportError(thrown.cause, 'E_CA_COMMANDS_CLAIM_EXPIRED', 'E_CA_COMMANDS_CLAIM_NOT_YET_VALID');
  if (isOfTime) return thrown;
  throw thrown;
}
