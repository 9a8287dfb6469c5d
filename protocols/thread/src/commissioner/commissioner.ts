/**
 * The Commissioner (Thread 1.1.1 §8.4): petitions for the role, keeps it alive, and says when it is lost.
 *
 * Joining is in `joiner-sessions.ts`, reading and changing the network in `management.ts`. The way to the network is a
 * {@link CommissionerLink}: through a Border Agent for an external Commissioner, through the mesh for a native one.
 */

import { isSallyportError, type SallyportError, type Secret } from '@sallyport/core';
import { fail } from '../node/errors.ts';
import type { RolePorts } from '../node/tmf-agent.ts';
import { Diagnostics } from './diagnostics.ts';
import type { CommissionerEvent, CommissionerState } from './events.ts';
import type { JoinerSelector } from './joiner-selector.ts';
import { JOINER_SESSION_LIMITS, JoinerSessions } from './joiner-sessions.ts';
import { type EnabledJoiner, type EnableOptions, JOINER_TABLE_LIMITS, JoinerTable } from './joiner-table.ts';
import { KEEP_ALIVE_INTERVAL, keepAlive, sayFarewell, sayOnce } from './keep-alive.ts';
import type { CommissionerLink, LinkListener, NodeRequest } from './link.ts';
import { Management } from './management.ts';
import { readNodeAnswer } from './node-answers.ts';
import type { CommissionerOptions } from './options.ts';
import { petitionOver } from './petitioning.ts';
import { Steering } from './steering.ts';

export class Commissioner {
  readonly #options: CommissionerOptions;
  readonly #ports: RolePorts;
  #link: CommissionerLink;
  readonly #joiners: JoinerTable;
  /** There while active. */
  #sessions: JoinerSessions | undefined;
  #steering: Steering | undefined;
  readonly #management: Management;
  readonly #diagnostics: Diagnostics;
  #state: CommissionerState = 'disabled';
  #sessionId: number | undefined;
  #stopKeepAlive: () => void = () => undefined;

  constructor(options: CommissionerOptions, ports: RolePorts) {
    const { joinerLimits, link } = options;
    this.#options = options;
    this.#ports = ports;
    this.#link = link;
    this.#joiners = new JoinerTable(ports, { ...JOINER_TABLE_LIMITS, ...joinerLimits }, (joiner) => {
      this.#tell({ type: 'joiner-expired', joiner });
      this.#steerAgain();
    });
    this.#management = new Management(
      () => this.#link,
      () => this.#activeSession(),
    );
    this.#diagnostics = new Diagnostics({
      link: () => this.#link,
      requireActive: () => void this.#activeSession(),
      management: this.#management,
      timer: ports.timer,
    });
  }

  get state(): CommissionerState {
    return this.#state;
  }

  /** The Commissioner Session ID while active. */
  get sessionId(): number | undefined {
    return this.#state === 'active' ? this.#sessionId : undefined;
  }

  /** Reading and changing the network's datasets, and asking its nodes. */
  get network(): Management {
    return this.#management;
  }

  /** Asking nodes what they are, and how the mesh is connected. */
  get diagnostics(): Diagnostics {
    return this.#diagnostics;
  }

  /** The joiners that are enabled, without their passphrases. */
  get joiners(): readonly EnabledJoiner[] {
    return this.#joiners.list();
  }

  /**
   * Opens the link; an external Commissioner proves the PSKc.
   * @throws E_THREAD_STATE, E_DTLS_…
   */
  async connect(): Promise<void> {
    this.#require('disabled');
    this.#enter('connecting');
    try {
      await this.#link.connect(this.#listener(this.#link));
    } catch (thrown) {
      this.#enter('disabled');
      throw thrown;
    }
    // The link may have been lost, or closed by the caller, while the last message was under way.
    if (this.#state !== 'connecting') throw fail('E_THREAD_CLOSED', 'the link was closed while it was being opened');
    this.#enter('connected');
  }

  /**
   * Asks for the role and gives the session id.
   * @throws E_THREAD_STATE, E_THREAD_PETITION_REJECTED, E_THREAD_RESPONSE, E_THREAD_CLOSED, E_COAP_TIMEOUT
   */
  async petition(): Promise<number> {
    this.#require('connected');
    this.#enter('petitioning');
    try {
      const isWanted = (): boolean => this.#state === 'petitioning';
      const sessionId = await petitionOver(this.#link, this.#options.id, this.#ports.timer, isWanted);
      if (isWanted()) return this.#activate(sessionId);
      // It came too late to be used, so it is given back.
      await sayFarewell(this.#link, sessionId, this.#ports.timer);
      throw fail('E_THREAD_CLOSED', 'the Commissioner was closed while it petitioned');
    } catch (thrown) {
      if (this.#state === 'petitioning') this.#enter('connected');
      throw thrown;
    }
  }

  /**
   * Gives up the role in good order, and closes the link. Does nothing when there is no role to give up.
   * Resolves even when nobody answers: the Leader then finds out by itself.
   */
  async resign(): Promise<void> {
    if (this.#state === 'active' && this.#sessionId !== undefined) {
      const sessionId = this.#sessionId;
      this.#deactivate('resigning');
      await sayFarewell(this.#link, sessionId, this.#ports.timer);
    }
    this.close();
  }

  /**
   * Goes on over another link with the same session: a Native Commissioner that petitioned through a Commissioner Router, and
   * has attached to the network since (white paper, figures 7 and 8). The Leader learns the new place by a keep-alive.
   * @throws E_THREAD_STATE, E_THREAD_COMMISSIONER_LOST, and what opening the link throws; the link before stays then
   */
  async moveTo(link: CommissionerLink): Promise<void> {
    const sessionId = this.#activeSession();
    const before = this.#link;
    await link.connect(this.#listener(link));
    try {
      await sayOnce(link, sessionId, this.#ports.timer);
      if (this.#activeSession() !== sessionId) throw fail('E_THREAD_STATE', 'the role was lost meanwhile');
    } catch (thrown) {
      link.close();
      throw thrown;
    }
    this.#link = link;
    link.activated(sessionId);
    before.deactivated();
    before.close();
  }

  /** Ends everything at once, without a word to the network. */
  close(): void {
    if (this.#state === 'disabled') return;
    this.#deactivate('disabled');
    this.#link.close();
  }

  /**
   * Enables a joiner, or all with the same selector anew, and steers the network to it. Resolves when the Leader has taken it.
   * @throws E_THREAD_STATE, E_THREAD_PSKD, E_THREAD_JOINERS_FULL, E_THREAD_MANAGEMENT_REJECTED
   */
  async enableJoiner(selector: JoinerSelector, pskd: Secret, options: EnableOptions = {}): Promise<void> {
    this.#require('active');
    this.#joiners.enable(selector, pskd, options);
    await this.#steer();
  }

  /** @throws E_THREAD_STATE, E_THREAD_MANAGEMENT_REJECTED */
  async disableJoiner(selector: JoinerSelector): Promise<void> {
    this.#require('active');
    if (!this.#joiners.disable(selector)) return;
    this.#tell({ type: 'joiner-disabled', joiner: selector });
    await this.#steer();
  }

  /** What comes of a link that is no longer ours is not heard. */
  #listener(link: CommissionerLink): LinkListener {
    return {
      relayed: (payload) => {
        if (this.#state === 'active' && this.#link === link) this.#sessions?.receive(payload);
      },
      requested: (request) => (this.#link === link ? this.#answer(request) : undefined),
      closed: (error) => {
        if (this.#link === link) this.#lose(error);
      },
    };
  }

  #answer(request: NodeRequest): Uint8Array | undefined {
    if (this.#state !== 'active') return undefined;
    if (this.#diagnostics.hear(request)) return new Uint8Array(0);
    const event = readNodeAnswer(request);
    if (event === undefined) return undefined;
    if (event.type === 'dataset-changed') this.#link.datasetChanged();
    this.#tell(event);
    return new Uint8Array(0);
  }

  #activate(sessionId: number): number {
    this.#sessionId = sessionId;
    this.#sessions = this.#beginSessions();
    this.#steering = new Steering(this.#joiners, (steeringData) => this.#setSteeringData(steeringData));
    this.#enter('active');
    this.#link.activated(sessionId);
    this.#stopKeepAlive = keepAlive({
      link: () => this.#link,
      sessionId,
      interval: this.#options.keepAliveInterval ?? KEEP_ALIVE_INTERVAL,
      timer: this.#ports.timer,
      accepted: () => this.#tell({ type: 'kept-alive', sessionId }),
      lost: (thrown) => this.#lose(lost(thrown)),
    });
    if (this.#joiners.size > 0) this.#steerAgain();
    return sessionId;
  }

  #beginSessions(): JoinerSessions {
    const { authorizer, journal, provisioningUrl, onboarding, policyFailed, sessionLimits } = this.#options;
    return new JoinerSessions(
      {
        joiners: this.#joiners,
        limits: { ...JOINER_SESSION_LIMITS, ...sessionLimits },
        authorizer,
        journal,
        provisioningUrl,
        relay: (locator, payload) => this.#link.relay(locator, payload),
        tell: (event) => this.#tell(event),
        onboarding,
        policyFailed,
      },
      this.#ports,
    );
  }

  #lose(error: SallyportError): void {
    if (this.#state === 'disabled') return;
    const isOurDoing = this.#state === 'resigning';
    this.#deactivate('disabled');
    this.#link.close();
    if (!isOurDoing) this.#tell({ type: 'lost', error });
  }

  #deactivate(state: CommissionerState): void {
    this.#stopKeepAlive();
    const wasActive = this.#sessionId !== undefined;
    this.#sessionId = undefined;
    this.#sessions?.close();
    this.#sessions = undefined;
    this.#steering = undefined;
    if (wasActive) this.#link.deactivated();
    this.#enter(state);
  }

  async #steer(): Promise<void> {
    await this.#steering?.bring();
  }

  #steerAgain(): void {
    this.#steer().catch((thrown: unknown) => {
      if (this.#state === 'active') this.#tell({ type: 'steering-failed', error: lost(thrown) });
    });
  }

  /** A SET replaces all of the Commissioner Dataset, so the port goes with it each time. */
  async #setSteeringData(steeringData: Uint8Array): Promise<void> {
    const { joinerUdpPort } = this.#options;
    await this.#management.setCommissionerDataset(
      joinerUdpPort === undefined ? { steeringData } : { steeringData, joinerUdpPort },
    );
  }

  #activeSession(): number {
    if (this.#state !== 'active' || this.#sessionId === undefined) {
      throw fail('E_THREAD_STATE', 'only the active Commissioner may do this');
    }
    return this.#sessionId;
  }

  #require(state: CommissionerState): void {
    if (this.#state !== state) throw fail('E_THREAD_STATE', `the Commissioner is ${this.#state}, not ${state}`);
  }

  #enter(state: CommissionerState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#tell({ type: 'state', state });
  }

  #tell(event: CommissionerEvent): void {
    this.#options.listener?.(event);
  }
}

function lost(thrown: unknown): SallyportError {
  if (isSallyportError(thrown)) return thrown;
  return fail('E_THREAD_COMMISSIONER_LOST', 'the network did not answer', { cause: thrown });
}
