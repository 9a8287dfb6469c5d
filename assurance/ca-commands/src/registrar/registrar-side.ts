/** The registrar's side: many routers, one order of commands, each written down before it is sent. */

import { keyUri, makeClaim, type SubjectOf, signJose } from '@sallyport/assurance-claims';
import { fromUtf8, type SallyportError, within } from '@sallyport/core';
import { type Access, type VerifiedCommand, verifyCommand } from '../command/command.ts';
import { fail } from '../errors.ts';
import { keyNameIfAny, keyNameOf } from '../keys.ts';
import { MAX_STATIONS } from '../limits.ts';
import { verifyOwnClaim } from '../membership/standing.ts';
import { Lane } from '../session/lane.ts';
import type { Channel, Connection, Peer } from '../session/ports.ts';
import { isStationAddress } from '../stations.ts';
import type { CommandReport, RegistrarSettings, RegistrarSideOptions, RouterOutcome, RouterStatus } from './ports.ts';
import { Roster } from './roster.ts';
import { RouterSession, type RouterSessionHost } from './router-session.ts';
import { SetInParts } from './set.ts';
import { checkedSettings } from './settings.ts';

type Measure = SubjectOf<'RevokeCommand'>['measure'];

export interface Revocation {
  /** Default `remove`. */
  readonly measure?: Measure;
  /** For people, up to 1024 letters; it is part of the claim. */
  readonly reason?: string;
}

export class RegistrarSide {
  readonly #options: RegistrarSideOptions;
  readonly #settings: RegistrarSettings;
  readonly #roster: Roster;
  readonly #lane = new Lane();
  readonly #sessions = new Set<RouterSession>();
  readonly #host: RouterSessionHost;
  #isClosed = false;

  private constructor(options: RegistrarSideOptions, settings: RegistrarSettings, roster: Roster) {
    this.#options = options;
    this.#settings = settings;
    this.#roster = roster;
    const tell = options.onEvent ?? (() => {});
    this.#host = {
      options,
      clock: options.clock,
      timer: options.timer,
      heartbeat: settings.heartbeat,
      registrar: keyUri(options.certificate.spki),
      get sequence() {
        return roster.sequence;
      },
      admit: (session) => this.#admit(session),
      accepted: (session) => this.#accepted(session),
      set: () => new SetInParts(roster.present(), roster.sequence, (device) => this.#stationsOf(device)),
      stationsOf: (device) => this.#stationsOf(device),
      synced: ({ router }, { sequence, devices, refused }) =>
        tell({ type: 'router-synced', router, sequence, devices, refused }),
      ended: (session, error) => this.#ended(session, error),
    };
  }

  /**
   * Opens the registrar's side upon the commands it issued before.
   * @throws E_CA_COMMANDS_ARGUMENT, E_CA_COMMANDS_OWN_CLAIM when the owner's claim is not for this key, or not now,
   * E_CA_COMMANDS_COMMAND… for a command in the log that is none of this registrar
   */
  static async open(options: RegistrarSideOptions): Promise<RegistrarSide> {
    const settings = checkedSettings(options.settings);
    const { certificate, signer, claim, clock } = options;
    const key = keyUri(certificate.spki);
    if ((await keyNameIfAny(signer.issuer)) !== key) {
      throw fail('E_CA_COMMANDS_ARGUMENT', 'commands are signed by another key than the one routers are shown');
    }
    if (claim !== undefined) {
      await verifyOwnClaim(fromUtf8(claim), { ...options, role: 'registrar', key, at: clock.now() });
    }
    const roster = new Roster(settings.firstSequence);
    const side = new RegistrarSide(options, settings, roster);
    for await (const bytes of options.issued) {
      const command = await verifyCommand(fromUtf8(bytes), { registrar: certificate, at: 'ignore-validity' });
      roster.add(command, side.#stationsOf(command.device));
    }
    return side;
  }

  /**
   * Lets a device on, at every router. Nothing is issued when it is on already, at the same stations.
   * @param device its key: `ni:///sha-256;…`, did:key or did:jwk
   * @throws E_CA_COMMANDS_DEVICE, E_CA_COMMANDS_CLOSED, and what the signer and the record throw
   */
  trust(device: string): Promise<CommandReport> {
    return this.#command(device, 'open', (subject) => ({ type: 'TrustCommand', subject }));
  }

  /**
   * Puts a device out, or onto a constrained network, at every router. Nothing is issued when it stands so already.
   * @throws E_CA_COMMANDS_DEVICE, E_CA_COMMANDS_CLOSED, E_CLAIMS_SUBJECT for a reason that is empty or too long, and what
   * the signer and the record throw
   */
  revoke(device: string, { measure = 'remove', reason }: Revocation = {}): Promise<CommandReport> {
    return this.#command(device, measure === 'remove' ? 'out' : 'constrained', (subject) => ({
      type: 'RevokeCommand',
      subject: { ...subject, measure, ...(reason === undefined ? {} : { reason }) },
    }));
  }

  /** What the device may do by the newest command; undefined when there was none. */
  async accessOf(device: string): Promise<Access | undefined> {
    return this.#roster.get(await keyNameOf(device))?.command.access;
  }

  /** The newest command of every device that is not out. */
  get present(): Iterable<VerifiedCommand> {
    return this.#roster.present();
  }

  /** The routers that are connected and known. */
  get routers(): readonly RouterStatus[] {
    return [...this.#sessions].flatMap(({ status }) => (status === undefined ? [] : [status]));
  }

  /** Ends the sessions of a router that may connect no more; `admits` must say so from now on. */
  disconnect(router: string): void {
    for (const session of this.#sessions) {
      if (session.router === router) session.refuse(fail('E_CA_COMMANDS_NOT_ADMITTED', 'the router was removed'));
    }
  }

  /** For transports: a connection on which the peer has proved the key of its certificate. */
  connect(channel: Channel, peer: Peer): Connection {
    const session = new RouterSession(channel, peer, this.#host);
    this.#sessions.add(session);
    if (this.#isClosed) session.refuse(fail('E_CA_COMMANDS_CLOSED', 'the registrar ends'));
    return session;
  }

  /** Ends every session, after the commands that were given before. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#lane.run(async () => {});
    for (const session of this.#sessions) session.ended();
  }

  #command(device: string, access: Access, say: Say): Promise<CommandReport> {
    if (this.#isClosed) return Promise.reject(fail('E_CA_COMMANDS_CLOSED', 'the registrar has ended'));
    const given = this.#lane.run(async () => {
      const name = await keyNameOf(device);
      const stations = this.#stationsOf(name);
      const known = this.#roster.get(name);
      if (known?.command.access === access && isSame(known.stations, stations)) return undefined;
      const command = await this.#issue(device, say);
      this.#roster.add(command, stations);
      const { sequence } = command;
      this.#options.onEvent?.({ type: 'issued', device: name, access, sequence });
      const sessions = [...this.#sessions].filter(({ isAccepted }) => isAccepted);
      return { command, outcomes: sessions.map((session) => this.#outcome(session, command)) };
    });
    return given.then(async (issued) =>
      issued === undefined
        ? { command: undefined, routers: [] }
        : { command: issued.command, routers: await Promise.all(issued.outcomes) },
    );
  }

  /** Signs, and writes down. A number whose command may or may not be in the record is not given again. */
  async #issue(device: string, say: Say): Promise<VerifiedCommand> {
    const { signer, certificate, clock, record } = this.#options;
    const at = clock.now();
    const sequence = this.#roster.takeNumber();
    const said = say({ id: device, registrar: signer.issuer, sequence });
    const text = await signJose(makeClaim({ ...said, issuer: signer.issuer, validFrom: at }), { signer });
    const command = await verifyCommand(text, { registrar: certificate, at });
    await record(command);
    return command;
  }

  async #outcome(session: RouterSession, command: VerifiedCommand): Promise<RouterOutcome> {
    const { timer, onEvent } = this.#options;
    const offered = session.offer(command);
    const { sequence } = command;
    offered.then((outcome) => onEvent?.({ type: 'outcome', sequence, outcome }));
    return (await within(timer, this.#settings.patience, offered)) ?? { router: session.router, outcome: 'late' };
  }

  #admit({ router }: RouterSession): void {
    if (this.#options.admits?.(router) === false) {
      throw fail('E_CA_COMMANDS_NOT_ADMITTED', 'the router is not on the owner’s list');
    }
    const others = this.routers.filter((status) => status.router !== router);
    if (others.length < this.#settings.maxRouters) return;
    throw fail('E_CA_COMMANDS_TOO_MANY', `${this.#settings.maxRouters} routers are connected already`);
  }

  #accepted(session: RouterSession): void {
    for (const other of this.#sessions) {
      if (other === session || other.router !== session.router) continue;
      other.refuse(fail('E_CA_COMMANDS_REPLACED', 'the router has connected again'));
    }
    const { status } = session;
    if (status === undefined) return;
    const { router, address, by, owner } = status;
    this.#options.onEvent?.({ type: 'router-accepted', router, address, by, owner });
  }

  #ended(session: RouterSession, error: SallyportError | undefined): void {
    this.#sessions.delete(session);
    const { router, address, status } = session;
    if (status !== undefined) this.#options.onEvent?.({ type: 'router-lost', router, error });
    else if (error !== undefined) this.#options.onEvent?.({ type: 'router-refused', router, address, error });
  }

  /** What the router would refuse is not sent. */
  #stationsOf(device: string): string[] {
    const told = this.#options.stationsOf?.(device) ?? [];
    return [...new Set(told)].filter(isStationAddress).slice(0, MAX_STATIONS).sort();
  }
}

type Say = (
  subject: SubjectOf<'TrustCommand'>,
) =>
  | { readonly type: 'TrustCommand'; readonly subject: SubjectOf<'TrustCommand'> }
  | { readonly type: 'RevokeCommand'; readonly subject: SubjectOf<'RevokeCommand'> };

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}
