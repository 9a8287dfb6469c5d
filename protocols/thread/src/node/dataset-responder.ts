/** MGMT_ACTIVE_GET, MGMT_PENDING_GET and MGMT_COMMISSIONER_GET (Thread 1.1.1 §8.7.3 to §8.7.5). */

import { CODES, respond } from '@sallyport/coap';
import type { OperationalDataset } from '../dataset/operational-dataset.ts';
import { TLVS } from '../tlv/table.ts';
import { decodeTlvs, encodeTlvs } from '../tlv/tlv.ts';
import { decodeGetRequest, wants } from '../tmf/get-request.ts';
import { TMF_URIS } from '../tmf/uris.ts';
import type { DatasetView } from './ports.ts';
import { readOrUndefined } from './read.ts';
import type { TmfAgent } from './tmf-agent.ts';

/** Who asks: a node of the mesh, or a Commissioner that has proved the PSKc to us. */
export type Asker = 'mesh' | 'commissioner';

/**
 * The TLVs that are asked for, of those there are: none when there is no such dataset. Undefined for a request that cannot
 * be read.
 */
export function answerDatasetGet(
  which: 'active' | 'pending',
  request: Uint8Array,
  view: DatasetView,
  asker: Asker = 'mesh',
): Uint8Array | undefined {
  const get = readOrUndefined(request, decodeGetRequest);
  if (get === undefined) return undefined;
  const dataset = which === 'active' ? view.active : view.pending;
  const isKeyFree = asker === 'commissioner' || mayObtainKey(view.active);
  const tlvs = (dataset?.tlvs ?? []).filter(({ type }) => {
    if (type === TLVS.networkKey.type && !isKeyFree) return false;
    // MGMT_PENDING_GET.rsp always says how long it is until the dataset counts.
    return wants(get, type) || (which === 'pending' && type === TLVS.delayTimer.type);
  });
  return encodeTlvs(tlvs);
}

/** Answers both requests of other nodes, until the function it gives is called. Every node does, the Leader by itself. */
export function serveDatasets(agent: TmfAgent, view: DatasetView): () => void {
  const release = (['active', 'pending'] as const).map((which) => {
    const path = which === 'active' ? TMF_URIS.MGMT_ACTIVE_GET : TMF_URIS.MGMT_PENDING_GET;
    return agent.serve(path, ({ payload }) => answerDatasetGet(which, payload, view) ?? respond(CODES.BAD_REQUEST));
  });
  return () => {
    for (const each of release) each();
  };
}

/** The same for the Commissioner Dataset: of the TLVs in `commissioningData`, those that are asked for. */
export function answerCommissionerGet(request: Uint8Array, commissioningData: Uint8Array): Uint8Array | undefined {
  const get = readOrUndefined(request, decodeGetRequest);
  return get && encodeTlvs(decodeTlvs(commissioningData).filter(({ type }) => wants(get, type)));
}

/** The O bit of the Security Policy; without a policy the key stays where it is. */
function mayObtainKey(active: OperationalDataset | undefined): boolean {
  return active?.values.securityPolicy?.obtainNetworkKey ?? false;
}
