/** The registrar's two enforcement points, C.3 and C.8: what can be established first, then policy. */

import type { Milliseconds, SallyportError } from '@sallyport/core';
import { type Decision, type DeviceIdentity, decideOrDeny, type Facts } from '@sallyport/onboarding';
import { messageOf } from '../server/refusal.ts';
import { PROTOCOL, type Trail } from '../server/trail.ts';
import { fail } from './errors.ts';
import type { RegistrarPorts } from './ports.ts';

export type RegistrarPoint = 'C.3' | 'C.8';

export interface Established {
  readonly device: DeviceIdentity;
  readonly facts: Facts;
}

/**
 * Establishes the facts and asks policy. Reports one event, whatever the outcome.
 * @returns undefined for a permit, or how long to wait when the decision was put off
 * @throws what `establish` throws; E_BRSKI_REGISTRAR_DENIED, E_BRSKI_REGISTRAR_DENIED_FOR_NOW, E_BRSKI_REGISTRAR_UNACCEPTABLE
 */
export async function enforce(
  point: RegistrarPoint,
  { authorizer, clock }: Pick<RegistrarPorts, 'authorizer' | 'clock'>,
  trail: Trail,
  establish: () => Promise<Established>,
): Promise<Milliseconds | undefined> {
  const start = trail.start();
  let facts: Facts = {};
  try {
    const established = await establish();
    facts = established.facts;
    const decision = await decideOrDeny(
      authorizer,
      { point, protocol: PROTOCOL, session: trail.session, device: established.device, facts, at: clock.now() },
      (thrown) => {
        facts = { ...facts, policyFailure: messageOf(thrown) };
      },
    );
    if (decision.outcome === 'deny') throw refusalAt(point, decision);
    if (decision.outcome === 'defer') {
      trail.failed(point, start, fail('E_BRSKI_REGISTRAR_DEFERRED', decision.reason), facts);
      return decision.retryAfter;
    }
    trail.done(point, start, decision.reason, facts);
    return undefined;
  } catch (thrown) {
    trail.failed(point, start, thrown, facts);
    throw thrown;
  }
}

function refusalAt(point: RegistrarPoint, decision: Extract<Decision, { outcome: 'deny' }>): SallyportError {
  const { reason, fixable } = decision;
  // RFC 8995 §5.3: 404, or 403 where an administrator could help; §5.6: 406 for what voucher and history showed.
  if (fixable) return fail('E_BRSKI_REGISTRAR_DENIED_FOR_NOW', reason);
  return point === 'C.3' ? fail('E_BRSKI_REGISTRAR_DENIED', reason) : fail('E_BRSKI_REGISTRAR_UNACCEPTABLE', reason);
}
