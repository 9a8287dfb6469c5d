/** What nodes of the mesh tell the Commissioner by themselves: MGMT_DATASET_CHANGED, MGMT_PANID_CONFLICT, MGMT_ED_REPORT. */

import { channelsOf } from '../network/channel.ts';
import { readOrUndefined } from '../node/read.ts';
import { decodeEnergyReport } from '../tmf/energy-scan.ts';
import { decodePanIdConflict } from '../tmf/pan-id-query.ts';
import { TMF_URIS } from '../tmf/uris.ts';
import type { CommissionerEvent } from './events.ts';
import type { NodeRequest } from './link.ts';

type NodeAnswer = Extract<CommissionerEvent, { type: 'dataset-changed' | 'pan-id-conflict' | 'energy-report' }>;

/** Undefined for another request, and for one that cannot be read. */
export function readNodeAnswer({ path, from, payload }: NodeRequest): NodeAnswer | undefined {
  switch (path) {
    case TMF_URIS.MGMT_DATASET_CHANGED:
      return { type: 'dataset-changed', from };
    case TMF_URIS.MGMT_PANID_CONFLICT: {
      const conflict = readOrUndefined(payload, decodePanIdConflict);
      if (conflict === undefined) return undefined;
      return { type: 'pan-id-conflict', from, panId: conflict.panId, channels: channelsOf(conflict.channelMask) };
    }
    case TMF_URIS.MGMT_ED_REPORT: {
      const report = readOrUndefined(payload, decodeEnergyReport);
      if (report === undefined) return undefined;
      return { type: 'energy-report', from, channels: channelsOf(report.channelMask), energies: report.energyList };
    }
    default:
      return undefined;
  }
}
