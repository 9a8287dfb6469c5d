/**
 * A kind of network as the house sees it: CAHN's four networking methods as one interface, so that Wi-Fi, LoRaWAN, 5G,
 * satellite and what a third party brings are let in by one policy and put out by it. The checks of
 * `@sallyport/onboarding/conformance` tell whether an implementation keeps to it.
 */

import type { SallyportError } from '@sallyport/core';
import type { Facts } from '../authorizer.ts';
import type { CredentialIssuer } from '../credential-issuer.ts';
import type { Decision, Obligation } from '../decision.ts';
import type { DeviceIdentity } from '../device.ts';
import type { TrustChange } from '../trust.ts';
import type { NetworkSession } from './session.ts';

/** Something a device can look for to come aboard: an SSID, a JoinEUI, a data network name. */
export interface NetworkCandidate {
  /** As the kind of network spells it. */
  readonly name: string;
  /** Higher is tried first. */
  readonly preference: number;
  /** Where a registrar is reached once on it, if that is known. */
  readonly registrar: string | undefined;
  readonly facts: Facts;
}

/** A device that knocks: who it proved to be, and what the network knows of the attempt. */
export interface AdmissionAttempt {
  /** Names the attempt in events and logs. */
  readonly session: string;
  readonly device: DeviceIdentity;
  readonly facts: Facts;
}

/** What became of a session that policy no longer wants as it is. */
export type Mitigation =
  /** The network acknowledged. */
  | { readonly outcome: 'done'; readonly session: string }
  /** There is no such session: the device is not there. */
  | { readonly outcome: 'absent'; readonly session: string }
  /** The network could not be brought to it: the device may still be there, and a person has to act. */
  | { readonly outcome: 'failed'; readonly session: string; readonly error: SallyportError };

/**
 * The interface. All of it fails closed: an authorizer that cannot answer, an obligation that the network does not know and a
 * session that cannot be written down mean no access.
 *
 * @typeParam Request What is asked of {@link provisioning}, for example device root keys to take in.
 * @typeParam Credential What it gives.
 */
export interface NetworkAdapter<Request = never, Credential = unknown> {
  /** The kind of network, as facts and events name it: `wifi-wired`, `lorawan`, `5g`, … */
  readonly network: string;

  /**
   * CAHN "onboarding discovery": what a device without credentials can find, the most preferred first. Empty where
   * nothing can be found.
   */
  discover(): Promise<readonly NetworkCandidate[]>;

  /**
   * CAHN "authentication/authorisation hook": asks policy about one attempt, at the enforcement point E.2. The network's
   * own way in (an Access-Request, a Join-request) comes by here each time and obeys. Never rejects.
   */
  authorize(attempt: AdmissionAttempt): Promise<Decision>;

  /** Who is on the network now; with a key as `deviceKey` makes it, the sessions of one device. */
  sessions(deviceKey?: string): readonly NetworkSession[];

  /**
   * CAHN "continuous assurance hook": trust in a device, or in any, is in question. Policy is asked anew about its
   * sessions; those that it no longer wants are put out or moved. Returns at once; see {@link settled}.
   */
  trustChanged(change: TrustChange): void;

  /** Ends one session, whatever policy says. Does not keep the device from coming back: that is policy's to do. */
  putOut(session: string, reason: string): Promise<Mitigation>;

  /** Gives one session other obligations (a VLAN, a slice, a rate); where the network cannot, the session ends. */
  move(session: string, obligations: readonly Obligation[], reason: string): Promise<Mitigation>;

  /** Resolves when all that {@link trustChanged} began is done or given up. */
  settled(): Promise<void>;

  /**
   * CAHN "credential provisioning": gives the device what the bearer needs. Undefined where the bearer's credential is
   * the domain's certificate, or belongs to somebody else (a SIM is its operator's).
   */
  readonly provisioning: CredentialIssuer<Request, Credential> | undefined;
}
