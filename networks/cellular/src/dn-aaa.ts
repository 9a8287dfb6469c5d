/**
 * The DN-AAA of secondary authentication (TS 33.501 §11.1, TS 29.561 §11): the SMF asks by EAP over RADIUS before it establishes
 * a PDU session, the device shows its LDevID, policy decides. Without sockets.
 */

import {
  type Clock,
  HOUR,
  type Milliseconds,
  type Random,
  type SallyportError,
  SECOND,
  type Timer,
  toHex,
} from '@sallyport/core';
import {
  type EapReply,
  EapServer,
  failureTo,
  type JudgeContext,
  type PresentedChain,
  refusal,
  refusalOf,
  type TlsCredentials,
  type TlsServerOptions,
  tlsServer,
  type Verdict,
} from '@sallyport/eap';
import {
  type DeviceIdentity,
  type NetworkSession,
  type NetworkSessions,
  type Obligation,
  sessionHolder,
} from '@sallyport/onboarding';
import { type AccessDecision, type AccessRequest, ATTRIBUTES, TERMINATION_ACTIONS } from '@sallyport/radius';
import { fail } from './errors.ts';
import { type ExaminerOptions, LdevidExaminer } from './examiner.ts';
import { obligationAttributes } from './obligations.ts';
import { type PduSession, pduSessionOf, placeKey } from './pdu-session.ts';

export interface DnAaaOptions {
  /** The data network names that are served here; requests for others are refused. */
  readonly dataNetworks: readonly string[];
  readonly examiner: ExaminerOptions;
  readonly credentials: TlsCredentials;
  /** Longest time until a device authenticates again. Default one hour; less when its certificate ends before. */
  readonly sessionTime?: Milliseconds;
  readonly tls?: Omit<TlsServerOptions<Grant>, 'credentials' | 'judge'>;
  /** Why a request was refused or passed over, for the log. */
  readonly refused?: (error: SallyportError, session: PduSession) => void;
}

export interface CellularPorts {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
}

/** What the judge gives to whoever may come in. */
export interface Grant {
  readonly device: DeviceIdentity;
  readonly pdu: PduSession;
  readonly notAfter: Date;
  readonly obligations: readonly Obligation[];
  readonly reason: string;
  readonly generation: number;
}

const SESSION_ID = 16;

export class DnAaa {
  readonly #options: DnAaaOptions;
  readonly #ports: CellularPorts;
  readonly #sessions: NetworkSessions;
  readonly #examiner: LdevidExaminer;
  readonly #eap: EapServer<Grant>;
  /** Where the conversations under way come from. */
  readonly #conversations = new Map<string, PduSession>();

  /** @throws E_EAP_TLS_CREDENTIALS */
  constructor(options: DnAaaOptions, sessions: NetworkSessions, ports: CellularPorts) {
    this.#options = options;
    this.#ports = ports;
    this.#sessions = sessions;
    this.#examiner = new LdevidExaminer(options.examiner, ports.clock);
    const { credentials, tls } = options;
    const judge = (chain: PresentedChain, context: JudgeContext) => this.#judge(chain, context);
    this.#eap = new EapServer<Grant>(
      {
        methods: [tlsServer<Grant>({ ...tls, credentials, judge }, ports)],
        abandoned: (session, error) => this.#abandoned(session, error),
      },
      ports,
    );
  }

  /** Answers an Access-Request. Undefined: no answer. */
  async authenticate(request: AccessRequest): Promise<AccessDecision | undefined> {
    const pdu = pduSessionOf(request);
    const { eapMessage: eap, state } = request;
    if (eap === undefined) return this.#refuse(pdu, undefined, fail('E_CELLULAR_NO_EAP', 'the request carries no EAP'));
    const place = placeKey(pdu);
    const objection = this.#objectionTo(pdu, place, state);
    if (objection !== undefined || place === undefined) {
      return this.#refuse(pdu, undefined, objection ?? unnamed(), state === undefined ? undefined : failureTo(eap));
    }
    const reply = await this.#eap.receive({ eap, origin: place, ...(state === undefined ? {} : { state }) });
    return this.#answer(pdu, place, reply);
  }

  /** Ends all conversations without a word. */
  close(): void {
    this.#eap.close();
  }

  #objectionTo(pdu: PduSession, place: string | undefined, state: Uint8Array | undefined): SallyportError | undefined {
    if (place === undefined) return unnamed();
    if (pdu.dnn === null || !this.#options.dataNetworks.includes(dataNetworkOf(pdu.dnn))) {
      return fail('E_CELLULAR_DNN', 'a data network that is not served here');
    }
    const begun = state === undefined ? undefined : this.#conversations.get(toHex(state));
    // What one PDU session proved must not open another.
    if (begun !== undefined && placeKey(begun) !== place) {
      return fail('E_CELLULAR_STATE', 'the State was given to another PDU session');
    }
    return undefined;
  }

  async #answer(pdu: PduSession, place: string, reply: EapReply<Grant>): Promise<AccessDecision | undefined> {
    switch (reply.outcome) {
      case 'challenge':
        this.#conversations.set(reply.session, this.#conversations.get(reply.session) ?? pdu);
        return { decision: 'challenge', eapMessage: reply.eap, state: reply.state };
      case 'reject':
        return this.#refuse(pdu, reply.session, refusalOf(reply.error), reply.eap);
      case 'discard':
        this.#options.refused?.(reply.error, pdu);
        return undefined;
      case 'accept':
        this.#conversations.delete(reply.session);
        return this.#accept(reply.session, place, reply.authenticated.grant, reply.eap);
    }
  }

  async #accept(attempt: string, place: string, grant: Grant, eapMessage: Uint8Array): Promise<AccessDecision> {
    const { device, pdu, obligations, reason, generation } = grant;
    const now = this.#ports.clock.now().getTime();
    const time = this.#timeOf(grant, now);
    const id = toHex(this.#ports.random.bytes(SESSION_ID));
    const session: NetworkSession = {
      id,
      attempt,
      place,
      ...sessionHolder(device),
      facts: pdu,
      state: 'admitted',
      admittedAt: now,
      endsAt: now + time,
      obligations,
      reason,
    };
    try {
      await this.#sessions.admit(session, generation);
    } catch (cause) {
      const error = fail('E_CELLULAR_SESSION', 'the session could not be kept', { cause });
      return this.#refuse(pdu, undefined, error, failureTo(eapMessage));
    }
    return {
      decision: 'accept',
      eapMessage,
      attributes: [
        ...obligationAttributes(obligations),
        ...ATTRIBUTES.Class.of(Uint8Array.from(Buffer.from(id, 'hex'))),
        ...ATTRIBUTES['Session-Timeout'].of(time / SECOND),
        // The SMF is to have the device authenticate again, not to release the session.
        ...ATTRIBUTES['Termination-Action'].of(TERMINATION_ACTIONS.RADIUS_REQUEST),
      ],
    };
  }

  /** Policy’s limit, ours, and the certificate’s end, whichever is first. Whole seconds. */
  #timeOf({ obligations, notAfter }: Grant, now: number): Milliseconds {
    const asked = obligations.find(({ type }) => type === 'session-timeout')?.value;
    const limits = [
      this.#options.sessionTime ?? HOUR,
      notAfter.getTime() - now,
      ...(asked === undefined ? [] : [Number(asked) * SECOND]),
    ];
    return Math.max(1, Math.floor(Math.min(...limits) / SECOND)) * SECOND;
  }

  /** Asked in every authentication, resumed ones included, before EAP tells the device of success. */
  async #judge(chain: PresentedChain, context: JudgeContext): Promise<Verdict<Grant>> {
    const pdu = this.#conversations.get(context.session);
    if (pdu === undefined) return refusal(fail('E_CELLULAR_STATE', 'nobody knows where this conversation comes from'));
    const examined = await this.#examiner.examine(chain, context, pdu);
    if (!examined.isProved) return refusal(examined.error, examined.alert);
    const { device, certificate } = examined;
    const attempt = { session: context.session, device, facts: pdu };
    const { decision, generation } = await this.#sessions.judge(attempt);
    if (decision.outcome !== 'permit') return refusal(fail('E_CELLULAR_DENIED', decision.reason));
    const { obligations, reason } = decision;
    return {
      verdict: 'accept',
      grant: { device, pdu, notAfter: certificate.notAfter, obligations, reason, generation },
    };
  }

  #refuse(
    pdu: PduSession,
    session: string | undefined,
    error: SallyportError,
    eapMessage?: Uint8Array,
  ): AccessDecision {
    if (session !== undefined) this.#conversations.delete(session);
    this.#options.refused?.(error, pdu);
    return { decision: 'reject', ...(eapMessage === undefined ? {} : { eapMessage }) };
  }

  #abandoned(session: string, error: SallyportError): void {
    const pdu = this.#conversations.get(session);
    this.#conversations.delete(session);
    if (pdu !== undefined) this.#options.refused?.(error, pdu);
  }
}

function unnamed(): SallyportError {
  return fail('E_CELLULAR_SESSION_IDENTITY', 'nothing says which PDU session it is');
}

/** The network identifier, without the operator’s part (TS 23.003 §9.1.2). */
function dataNetworkOf(dnn: string): string {
  return dnn.toLowerCase().replace(/\.mnc\d{3}\.mcc\d{3}\.gprs$/, '');
}
