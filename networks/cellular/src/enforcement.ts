/** Has an SMF release a PDU session, or change it (RFC 5176, TS 29.561 §11.1). */

import { type Clock, type Milliseconds, SECOND } from '@sallyport/core';
import type { Enforcement, NetworkSession } from '@sallyport/onboarding';
import { ATTRIBUTES, type ChangeAnswer, type ChangeRequest, ERROR_CAUSES, type Nas } from '@sallyport/radius';
import { fail } from './errors.ts';
import { obligationAttributes } from './obligations.ts';
import { nasIdentification, type PduSession, pduSessionIn, sessionIdentification } from './pdu-session.ts';

/** Sends to an SMF. `DynamicAuthorizationClient` of @sallyport/radius is one. */
export interface DynamicAuthorization {
  disconnect(nas: Nas, request: ChangeRequest): Promise<ChangeAnswer>;
  change(nas: Nas, request: ChangeRequest): Promise<ChangeAnswer>;
}

/** Where the SMF of a session takes requests; undefined when it takes none. */
export type FindSmf = (session: PduSession) => Omit<Nas, 'identification'> | undefined;

/** Causes with which an SMF says that asking again is no use (RFC 5176 §3.5). */
const FINAL: ReadonlySet<number> = new Set([
  ERROR_CAUSES.UNSUPPORTED_ATTRIBUTE,
  ERROR_CAUSES.MISSING_ATTRIBUTE,
  ERROR_CAUSES.NAS_IDENTIFICATION_MISMATCH,
  ERROR_CAUSES.INVALID_REQUEST,
  ERROR_CAUSES.UNSUPPORTED_SERVICE,
  ERROR_CAUSES.UNSUPPORTED_EXTENSION,
  ERROR_CAUSES.INVALID_ATTRIBUTE_VALUE,
  ERROR_CAUSES.ADMINISTRATIVELY_PROHIBITED,
  ERROR_CAUSES.SESSION_CONTEXT_NOT_REMOVABLE,
]);

/** While the Access-Accept may still be on its way, an SMF that knows no such session may know it in a moment. */
const YOUNG: Milliseconds = 5 * SECOND;

export function smfEnforcement(requests: DynamicAuthorization, findSmf: FindSmf, clock: Clock): Enforcement {
  const target = (session: NetworkSession): { readonly nas: Nas; readonly pdu: PduSession } => {
    const pdu = pduSessionIn(session.facts);
    const found = findSmf(pdu);
    if (found === undefined) {
      throw fail('E_CELLULAR_NO_DYNAMIC_AUTHORIZATION', `nobody knows where ${pdu.smf} takes Disconnect-Requests`);
    }
    return { nas: { ...found, identification: nasIdentification(pdu) }, pdu };
  };
  return {
    putOut: async (session, _reason, signal) => {
      const { nas, pdu } = target(session);
      const answer = await requests.disconnect(nas, { session: sessionIdentification(pdu), signal });
      const isUnknown = answer.errorCause === ERROR_CAUSES.SESSION_CONTEXT_NOT_FOUND;
      // A session that the SMF does not know has ended.
      if (!isUnknown || clock.now().getTime() < session.admittedAt + YOUNG) requireDone(answer, nas);
    },
    move: async (session, signal) => {
      const { nas, pdu } = target(session);
      const { obligations, admittedAt, endsAt } = session;
      const timeout =
        endsAt === null ? [] : ATTRIBUTES['Session-Timeout'].of(Math.ceil((endsAt - admittedAt) / SECOND));
      const attributes = [...obligationAttributes(obligations), ...timeout];
      requireDone(await requests.change(nas, { session: sessionIdentification(pdu), attributes, signal }), nas);
    },
  };
}

function requireDone({ isDone, errorCause, reason = 'no reason given' }: ChangeAnswer, { name }: Nas): void {
  if (isDone) return;
  const isFinal = errorCause !== undefined && FINAL.has(errorCause);
  const details = errorCause === undefined ? {} : { errorCause };
  throw fail(isFinal ? 'E_CELLULAR_NEVER_DONE' : 'E_CELLULAR_NOT_DONE', `${name} refused: ${reason}`, { details });
}
