/** A device on the network: where, since when, and on what terms. JSON all through, so that it can be written down. */

import type { Milliseconds } from '@sallyport/core';
import type { DeviceIdentity, IdentityAssurance } from '@sallyport/onboarding';
import { deviceKey } from '@sallyport/onboarding';
import type { Place } from '../admission/place.ts';

/** By what the device proved who it is. */
export type CredentialKind = 'ldevid' | 'idevid';

/**
 * - `admitted`: the NAS was told to let the device in.
 * - `open`: its accounting said that it did.
 * - `leaving`: it is to be put out, and the NAS has not acknowledged that.
 */
export type SessionState = 'admitted' | 'open' | 'leaving';

export type Session = {
  /** Lower-case hexadecimal, 16 bytes; what Class carries to the NAS and back (RFC 2865 §5.25). */
  readonly id: string;
  /** Of the authentication, as events name it. */
  readonly onboardingSession: string;
  readonly manufacturer: string | null;
  readonly serialNumber: string;
  readonly model: string | null;
  readonly assurance: IdentityAssurance;
  readonly credential: CredentialKind;
  /** Lower-case hexadecimal. */
  readonly certificateSerial: string;
  readonly place: Place;
  readonly state: SessionState;
  /** Milliseconds since 1970. */
  readonly admittedAt: number;
  /** When the station must have authenticated again, milliseconds since 1970. */
  readonly endsAt: number;
  readonly obligations: readonly { readonly type: string; readonly value: string }[];
  /** Why the device was let in or is put out, for people. */
  readonly reason: string;
};

/** Why a session is over. */
export type SessionEnd =
  /** The NAS said so by accounting. */
  | 'stopped'
  /** The NAS acknowledged a Disconnect-Request, or knew the session no more. */
  | 'put-out'
  /** The same station authenticated again. */
  | 'replaced'
  /** The station should have authenticated again, and has not. */
  | 'expired'
  /** The NAS restarted. */
  | 'nas-restarted';

/** Writes sessions down. What rejects was not written. */
export interface SessionRecord {
  /** All that have not ended, from before a restart. */
  load(): AsyncIterable<Session>;
  /** Awaited before Access-Accept leaves: whoever is let in can be put out, whatever happens. */
  admitted(session: Session): Promise<void>;
  /** State, place or obligations are others now. */
  changed(session: Session): Promise<void>;
  ended(session: Session, end: SessionEnd): Promise<void>;
}

/** The register's key of the device that the session is of. */
export function deviceKeyOf({ manufacturer, serialNumber }: Session): string {
  return deviceKey({ manufacturer: manufacturer ?? undefined, serialNumber });
}

export function identityOf(session: Session): DeviceIdentity {
  return {
    manufacturer: session.manufacturer ?? undefined,
    serialNumber: session.serialNumber,
    model: session.model ?? undefined,
    credential: undefined,
    assurance: session.assurance,
  };
}

/** How long past its end a session is kept, since the NAS's clock is not ours. */
export const GRACE: Milliseconds = 60_000;
