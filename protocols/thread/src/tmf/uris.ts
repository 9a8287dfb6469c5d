/**
 * The resources of the Thread Management Framework that commissioning uses, by the names of their messages (Thread 1.1.1 §8.4
 * and §8.7). Every request is a POST.
 */

export const TMF_URIS = {
  LEAD_PET: 'c/lp',
  LEAD_KA: 'c/la',
  COMM_PET: 'c/cp',
  COMM_KA: 'c/ca',
  RLY_RX: 'c/rx',
  RLY_TX: 'c/tx',
  UDP_RX: 'c/ur',
  UDP_TX: 'c/ut',
  MGMT_COMMISSIONER_GET: 'c/cg',
  MGMT_COMMISSIONER_SET: 'c/cs',
  MGMT_ACTIVE_GET: 'c/ag',
  MGMT_ACTIVE_SET: 'c/as',
  MGMT_ACTIVE_REPLACE: 'c/ar',
  MGMT_PENDING_GET: 'c/pg',
  MGMT_PENDING_SET: 'c/ps',
  MGMT_DATASET_CHANGED: 'c/dc',
  MGMT_ANNOUNCE_BEGIN: 'c/ab',
  MGMT_PANID_QUERY: 'c/pq',
  MGMT_PANID_CONFLICT: 'c/pc',
  MGMT_ED_SCAN: 'c/es',
  MGMT_ED_REPORT: 'c/er',
  JOIN_FIN: 'c/jf',
  JOIN_ENT: 'c/je',
  DIAG_GET_REQ: 'd/dg',
  DIAG_GET_QRY: 'd/dq',
  DIAG_GET_ANS: 'd/da',
  DIAG_RST: 'd/dr',
} as const;

export type TmfMessageName = keyof typeof TMF_URIS;
export type TmfUri = (typeof TMF_URIS)[TmfMessageName];

const NAMES: ReadonlyMap<string, string> = new Map(Object.entries(TMF_URIS).map(([name, uri]) => [uri, name]));

/** For people: `COMM_PET` for `c/cp`; undefined for a path that is not known here. */
export function tmfMessageName(uri: string): string | undefined {
  return NAMES.get(uri);
}
