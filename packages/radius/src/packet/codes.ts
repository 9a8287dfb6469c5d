/** Packet codes (RFC 2865 §3, RFC 2866 §3, RFC 5176 §2.3, RFC 5997 §3) and what each is to its exchange. */

export const CODES = {
  ACCESS_REQUEST: 1,
  ACCESS_ACCEPT: 2,
  ACCESS_REJECT: 3,
  ACCOUNTING_REQUEST: 4,
  ACCOUNTING_RESPONSE: 5,
  ACCESS_CHALLENGE: 11,
  STATUS_SERVER: 12,
  DISCONNECT_REQUEST: 40,
  DISCONNECT_ACK: 41,
  DISCONNECT_NAK: 42,
  COA_REQUEST: 43,
  COA_ACK: 44,
  COA_NAK: 45,
} as const;

export interface CodeDefinition {
  readonly name: string;
  readonly role: 'request' | 'response';
  /**
   * How a request's authenticator is made: `random` (RFC 2865 §3), or `signed`, an MD5 of the packet and the secret
   * (RFC 2866 §3, RFC 5176 §2.3).
   */
  readonly authenticator?: 'random' | 'signed';
  /** Of a request: what may answer it. */
  readonly answers?: readonly number[];
}

const request = (
  name: string,
  authenticator: NonNullable<CodeDefinition['authenticator']>,
  answers: readonly number[],
): CodeDefinition => ({ name, role: 'request', authenticator, answers });

const response = (name: string): CodeDefinition => ({ name, role: 'response' });

export const CODE_DEFINITIONS: ReadonlyMap<number, CodeDefinition> = new Map([
  [
    CODES.ACCESS_REQUEST,
    request('Access-Request', 'random', [CODES.ACCESS_ACCEPT, CODES.ACCESS_REJECT, CODES.ACCESS_CHALLENGE]),
  ],
  [CODES.ACCESS_ACCEPT, response('Access-Accept')],
  [CODES.ACCESS_REJECT, response('Access-Reject')],
  [CODES.ACCOUNTING_REQUEST, request('Accounting-Request', 'signed', [CODES.ACCOUNTING_RESPONSE])],
  [CODES.ACCOUNTING_RESPONSE, response('Accounting-Response')],
  [CODES.ACCESS_CHALLENGE, response('Access-Challenge')],
  // RFC 5997 §4.1: be liberal in what answers it, as long as it is signed.
  [CODES.STATUS_SERVER, request('Status-Server', 'random', [CODES.ACCESS_ACCEPT, CODES.ACCOUNTING_RESPONSE])],
  [CODES.DISCONNECT_REQUEST, request('Disconnect-Request', 'signed', [CODES.DISCONNECT_ACK, CODES.DISCONNECT_NAK])],
  [CODES.DISCONNECT_ACK, response('Disconnect-ACK')],
  [CODES.DISCONNECT_NAK, response('Disconnect-NAK')],
  [CODES.COA_REQUEST, request('CoA-Request', 'signed', [CODES.COA_ACK, CODES.COA_NAK])],
  [CODES.COA_ACK, response('CoA-ACK')],
  [CODES.COA_NAK, response('CoA-NAK')],
]);

/** `Access-Request`, or the number of a code that is not in the table. */
export function codeName(code: number): string {
  return CODE_DEFINITIONS.get(code)?.name ?? `code ${code}`;
}
