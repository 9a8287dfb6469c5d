/**
 * The door of a network (CAHN stage E): an LDevID shown by EAP over RADIUS, whose device it is, whether it still counts, what
 * policy says, and with a permission the VLAN, filters, times and keys that go with it. Without sockets.
 */

import {
  type Clock,
  HOUR,
  isSallyportError,
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
  type EapServerOptions,
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
import type { DeviceIdentity, Obligation } from '@sallyport/onboarding';
import {
  type AccessDecision,
  type AccessRequest,
  ATTRIBUTES,
  type Attribute,
  sessionKeyAttributes,
  TERMINATION_ACTIONS,
} from '@sallyport/radius';
import { fail } from '../errors.ts';
import type { CredentialKind, Session } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { Conversations } from './conversations.ts';
import type { CredentialExaminer } from './examine.ts';
import { obligationValue } from './obligations.ts';
import { nasKey, type Place, placeOf, sessionIdentification } from './place.ts';
import type { AdmissionPolicy } from './policy.ts';

/** What the judge gives to whoever may come in. */
export interface Grant {
  readonly device: DeviceIdentity;
  readonly credential: CredentialKind;
  readonly certificateSerial: string;
  readonly notAfter: Date;
  readonly obligations: readonly Obligation[];
  readonly attributes: readonly Attribute[];
  readonly reason: string;
  /** Of the sessions, when policy was asked. */
  readonly generation: number;
}

/** What was decided at the door. */
export type AdmissionEvent =
  | {
      readonly type: 'asked';
      readonly session: string;
      readonly place: Place;
    }
  | { readonly type: 'admitted'; readonly session: Session; readonly isResumed: boolean; readonly ms: Milliseconds }
  | {
      readonly type: 'refused';
      readonly session: string | undefined;
      readonly place: Place;
      /** Whoever proved a certificate, though it did not help. */
      readonly device: DeviceIdentity | undefined;
      /** Why, for the log. The station is not told. */
      readonly reason: string;
      readonly code: string;
    }
  /** A conversation ended without an answer, or a packet was passed over. */
  | { readonly type: 'ignored'; readonly error: SallyportError; readonly place: Place };

export interface AdmissionOptions {
  readonly credentials: TlsCredentials;
  readonly examiner: CredentialExaminer;
  readonly policy: AdmissionPolicy;
  readonly sessions: Sessions;
  /** Longest time until a station authenticates again. Default one hour; less when its certificate ends before. */
  readonly sessionTime?: Milliseconds;
  readonly tls?: Omit<TlsServerOptions<Grant>, 'credentials' | 'judge'>;
  readonly eap?: Omit<EapServerOptions<Grant>, 'methods' | 'methodsFor' | 'abandoned'>;
  readonly listener?: (event: AdmissionEvent) => void;
}

export interface AdmissionPorts {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
}

const SESSION_ID = 16;

export class Admission {
  readonly #options: AdmissionOptions;
  readonly #ports: AdmissionPorts;
  readonly #eap: EapServer<Grant>;
  readonly #conversations = new Conversations();
  /** Who was refused in a conversation, until its answer leaves. */
  readonly #refused = new Map<string, DeviceIdentity>();

  /** @throws E_EAP_TLS_CREDENTIALS */
  constructor(options: AdmissionOptions, ports: AdmissionPorts) {
    this.#options = options;
    this.#ports = ports;
    const { credentials, tls, eap } = options;
    const judge = (chain: PresentedChain, context: JudgeContext) => this.#judge(chain, context);
    this.#eap = new EapServer<Grant>(
      {
        ...eap,
        methods: [tlsServer<Grant>({ ...tls, credentials, judge }, ports)],
        abandoned: (session, error) => this.#abandoned(session, error),
      },
      ports,
    );
  }

  /** Conversations under way. */
  get conversations(): number {
    return this.#eap.sessions;
  }

  /** Answers an Access-Request: the authentication handler of a `RadiusServer`. Undefined: no answer. */
  async authenticate(request: AccessRequest): Promise<AccessDecision | undefined> {
    const begun = this.#ports.clock.monotonic();
    const place = placeOf(request);
    const { eapMessage: eap, state } = request;
    if (eap === undefined) {
      return this.#refuse(place, undefined, fail('E_ADMISSION_NO_EAP', 'the request carries no EAP'), undefined);
    }
    if (state !== undefined) {
      const strange = this.#strangeState(toHex(state), place);
      if (strange !== undefined) return this.#refuse(place, undefined, strange, failureTo(eap));
    }
    const origin = JSON.stringify([nasKey(place), place.station]);
    const framedMtu = ATTRIBUTES['Framed-MTU'].first(request.attributes);
    const reply = await this.#eap.receive({
      eap,
      origin,
      ...(state === undefined ? {} : { state }),
      ...(framedMtu === undefined ? {} : { framedMtu }),
    });
    return this.#answer(request, place, reply, begun);
  }

  /** Ends all conversations without a word. */
  close(): void {
    this.#eap.close();
  }

  async #answer(
    request: AccessRequest,
    place: Place,
    reply: EapReply<Grant>,
    begun: Milliseconds,
  ): Promise<AccessDecision | undefined> {
    switch (reply.outcome) {
      case 'challenge':
        if (this.#conversations.find(reply.session) === undefined) {
          this.#conversations.begin(reply.session, place);
          this.#tell({ type: 'asked', session: reply.session, place });
        }
        if (reply.ignored !== undefined) this.#tell({ type: 'ignored', error: reply.ignored, place });
        return { decision: 'challenge', eapMessage: reply.eap, state: reply.state };
      case 'reject':
        return this.#refuse(place, reply.session, reply.error, reply.eap);
      case 'discard':
        this.#tell({ type: 'ignored', error: reply.error, place });
        return undefined;
      case 'accept':
        return this.#accept(request, place, reply, begun);
    }
  }

  async #accept(
    request: AccessRequest,
    place: Place,
    { eap, session: conversation, authenticated }: Extract<EapReply<Grant>, { readonly outcome: 'accept' }>,
    begun: Milliseconds,
  ): Promise<AccessDecision> {
    const { grant, keys, isResumed } = authenticated;
    const session = this.#sessionOf(grant, place, conversation);
    try {
      await this.#options.sessions.admit(session, grant.generation);
    } catch (cause) {
      this.#refused.set(conversation, grant.device);
      const error = isSallyportError(cause, 'E_ADMISSION_DENIED')
        ? cause
        : fail('E_ADMISSION_RECORD', 'the session could not be written down', { cause });
      return this.#refuse(place, conversation, error, failureTo(eap));
    }
    this.#forget(conversation);
    this.#tell({ type: 'admitted', session, isResumed, ms: this.#ports.clock.monotonic() - begun });
    return {
      decision: 'accept',
      eapMessage: eap,
      attributes: [
        ...this.#terms(session, grant),
        ...sessionKeyAttributes(keys.msk),
        ...keyName(request, keys.sessionId),
      ],
    };
  }

  #sessionOf(grant: Grant, place: Place, conversation: string): Session {
    const { clock, random } = this.#ports;
    const { device, credential, certificateSerial, obligations, reason } = grant;
    const now = clock.now().getTime();
    return {
      id: toHex(random.bytes(SESSION_ID)),
      onboardingSession: conversation,
      manufacturer: device.manufacturer ?? null,
      serialNumber: device.serialNumber,
      model: device.model ?? null,
      assurance: device.assurance,
      credential,
      certificateSerial,
      place,
      state: 'admitted',
      admittedAt: now,
      endsAt: now + this.#timeOf(grant, now),
      obligations: [...obligations],
      reason,
    };
  }

  /** Policy's limit, ours, and the certificate's end, whichever is first. Whole seconds. */
  #timeOf({ obligations, notAfter }: Grant, now: Milliseconds): Milliseconds {
    const asked = obligationValue(obligations, 'session-timeout');
    const limits = [
      this.#options.sessionTime ?? HOUR,
      notAfter.getTime() - now,
      ...(asked === undefined ? [] : [Number(asked) * SECOND]),
    ];
    return Math.max(1, Math.floor(Math.min(...limits) / SECOND)) * SECOND;
  }

  #terms(session: Session, { attributes }: Grant): readonly Attribute[] {
    return [
      ...attributes,
      ...ATTRIBUTES.Class.of(Buffer.from(session.id, 'hex')),
      ...ATTRIBUTES['Session-Timeout'].of((session.endsAt - session.admittedAt) / SECOND),
      // RFC 3580 §3.17: the NAS is to have the station authenticate again, not to drop it.
      ...ATTRIBUTES['Termination-Action'].of(TERMINATION_ACTIONS.RADIUS_REQUEST),
    ];
  }

  /** Asked in every authentication, resumed ones included, before EAP tells the station of success. */
  async #judge(chain: PresentedChain, context: JudgeContext): Promise<Verdict<Grant>> {
    const { examiner, policy, sessions } = this.#options;
    const place = this.#conversations.find(context.session);
    if (place === undefined) {
      return refusal(fail('E_ADMISSION_STATE', 'nobody knows where this conversation comes from'));
    }
    if (sessionIdentification(place).length === 0) {
      return refusal(fail('E_ADMISSION_UNIDENTIFIED', 'the NAS says nothing that names this session'));
    }
    const generation = sessions.generation;
    const examined = await examiner.examine(chain, context, policy.isOnboardingNetwork(place));
    if (!examined.isProved) return refusal(examined.error, examined.alert);
    const { device, credential, certificate } = examined;
    this.#refused.set(context.session, device);
    if (!sessions.hasRoom)
      return refusal(fail('E_ADMISSION_FULL', 'there is no room for another session'), 'internal_error');
    const admittance = await policy.judge({
      session: context.session,
      device,
      credential,
      certificateSerial: certificate.serialNumber,
      place,
      facts: { tls: context.tlsVersion, resumed: context.isResumed },
    });
    if (!admittance.isAdmitted) return refusal(fail('E_ADMISSION_DENIED', admittance.reason));
    const { obligations, attributes, reason } = admittance;
    const { serialNumber: certificateSerial, notAfter } = certificate;
    const grant = { device, credential, certificateSerial, notAfter, obligations, attributes, reason, generation };
    return { verdict: 'accept', grant };
  }

  #refuse(
    place: Place,
    session: string | undefined,
    error: SallyportError,
    eapMessage: Uint8Array | undefined,
  ): AccessDecision {
    const device = session === undefined ? undefined : this.#refused.get(session);
    this.#forget(session);
    const { message: reason, code } = refusalOf(error);
    this.#tell({ type: 'refused', session, place, device, reason, code });
    // RFC 3579 §2.6.5: no Reply-Message beside EAP; and the station is not told why in any other way.
    return { decision: 'reject', ...(eapMessage === undefined ? {} : { eapMessage }) };
  }

  #strangeState(session: string, place: Place): SallyportError | undefined {
    try {
      this.#conversations.check(session, place);
      return undefined;
    } catch (error) {
      if (isSallyportError(error)) return error;
      throw error;
    }
  }

  #abandoned(session: string, error: SallyportError): void {
    const place = this.#conversations.find(session);
    this.#forget(session);
    if (place !== undefined) this.#tell({ type: 'ignored', error, place });
  }

  #forget(session: string | undefined): void {
    this.#conversations.end(session);
    if (session !== undefined) this.#refused.delete(session);
  }

  #tell(event: AdmissionEvent): void {
    this.#options.listener?.(event);
  }
}

/** RFC 4072 §4.1.4: the name of the keys goes to a NAS that asked for it. */
function keyName(request: AccessRequest, sessionId: Uint8Array): readonly Attribute[] {
  return ATTRIBUTES['EAP-Key-Name'].isIn(request.attributes) ? ATTRIBUTES['EAP-Key-Name'].of(sessionId) : [];
}
