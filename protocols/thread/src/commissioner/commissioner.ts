/**
 * The Commissioner (Thread 1.1.1 §8.4): petitions for the role, keeps it alive, and says when it is lost.
 *
 * Joining is in `joiner-sessions.ts`, reading and changing the network in `management.ts`. The way to the network is a
 * {@link CommissionerLink}: through a Border Agent for an external Commissioner, through the mesh for a native one.
 */

import type { CoapResponse } from '@sallyport/coap';
import { isSallyportError, type Milliseconds, type SallyportError, SECOND, type Secret, within } from '@sallyport/core';
import type { Authorizer, EventListener } from '@sallyport/onboarding';
import { fail } from '../node/errors.ts';
import { readResponse, readState } from '../node/responses.ts';
import type { RolePorts } from '../node/tmf-agent.ts';
import { encodeKeepAliveRequest } from '../tmf/keep-alive.ts';
import { decodePetitionResponse, encodePetitionRequest } from '../tmf/petition.ts';
import type { CommissionerEvent, CommissionerListener, CommissionerState } from './events.ts';
import type { JoinerJournal } from './examine-joiner.ts';
import type { JoinerSelector } from './joiner-selector.ts';
import { JOINER_SESSION_LIMITS, type JoinerSessionLimits, JoinerSessions } from './joiner-sessions.ts';
import {
  type EnabledJoiner,
  type EnableOptions,
  JOINER_TABLE_LIMITS,
  JoinerTable,
  type JoinerTableLimits,
} from './joiner-table.ts';
import type { CommissionerLink, LinkListener, NodeRequest } from './link.ts';
import { Management } from './management.ts';
import { readNodeAnswer } from './node-answers.ts';

/** Half of what the Leader waits, so that one that is lost on the way does no harm. */
export const KEEP_ALIVE_INTERVAL: Milliseconds = 25 * SECOND;
/** How long the answer to a keep-alive may take: less than what is left until the Leader gives up. */
const KEEP_ALIVE_PATIENCE: Milliseconds = 20 * SECOND;
const PETITION_RETRIES = 2;
const PETITION_RETRY_DELAY: Milliseconds = SECOND;

export interface CommissionerOptions {
  /** The Commissioner ID that others are told: 1 to 64 bytes of UTF-8. */
  readonly id: string;
  readonly link: CommissionerLink;
  /** Asked at M.4 of every joiner that proved its passphrase. Without one, every such joiner is refused. */
  readonly authorizer?: Authorizer | undefined;
  /** Keeps the record of a joiner before it is accepted. */
  readonly journal?: JoinerJournal;
  readonly listener?: CommissionerListener;
  /** Hears the steps M.2 to M.5 of every joiner. */
  readonly onboarding?: EventListener;
  /** Hears that the authorizer could not answer. */
  readonly policyFailed?: (thrown: unknown) => void;
  /** A joiner that asks for another provisioning URL, or for none, is refused; undefined takes any. */
  readonly provisioningUrl?: string;
  readonly keepAliveInterval?: Milliseconds;
  readonly joinerLimits?: Partial<JoinerTableLimits>;
  readonly sessionLimits?: Partial<JoinerSessionLimits>;
}

export class Commissioner {
  readonly #options: CommissionerOptions;
  readonly #ports: RolePorts;
  #link: CommissionerLink;
  readonly #joiners: JoinerTable;
  readonly #sessions: JoinerSessions;
  readonly #management: Management;
  #state: CommissionerState = 'disabled';
  #sessionId: number | undefined;
  #cancelKeepAlive: () => void = () => undefined;
  /** The steering data last brought to the network, so that only changes are sent. */
  #steering: Promise<void> = Promise.resolve();

  constructor(options: CommissionerOptions, ports: RolePorts) {
    const { joinerLimits, sessionLimits, link } = options;
    this.#options = options;
    this.#ports = ports;
    this.#link = link;
    this.#joiners = new JoinerTable(ports, { ...JOINER_TABLE_LIMITS, ...joinerLimits }, (joiner) => {
      this.#tell({ type: 'joiner-expired', joiner });
      this.#steerAgain();
    });
    this.#sessions = new JoinerSessions(
      {
        joiners: this.#joiners,
        limits: { ...JOINER_SESSION_LIMITS, ...sessionLimits },
        authorizer: options.authorizer,
        journal: options.journal,
        provisioningUrl: options.provisioningUrl,
        relay: (locator, payload) => this.#link.relay(locator, payload),
        tell: (event) => this.#tell(event),
        onboarding: options.onboarding,
        policyFailed: options.policyFailed,
      },
      ports,
    );
    this.#management = new Management(
      () => this.#link,
      () => this.#activeSession(),
    );
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
      const answer = decodePetitionResponse(readResponse(await this.#askForRole()));
      if (this.#state !== 'petitioning') {
        if (answer.sessionId !== undefined) this.#giveBack(answer.sessionId);
        throw fail('E_THREAD_CLOSED', 'the Commissioner was closed while it petitioned');
      }
      if (answer.state !== 'accept' || answer.sessionId === undefined) throw rejected(answer.commissionerId);
      return this.#activate(answer.sessionId);
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
      const farewell = this.#link.keepAlive(encodeKeepAliveRequest({ state: 'reject', sessionId }));
      await within(this.#ports.timer, KEEP_ALIVE_PATIENCE, farewell).catch(() => undefined);
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
      const response = await link.keepAlive(encodeKeepAliveRequest({ state: 'accept', sessionId }));
      if (readState(response) !== 'accept')
        throw fail('E_THREAD_COMMISSIONER_LOST', 'the Leader has another Commissioner');
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
        if (this.#state === 'active' && this.#link === link) this.#sessions.receive(payload);
      },
      requested: (request) => (this.#link === link ? this.#answer(request) : undefined),
      closed: (error) => {
        if (this.#link === link) this.#lose(error);
      },
    };
  }

  #answer(request: NodeRequest): Uint8Array | undefined {
    if (this.#state !== 'active') return undefined;
    const event = readNodeAnswer(request);
    if (event === undefined) return undefined;
    if (event.type === 'dataset-changed') this.#link.datasetChanged();
    this.#tell(event);
    return new Uint8Array(0);
  }

  async #askForRole(): Promise<CoapResponse> {
    const payload = encodePetitionRequest({ commissionerId: this.#options.id });
    for (let retries = PETITION_RETRIES; ; retries--) {
      try {
        return await this.#link.petition(payload);
      } catch (thrown) {
        if (retries === 0 || this.#state !== 'petitioning' || !isSallyportError(thrown, 'E_COAP_TIMEOUT')) throw thrown;
      }
      await new Promise<void>((resolve) => this.#ports.timer.after(PETITION_RETRY_DELAY, resolve));
    }
  }

  #activate(sessionId: number): number {
    this.#sessionId = sessionId;
    this.#enter('active');
    this.#link.activated(sessionId);
    this.#keepAliveLater(sessionId);
    if (this.#joiners.size > 0) this.#steerAgain();
    return sessionId;
  }

  /** Gives back a role that came too late to be used. */
  #giveBack(sessionId: number): void {
    this.#link.keepAlive(encodeKeepAliveRequest({ state: 'reject', sessionId })).catch(() => undefined);
  }

  #keepAliveLater(sessionId: number): void {
    const { keepAliveInterval = KEEP_ALIVE_INTERVAL } = this.#options;
    this.#cancelKeepAlive = this.#ports.timer.after(keepAliveInterval, () => {
      this.#keepAlive(sessionId).catch((thrown: unknown) => this.#lose(lost(thrown)));
    });
  }

  async #keepAlive(sessionId: number): Promise<void> {
    const asked = this.#link.keepAlive(encodeKeepAliveRequest({ state: 'accept', sessionId }));
    const response = await within(this.#ports.timer, KEEP_ALIVE_PATIENCE, asked);
    if (this.#state !== 'active' || this.#sessionId !== sessionId) return;
    if (response === undefined) throw fail('E_THREAD_COMMISSIONER_LOST', 'no answer to a keep-alive');
    if (readState(response) !== 'accept')
      throw fail('E_THREAD_COMMISSIONER_LOST', 'the Leader has another Commissioner');
    this.#tell({ type: 'kept-alive', sessionId });
    this.#keepAliveLater(sessionId);
  }

  #lose(error: SallyportError): void {
    if (this.#state === 'disabled') return;
    const isOurDoing = this.#state === 'resigning';
    this.#deactivate('disabled');
    this.#link.close();
    if (!isOurDoing) this.#tell({ type: 'lost', error });
  }

  #deactivate(state: CommissionerState): void {
    this.#cancelKeepAlive();
    const wasActive = this.#sessionId !== undefined;
    this.#sessionId = undefined;
    this.#sessions.close();
    if (wasActive) this.#link.deactivated();
    this.#enter(state);
  }

  /** Brings the steering data to the network; several calls in a row go one after the other. */
  #steer(): Promise<void> {
    const steering = this.#steering.catch(() => undefined).then(() => this.#sendSteeringData());
    this.#steering = steering;
    return steering;
  }

  #steerAgain(): void {
    if (this.#state !== 'active') return;
    this.#steer().catch((thrown: unknown) => {
      if (this.#state === 'active') this.#tell({ type: 'steering-failed', error: lost(thrown) });
    });
  }

  async #sendSteeringData(): Promise<void> {
    if (this.#state !== 'active') return;
    await this.#management.setCommissionerDataset({ steeringData: this.#joiners.steeringData() });
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

function rejected(commissionerId: string | undefined): SallyportError {
  const holder = commissionerId === undefined ? 'nobody in particular' : JSON.stringify(commissionerId);
  return fail('E_THREAD_PETITION_REJECTED', `the Leader refused the petition; the role is held by ${holder}`);
}

function lost(thrown: unknown): SallyportError {
  if (isSallyportError(thrown)) return thrown;
  return fail('E_THREAD_COMMISSIONER_LOST', 'the network did not answer', { cause: thrown });
}
