/** The one enforcement port: every protocol asks it, and none knows who answers. */

import { type Decision, deny } from './decision.ts';
import type { DeviceIdentity } from './device.ts';
import type { StepId } from './steps.ts';

/**
 * The steps at which policy may say no: CAHN's C.1, C.3, C.5, C.8, C.10, E.2 before a network opens to a device, and M.4
 * before a Thread joiner is entrusted.
 */
export type EnforcementPoint = Extract<StepId, 'C.1' | 'C.3' | 'C.5' | 'C.8' | 'C.10' | 'E.2' | 'M.4'>;

/** A fact the engine established itself, for policy to use: numbers, texts and flags, no bytes. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

export interface AuthorizationRequest {
  readonly point: EnforcementPoint;
  /** `brski`, `thread`, …: for the record; a policy that branches on it is suspect. */
  readonly protocol: string;
  readonly session: string;
  readonly device: DeviceIdentity;
  /** What else is known at this point, for example the number of earlier owners at C.8. */
  readonly facts: Facts;
  readonly at: Date;
  /** Nobody is kept waiting by the answer: what turns other decisions is to be judged before it. */
  readonly canWait?: true;
}

export interface Authorizer {
  /** Never rejects for policy reasons: a failure to answer is the caller's cue to {@link decideOrDeny deny}. */
  decide(request: AuthorizationRequest): Promise<Decision>;
  /**
   * Which of these requests are denied by a decision that was made before and stands: one that {@link decide} would make again, but
   * for its reason and proof. For whoever has to act on many at once and asks for reasons afterwards. False says nothing: ask.
   * Absent where no decisions are kept.
   */
  deniedAlready?(requests: readonly AuthorizationRequest[]): Promise<readonly boolean[]>;
}

/**
 * Asks and fails closed: an authorizer that throws means no access.
 * `onFailure` hears of the failure, so that it reaches a person.
 */
export async function decideOrDeny(
  authorizer: Authorizer,
  request: AuthorizationRequest,
  onFailure: (thrown: unknown) => void,
): Promise<Decision> {
  try {
    return await authorizer.decide(request);
  } catch (thrown) {
    onFailure(thrown);
    return deny('the policy could not be evaluated', { fixable: true });
  }
}

/** Which of these are {@link Authorizer.deniedAlready denied already}; none where nobody knows, so that each is asked about. */
export async function deniedAlready(
  authorizer: Authorizer,
  requests: readonly AuthorizationRequest[],
  onFailure: (thrown: unknown) => void,
): Promise<readonly boolean[]> {
  const none = requests.map(() => false);
  try {
    return (await authorizer.deniedAlready?.(requests)) ?? none;
  } catch (thrown) {
    onFailure(thrown);
    return none;
  }
}
