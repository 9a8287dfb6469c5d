/** Admission to 5G data networks: the DN-AAA of secondary authentication, without sockets. */

export type { CellularPorts, DnAaaOptions, Grant } from './dn-aaa.ts';
export { type DynamicAuthorization, type FindSmf, smfEnforcement } from './enforcement.ts';
export { CELLULAR_ERRORS, type CellularErrorCode } from './errors.ts';
export { type Examination, type ExaminerOptions, LdevidExaminer } from './examiner.ts';
export { CellularNetwork, type CellularNetworkOptions } from './network.ts';
export { OBLIGATIONS, obligationAttributes } from './obligations.ts';
export { type PduSession, pduSessionOf, placeKey, sessionIdentification } from './pdu-session.ts';
export { SESSION_S_NSSAI, sliceText } from './slice.ts';
