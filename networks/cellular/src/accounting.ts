/** What accounting tells of PDU sessions: that they are over (RFC 2866, TS 29.561 §11). */

import { toHex } from '@sallyport/core';
import type { NetworkSession, NetworkSessions } from '@sallyport/onboarding';
import { ACCT_STATUS_TYPES, type AccountingRequest, ATTRIBUTES } from '@sallyport/radius';
import { type PduSession, pduSessionOf, placeKey } from './pdu-session.ts';

export class Accounting {
  readonly #sessions: NetworkSessions;

  constructor(sessions: NetworkSessions) {
    this.#sessions = sessions;
  }

  /** Takes an accounting record. Resolves when what it changed is written down (RFC 2866 §2). */
  async take(request: AccountingRequest): Promise<void> {
    const { statusType } = request;
    const pdu = pduSessionOf(request);
    if (statusType === ACCT_STATUS_TYPES.STOP) {
      const session = this.#accountedFor(request, pdu);
      if (session !== undefined) await this.#sessions.ended(session.id);
    } else if (statusType === ACCT_STATUS_TYPES.ACCOUNTING_ON || statusType === ACCT_STATUS_TYPES.ACCOUNTING_OFF) {
      const ofSmf = this.#sessions.list().filter(({ facts }) => isSameSmf(facts, pdu));
      for (const { id } of ofSmf) await this.#sessions.ended(id);
    }
  }

  #accountedFor(request: AccountingRequest, pdu: PduSession): NetworkSession | undefined {
    for (const octets of ATTRIBUTES.Class.all(request.attributes)) {
      const session = this.#sessions.get(toHex(octets));
      // Class comes back through the SMF: from another one it says nothing.
      if (session !== undefined) return session.facts['smf'] === pdu.smf ? session : undefined;
    }
    const place = placeKey(pdu);
    return place === undefined ? undefined : this.#sessions.at(place);
  }
}

function isSameSmf(facts: NetworkSession['facts'], { smf, nasIdentifier, nasIpAddress }: PduSession): boolean {
  return facts['smf'] === smf && facts['nasIdentifier'] === nasIdentifier && facts['nasIpAddress'] === nasIpAddress;
}
