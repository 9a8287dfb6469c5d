/** A device on the network: where, since when, and on what terms. JSON all through, so that it can be written down. */

import type { Milliseconds } from '@sallyport/core';
import {
  type NetworkSession,
  type NetworkSessionEnd,
  type NetworkSessionRecord,
  sessionDevice,
  sessionDeviceKey,
} from '@sallyport/onboarding';
import type { Place } from '../admission/place.ts';

/** By what the device proved who it is. */
export type CredentialKind = 'ldevid' | 'idevid';

/**
 * - `admitted`: the NAS was told to let the device in.
 * - `open`: its accounting said that it did.
 * - `leaving`: it is to be put out, and the NAS has not acknowledged that.
 */
export type SessionState = 'admitted' | 'open' | 'leaving';

/** Its id is 16 bytes in lower-case hexadecimal: what Class carries to the NAS and back (RFC 2865 §5.25). */
export type Session = Omit<NetworkSession, 'attempt' | 'place' | 'facts' | 'state' | 'endsAt'> & {
  /** Of the authentication, as events name it. */
  readonly onboardingSession: string;
  readonly credential: CredentialKind;
  /** Lower-case hexadecimal. */
  readonly certificateSerial: string;
  readonly place: Place;
  readonly state: SessionState;
  /** When the station must have authenticated again, milliseconds since 1970. */
  readonly endsAt: number;
};

/** Why a session is over. */
export type SessionEnd = NetworkSessionEnd | 'nas-restarted';

/** Writes sessions down. What rejects was not written. */
export type SessionRecord = NetworkSessionRecord<Session, SessionEnd>;

export { sessionDevice as identityOf, sessionDeviceKey as deviceKeyOf };

/** How long past its end a session is kept, since the NAS's clock is not ours. */
export const GRACE: Milliseconds = 60_000;
