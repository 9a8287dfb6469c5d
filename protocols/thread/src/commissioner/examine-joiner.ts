/** The Commissioner's enforcement point, M.4: what a joiner says in JOIN_FIN.req, then policy, then the record of it. */

import {
  type Clock,
  isSallyportError,
  type Milliseconds,
  type SallyportError,
  type Timer,
  within,
} from '@sallyport/core';
import {
  type Authorizer,
  type Decision,
  type DeviceIdentity,
  decideOrDeny,
  type Facts,
  type Obligation,
} from '@sallyport/onboarding';
import { PROTOCOL } from '../node/device.ts';
import { fail } from '../node/errors.ts';
import { decodeJoinFinalizeRequest, type JoinFinalizeRequest } from '../tmf/joiner-finalize.ts';
import type { JoinerTrail } from './joiner-trail.ts';

/** What is recorded before a joiner is accepted. */
export interface AcceptedJoiner {
  readonly session: string;
  readonly device: DeviceIdentity;
  readonly facts: Facts;
  readonly at: Date;
}

/** Keeps what is about to be acknowledged: `accepted` resolves when the record is safe, and a joiner without one is refused. */
export interface JoinerJournal {
  accepted(record: AcceptedJoiner): Promise<void>;
}

export interface Examiner {
  readonly authorizer: Authorizer | undefined;
  readonly journal: JoinerJournal | undefined;
  /** The only provisioning URL that is served; undefined serves any. */
  readonly provisioningUrl: string | undefined;
  readonly policyFailed: ((thrown: unknown) => void) | undefined;
  /** How long policy, and then the journal, may take. */
  readonly patience: Milliseconds;
  readonly clock: Clock;
  readonly timer: Timer;
}

/**
 * Reads JOIN_FIN.req, asks policy and records what it permits. Reports M.4, and M.5 when the record fails.
 * @returns the obligations of the permit
 * @throws E_THREAD_JOINER_FINALIZE, E_THREAD_JOINER_DENIED, E_THREAD_JOINER_DEFERRED, E_THREAD_JOINER_POLICY_SLOW,
 *   E_THREAD_JOINER_JOURNAL
 */
export async function examineJoiner(
  payload: Uint8Array,
  examiner: Examiner,
  trail: JoinerTrail,
): Promise<readonly Obligation[]> {
  const { facts, obligations } = await decide(payload, examiner, trail);
  await record(facts, examiner, trail);
  return obligations;
}

async function decide(
  payload: Uint8Array,
  examiner: Examiner,
  trail: JoinerTrail,
): Promise<{ facts: Facts; obligations: readonly Obligation[] }> {
  let facts: Facts = {};
  try {
    facts = trail.named(readFinalize(payload, examiner.provisioningUrl));
    const decision = await ask(examiner, trail, facts);
    if (decision.outcome === 'deny') throw fail('E_THREAD_JOINER_DENIED', decision.reason);
    if (decision.outcome === 'defer') throw fail('E_THREAD_JOINER_DEFERRED', decision.reason);
    trail.examined(decision.reason, facts);
    return { facts, obligations: decision.obligations };
  } catch (thrown) {
    const error = isSallyportError(thrown) ? thrown : notExamined(thrown);
    trail.refused(error, facts);
    throw error;
  }
}

function readFinalize(payload: Uint8Array, served: string | undefined): JoinFinalizeRequest {
  const request = decodeFinalize(payload);
  if (request.state !== 'accept') {
    throw fail('E_THREAD_JOINER_FINALIZE', `the joiner finalizes with state ${request.state}`);
  }
  // A joiner that omits its URL would otherwise get around the check.
  if (served !== undefined && request.provisioningUrl !== served) {
    throw fail('E_THREAD_JOINER_FINALIZE', 'the joiner is to be commissioned by another application');
  }
  return request;
}

function decodeFinalize(payload: Uint8Array): JoinFinalizeRequest {
  try {
    return decodeJoinFinalizeRequest(payload);
  } catch (cause) {
    throw fail('E_THREAD_JOINER_FINALIZE', 'JOIN_FIN.req cannot be read', { cause });
  }
}

async function ask(examiner: Examiner, trail: JoinerTrail, facts: Facts): Promise<Decision> {
  const { authorizer, policyFailed, clock, timer, patience } = examiner;
  if (authorizer === undefined) throw fail('E_THREAD_JOINER_DENIED', 'there is no policy to ask');
  const { session, device } = trail;
  const decided = decideOrDeny(
    authorizer,
    { point: 'M.4', protocol: PROTOCOL, session, device, facts, at: clock.now() },
    policyFailed ?? (() => undefined),
  );
  const decision = await within(timer, patience, decided);
  if (decision === undefined) throw fail('E_THREAD_JOINER_POLICY_SLOW', `policy took longer than ${patience} ms`);
  return decision;
}

async function record(facts: Facts, examiner: Examiner, trail: JoinerTrail): Promise<void> {
  const { journal, clock, timer, patience } = examiner;
  if (journal === undefined) return;
  try {
    const { session, device } = trail;
    const recorded = journal.accepted({ session, device, facts, at: clock.now() }).then(() => true);
    if ((await within(timer, patience, recorded)) !== true)
      throw fail('E_THREAD_JOINER_JOURNAL', 'the journal is slow');
  } catch (cause) {
    const error = fail('E_THREAD_JOINER_JOURNAL', 'the acceptance could not be recorded', { cause });
    trail.notRecorded(error);
    throw error;
  }
}

function notExamined(cause: unknown): SallyportError {
  return fail('E_THREAD_JOINER_DENIED', 'the joiner could not be examined', { cause });
}
