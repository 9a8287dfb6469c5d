/**
 * Any network that can send and take signed JSON, as a network of the house: satellite, private cores, what has an API of its own
 * and somebody to write ten lines between the two.
 */

import {
  type Clock,
  isSallyportError,
  type JsonObject,
  MINUTE,
  type Milliseconds,
  type Random,
  type SallyportError,
  SECOND,
  type Timer,
  toHex,
} from '@sallyport/core';
import type { HttpRequest, HttpResponse } from '@sallyport/http';
import {
  type AdmissionAttempt,
  type Authorizer,
  type Decision,
  type DeviceIdentity,
  deny,
  type EventListener,
  type NetworkCandidate,
  type NetworkSession,
  type NetworkSessionRecord,
  NetworkSessions,
  type ObligationRules,
  SessionNetwork,
  sessionHolder,
} from '@sallyport/onboarding';
import { Deliveries, type DeliveriesOptions } from './deliveries/deliveries.ts';
import { fail } from './errors.ts';
import { type EndpointOptions, questionEndpoint } from './questions/endpoint.ts';
import type { DeviceClaim, NetworkMessage } from './questions/message.ts';
import type { SignatureKey } from './signatures/keys.ts';
import { MessageSigner } from './signatures/sign.ts';
import { MessageVerifier, type VerifierOptions } from './signatures/verify.ts';

/** Whose devices these are; what is not in it is refused. */
export interface WebhookDevices {
  find(claim: DeviceClaim): Promise<DeviceIdentity | undefined>;
}

export interface WebhookNetworkOptions {
  /** As facts and events name it: `satellite`, … */
  readonly network: string;
  readonly authorizer: Authorizer;
  readonly devices: WebhookDevices;
  readonly record: NetworkSessionRecord;
  /** Signs what is sent: messages and answers. */
  readonly key: SignatureKey;
  /** Where the network is told. */
  readonly destination: Omit<DeliveriesOptions, 'signer' | 'failed'>;
  /** Where the network asks, as it knows the address, and with which keys it signs. */
  readonly questions: VerifierOptions & { readonly url: string };
  readonly candidates?: readonly NetworkCandidate[];
  /** What the network can be obliged to. Default: nothing. */
  readonly obligations?: ObligationRules;
  /** Until the network must ask again. Default: until somebody ends the session. */
  readonly lifetime?: Milliseconds;
  readonly maxSessions?: number;
  readonly events?: EventListener;
  readonly refused?: (error: SallyportError) => void;
  readonly failed?: (thrown: unknown) => void;
}

export interface WebhookPorts {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
}

const ID = 16;
/** A device that is to be moved is put out when the network does not do that soon. */
const MOVE_WITHIN: Milliseconds = 10 * MINUTE;
/** With these the network surely has not let the device in. Superseded or closed, the session has its own end to come. */
const NEVER_TAKEN = ['E_WEBHOOK_REJECTED', 'E_WEBHOOK_QUEUE', 'E_WEBHOOK_FULL'] as const;

export class WebhookNetwork extends SessionNetwork {
  readonly network: string;
  /** The network’s own affair: what it needs of a device is agreed on outside of this. */
  readonly provisioning = undefined;
  /** Answers what the network sends: an `HttpHandler`. */
  readonly handle: (request: HttpRequest) => Promise<HttpResponse>;
  readonly #options: WebhookNetworkOptions;
  readonly #ports: WebhookPorts;
  protected readonly members: NetworkSessions;
  readonly #deliveries: Deliveries;

  /** @throws E_WEBHOOK_ARGUMENT, E_WEBHOOK_DESTINATION */
  constructor(options: WebhookNetworkOptions, ports: WebhookPorts) {
    super();
    const { network, key, questions, destination, refused = () => undefined } = options;
    if (!/^[a-z0-9-]{1,64}$/.test(network)) throw fail('E_WEBHOOK_ARGUMENT', 'a name is small letters, digits, dashes');
    this.network = network;
    this.#options = options;
    this.#ports = ports;
    const signer = new MessageSigner(key, ports);
    this.#deliveries = new Deliveries({ ...destination, signer, failed: (thrown) => options.failed?.(thrown) }, ports);
    this.members = new NetworkSessions(
      {
        ...options,
        obligations: options.obligations ?? {},
        // Deliveries try again by themselves, and know better when.
        pauses: [],
        enforcement: {
          putOut: (session) => this.#send('session.put-out', session, `${session.id}.put-out`),
          move: (session) => this.#send('session.moved', session, this.#newId()),
        },
      },
      ports,
    );
    const answer: EndpointOptions['answer'] = (message) => this.#answer(message);
    const verifier = new MessageVerifier(questions, ports.clock);
    this.handle = questionEndpoint({ url: questions.url, verifier, signer, answer, refused });
  }

  /** Goes on with messages and sessions from before a restart. */
  override async open(): Promise<void> {
    await this.#deliveries.open();
    await super.open();
  }

  /**
   * Lets a device in of the house’s own accord, where the network does not ask: policy permitting, the network is told.
   * Resolves when it took that. @throws E_NETWORK_FULL, E_NETWORK_RECORD, and what keeps a message from it
   */
  async admit(attempt: AdmissionAttempt, place: string): Promise<Decision> {
    const { decision, session } = await this.#letIn(attempt, place);
    if (session === undefined) return decision;
    try {
      await this.#send('session.admitted', session, `${session.id}.admitted`);
    } catch (error) {
      if (isSallyportError(error, ...NEVER_TAKEN)) await this.members.ended(session.id);
      // The network may have taken it, and only its answer was lost.
      if (isSallyportError(error, 'E_WEBHOOK_NOT_DELIVERED')) {
        await this.members.putOut(session.id, 'the network never confirmed that it let the device in');
      }
      throw error;
    }
    return decision;
  }

  async discover(): Promise<readonly NetworkCandidate[]> {
    return [...(this.#options.candidates ?? [])].sort((a, b) => b.preference - a.preference);
  }

  override async close(): Promise<void> {
    const closing = super.close();
    this.#deliveries.close();
    await closing;
  }

  async #answer(message: NetworkMessage): Promise<JsonObject> {
    if (message.type === 'session.ended') {
      return { type: 'session.ended', known: await this.members.ended(message.session) };
    }
    const { id, device: claim, facts, place } = message;
    const refusal = { type: 'admission.answer', id, outcome: 'deny' } as const;
    const device = await this.#options.devices.find(claim);
    if (device === undefined) return refusal;
    const attempt = { session: this.#newId(), device, facts: { ...facts, question: id } };
    const { decision, session } = await this.#letIn(attempt, JSON.stringify([this.network, place]));
    // Reasons are for the owner: the network, and whoever reads its logs, is not told.
    if (decision.outcome === 'defer') {
      return { ...refusal, outcome: 'defer', retryAfter: Math.ceil(decision.retryAfter / SECOND) };
    }
    if (session === undefined) return refusal;
    const { endsAt, obligations } = session;
    return {
      ...refusal,
      outcome: 'permit',
      session: session.id,
      endsAt: endsAt === null ? null : new Date(endsAt).toISOString(),
      obligations: obligations.map(({ type, value }) => ({ type, value })),
    };
  }

  async #letIn(
    attempt: AdmissionAttempt,
    place: string,
  ): Promise<{ readonly decision: Decision; readonly session: NetworkSession | undefined }> {
    const { decision, generation } = await this.members.judge(attempt);
    if (decision.outcome !== 'permit') return { decision, session: undefined };
    const now = this.#ports.clock.now().getTime();
    const { lifetime } = this.#options;
    const session: NetworkSession = {
      id: this.#newId(),
      attempt: attempt.session,
      place,
      ...sessionHolder(attempt.device),
      facts: attempt.facts,
      state: 'admitted',
      admittedAt: now,
      endsAt: lifetime === undefined ? null : now + lifetime,
      obligations: decision.obligations,
      reason: decision.reason,
    };
    try {
      await this.members.admit(session, generation);
    } catch (error) {
      if (!isSallyportError(error, 'E_NETWORK_TRUST_CHANGED')) throw error;
      return { decision: deny(error.message, { fixable: true }), session: undefined };
    }
    return { decision, session };
  }

  #send(
    type: 'session.admitted' | 'session.moved' | 'session.put-out',
    session: NetworkSession,
    id: string,
  ): Promise<void> {
    const { manufacturer, serialNumber, obligations } = session;
    const at = this.#ports.clock.now().toISOString();
    const device = { manufacturer, serialNumber };
    const terms = type === 'session.put-out' ? {} : { obligations };
    const body = JSON.stringify({ type, id, at, network: this.network, session: session.id, device, ...terms });
    const message = { id, subject: session.id, isFinal: type === 'session.put-out', body };
    return this.#deliveries.deliver(type === 'session.moved' ? { ...message, maxAge: MOVE_WITHIN } : message);
  }

  #newId(): string {
    return toHex(this.#ports.random.bytes(ID));
  }
}
