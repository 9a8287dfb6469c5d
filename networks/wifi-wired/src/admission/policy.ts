/** The enforcement point E.2: whether a device may be where it is, asked at the door and whenever trust changed. */

import type { Clock } from '@sallyport/core';
import {
  type AuthorizationRequest,
  type Authorizer,
  type Decision,
  type DeviceIdentity,
  decideOrDeny,
  deniedAlready,
  deny,
  type Facts,
  type Obligation,
  permit,
} from '@sallyport/onboarding';
import type { Attribute } from '@sallyport/radius';
import { fail } from '../errors.ts';
import type { CredentialKind } from '../sessions/session.ts';
import { obligationAttributes } from './obligations.ts';
import type { Place } from './place.ts';
import type { RevocationJudge } from './ports.ts';

/** Who asks, with what, and where. */
export interface Applicant {
  readonly session: string;
  readonly device: DeviceIdentity;
  readonly credential: CredentialKind;
  /** Lower-case hexadecimal. */
  readonly certificateSerial: string;
  readonly place: Place;
  readonly facts?: Facts;
  /** Nobody is kept waiting by the answer. */
  readonly canWait?: true;
}

/** The onboarding network: where a device that has no LDevID yet reaches the registrar and nothing else. */
export interface OnboardingNetwork {
  /** SSIDs, and NAS-Identifiers of wired ones. */
  readonly networks: readonly string[];
  /** What keeps a device in quarantine, such as its VLAN; these take the place of what policy says. */
  readonly obligations: readonly Obligation[];
}

/** Obligations of which an onboarding network has at least one. */
const QUARANTINES: ReadonlySet<string> = new Set(['vlan', 'filter', 'filter-rule']);

export interface PolicyOptions {
  readonly authorizer: Authorizer;
  readonly revocation: RevocationJudge;
  readonly onboarding: OnboardingNetwork | undefined;
  readonly clock: Clock;
  /** Policy or the revocation judge failed; the device was refused. */
  readonly failed: (thrown: unknown) => void;
}

export type Admittance =
  | {
      readonly isAdmitted: true;
      readonly reason: string;
      readonly obligations: readonly Obligation[];
      readonly attributes: readonly Attribute[];
    }
  | { readonly isAdmitted: false; readonly reason: string };

export class AdmissionPolicy {
  readonly #options: PolicyOptions;

  /** @throws E_ADMISSION_ARGUMENT for an onboarding network that is no quarantine, E_ADMISSION_OBLIGATION */
  constructor(options: PolicyOptions) {
    if (options.onboarding !== undefined) checkQuarantine(options.onboarding);
    this.#options = options;
  }

  isOnboardingNetwork({ ssid, nasIdentifier }: Place): boolean {
    const { networks = [] } = this.#options.onboarding ?? {};
    return networks.some((name) => name === ssid || (ssid === null && name === nasIdentifier));
  }

  /** Fails closed: whoever cannot be judged is refused. */
  async judge(applicant: Applicant): Promise<Admittance> {
    const { failed } = this.#options;
    try {
      const decision = await this.#decide(applicant);
      if (decision.outcome !== 'permit') return { isAdmitted: false, reason: decision.reason };
      const { reason, obligations } = decision;
      return { isAdmitted: true, reason, obligations, attributes: obligationAttributes(obligations) };
    } catch (thrown) {
      failed(thrown);
      return { isAdmitted: false, reason: 'the device could not be judged' };
    }
  }

  /** Whom a decision denies that was made before and stands, in their order. Of the others nobody knows: judge them. */
  deniedAlready(applicants: readonly Applicant[]): Promise<readonly boolean[]> {
    const { authorizer, failed } = this.#options;
    return deniedAlready(
      authorizer,
      applicants.map((applicant) => this.#requestOf(applicant)),
      failed,
    );
  }

  async #decide(applicant: Applicant): Promise<Decision> {
    const { authorizer, failed, onboarding, revocation } = this.#options;
    const { certificateSerial, credential, place } = applicant;
    const isOnboarding = this.isOnboardingNetwork(place);
    if (credential === 'ldevid') {
      const objection = await revocation.objectionTo(certificateSerial);
      if (objection !== undefined) return deny(objection);
    } else if (!isOnboarding) {
      return deny('a birth certificate opens the onboarding network only');
    }
    const decision = await decideOrDeny(authorizer, this.#requestOf(applicant), failed);
    if (decision.outcome !== 'permit' || credential === 'ldevid') return decision;
    return permit(decision.reason, decision.proof, onboarding?.obligations ?? []);
  }

  #requestOf({ credential, device, place, session, facts, canWait }: Applicant): AuthorizationRequest {
    const network = this.isOnboardingNetwork(place) ? 'onboarding' : 'operational';
    return {
      point: 'E.2',
      protocol: 'radius',
      session,
      device,
      facts: { ...facts, ...factsOf(place), credential, network },
      at: this.#options.clock.now(),
      ...(canWait === undefined ? {} : { canWait }),
    };
  }
}

/** A birth certificate must not open what LDevIDs are for. */
function checkQuarantine({ obligations }: OnboardingNetwork): void {
  obligationAttributes(obligations);
  if (obligations.some(({ type }) => QUARANTINES.has(type))) return;
  throw fail('E_ADMISSION_ARGUMENT', 'an onboarding network keeps its devices in a VLAN or behind a filter');
}

function factsOf({ client, station, ssid, medium }: Place): Facts {
  return { nas: client, station, ssid, medium };
}
