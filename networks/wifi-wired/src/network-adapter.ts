/** Wi-Fi and wired networks behind the interface that all networks share (`NetworkAdapter` of `@sallyport/onboarding`). */

import type { Clock } from '@sallyport/core';
import {
  type AdmissionAttempt,
  AdmissionGate,
  type Authorizer,
  type Decision,
  type Mitigation,
  type NetworkAdapter,
  type NetworkCandidate,
  type NetworkSession,
  type Obligation,
  type ObligationRules,
  type TrustChange,
} from '@sallyport/onboarding';
import { OBLIGATIONS } from './admission/obligations.ts';
import { placeKey } from './admission/place.ts';
import { fail } from './errors.ts';
import type { Session } from './sessions/session.ts';
import type { Sessions } from './sessions/sessions.ts';

export interface WifiWiredNetworkOptions {
  readonly sessions: Sessions;
  readonly authorizer: Authorizer;
  /** What a device without an LDevID can find: SSIDs of onboarding networks, realms. */
  readonly candidates?: readonly NetworkCandidate[];
  readonly failed?: (thrown: unknown) => void;
}

const RULES: ObligationRules = Object.fromEntries(
  Object.entries(OBLIGATIONS).map(([type, { isValid }]) => [type, isValid]),
);

export class WifiWiredNetwork implements NetworkAdapter {
  readonly network = 'wifi-wired';
  /** The bearer’s credential is the LDevID, which comes by BRSKI and EST. */
  readonly provisioning = undefined;
  readonly #options: WifiWiredNetworkOptions;
  readonly #gate: AdmissionGate;

  constructor(options: WifiWiredNetworkOptions, { clock }: { readonly clock: Clock }) {
    const { authorizer, failed = () => undefined } = options;
    this.#options = options;
    this.#gate = new AdmissionGate({ network: 'radius', authorizer, obligations: RULES, failed }, clock);
  }

  async discover(): Promise<readonly NetworkCandidate[]> {
    return [...(this.#options.candidates ?? [])].sort((a, b) => b.preference - a.preference);
  }

  /** Policy alone: `Admission` has it judge certificates and revocation besides. */
  authorize(attempt: AdmissionAttempt): Promise<Decision> {
    return this.#gate.ask(attempt);
  }

  sessions(deviceKey?: string): readonly NetworkSession[] {
    const { sessions } = this.#options;
    return (deviceKey === undefined ? sessions.list() : sessions.ofDevice(deviceKey)).map(shared);
  }

  trustChanged(change: TrustChange): void {
    this.#options.sessions.trustChanged(change);
  }

  async putOut(session: string, reason: string): Promise<Mitigation> {
    const { sessions } = this.#options;
    if (sessions.get(session) === undefined) return { outcome: 'absent', session };
    if (await sessions.disconnect(session, reason)) return { outcome: 'done', session };
    const error = fail('E_ADMISSION_NOT_PUT_OUT', 'the NAS did not end the session');
    return { outcome: 'failed', session, error };
  }

  async move(session: string, obligations: readonly Obligation[], reason: string): Promise<Mitigation> {
    const { sessions } = this.#options;
    if (sessions.get(session) === undefined) return { outcome: 'absent', session };
    const objection = this.#gate.objectionTo(obligations);
    if (objection !== undefined) return this.putOut(session, objection);
    await sessions.change(session, obligations, reason);
    return sessions.get(session)?.state === 'leaving'
      ? { outcome: 'failed', session, error: fail('E_ADMISSION_NOT_PUT_OUT', 'the NAS did neither') }
      : { outcome: 'done', session };
  }

  settled(): Promise<void> {
    return this.#options.sessions.settled();
  }
}

/** What of a session all networks have. */
function shared(session: Session): NetworkSession {
  const { place, state, onboardingSession: attempt, credential, certificateSerial } = session;
  const { id, manufacturer, serialNumber, model, assurance, admittedAt, endsAt, obligations, reason } = session;
  const facts = { nas: place.client, station: place.station, ssid: place.ssid, medium: place.medium };
  return {
    id,
    attempt,
    place: placeKey(place),
    manufacturer,
    serialNumber,
    model,
    assurance,
    facts: { ...facts, credential, certificateSerial },
    state: state === 'leaving' ? 'leaving' : 'admitted',
    admittedAt,
    endsAt,
    obligations,
    reason,
  };
}
