/** How policy is asked again about a device that was let in: as it was asked then. */

import type { AdmissionAttempt } from './adapter.ts';
import { type NetworkSession, sessionDevice } from './session.ts';

export function attemptOf(session: NetworkSession): AdmissionAttempt {
  return { session: session.attempt, device: sessionDevice(session), facts: session.facts };
}
