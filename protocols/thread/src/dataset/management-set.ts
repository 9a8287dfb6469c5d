/**
 * What a Leader does with MGMT_ACTIVE_SET.req, MGMT_ACTIVE_REPLACE.req and MGMT_PENDING_SET.req, as functions of what is known
 * (Thread 1.1.1 §8.7.4, §8.7.5; the delay timer §8.4.3.4).
 */

import { isSallyportError, type Milliseconds } from '@sallyport/core';
import { compareTimestamps, type Timestamp } from '../network/timestamp.ts';
import type { TlvDefinition } from '../tlv/definition.ts';
import { TLVS, tlvDefinition } from '../tlv/table.ts';
import { DEFAULT_DELAY, datasetFaults, MAX_DELAY, MIN_DELAY, missingValues } from './complete.ts';
import { OperationalDataset } from './operational-dataset.ts';

export interface ManagementSet {
  readonly message: 'MGMT_ACTIVE_SET' | 'MGMT_ACTIVE_REPLACE' | 'MGMT_PENDING_SET';
  /** The request's Commissioner Session ID: with one it is a Commissioner's, without one another node's. */
  readonly sessionId?: number | undefined;
  /** The request's other TLVs. */
  readonly request: OperationalDataset;
  readonly active: OperationalDataset;
  readonly pending: OperationalDataset | undefined;
  /** Of the active Commissioner; undefined when there is none. */
  readonly commissionerSessionId: number | undefined;
}

export type RejectReason =
  /** No Active Timestamp, or no Pending Timestamp in MGMT_PENDING_SET. */
  | 'no-timestamp'
  /** A timestamp that is not newer than the one in use. */
  | 'old-timestamp'
  /** Not the session of the active Commissioner. */
  | 'wrong-session'
  /** MGMT_ACTIVE_REPLACE by anyone but the Commissioner. */
  | 'not-commissioner'
  /** A Commissioner's MGMT_ACTIVE_SET would cut nodes off: such a change belongs into the Pending Operational Dataset. */
  | 'affects-connectivity'
  /** The dataset would lack a TLV. Only a Commissioner's SET may leave some out. */
  | 'incomplete'
  /** The dataset would be too large, or a value is one that no network can have. */
  | 'invalid';

export type ManagementSetOutcome =
  | { readonly state: 'reject'; readonly reason: RejectReason }
  | {
      readonly state: 'accept';
      /** Which dataset is replaced. A node's change of what affects connectivity becomes a pending one by itself. */
      readonly becomes: 'active' | 'pending';
      /** Whole. As a pending one its Delay Timer TLV says how long it waits, from now. */
      readonly dataset: OperationalDataset;
      /** Another node changed it, so the Commissioner, if there is one, is sent MGMT_DATASET_CHANGED.ntf. */
      readonly tellCommissioner: boolean;
    };

/** TLVs that other nodes would be cut off by when they changed at once. */
const CONNECTIVITY = [TLVS.channel, TLVS.panId, TLVS.meshLocalPrefix, TLVS.networkKey] as const;
const PENDING_ONLY = [TLVS.pendingTimestamp, TLVS.delayTimer] as const;
/** TLVs of a dataset; what is known and none of these is passed over in a request, what is unknown is kept. */
const IN_DATASETS: ReadonlySet<number> = new Set(
  [
    ...CONNECTIVITY,
    ...PENDING_ONLY,
    TLVS.activeTimestamp,
    TLVS.extendedPanId,
    TLVS.networkName,
    TLVS.pskc,
    TLVS.securityPolicy,
    TLVS.channelMask,
    TLVS.threadDomainName,
    TLVS.wakeupChannel,
    TLVS.future,
  ].map(({ type }) => type),
);

/** Pure: nothing is stored. Never throws for what a peer sent. */
export function applyManagementSet(set: ManagementSet): ManagementSetOutcome {
  const { request, active } = set;
  const reason = refuseTimestamps(set) ?? refuseSender(set);
  if (reason !== undefined) return { state: 'reject', reason };
  const changes = dropForeign(request);
  // Nodes bring delays and rotation times between their bounds, and take a mask that leaves out the channel.
  if (datasetFaults(changes.without(TLVS.channelMask, TLVS.delayTimer, TLVS.securityPolicy)).length > 0) {
    return { state: 'reject', reason: 'invalid' };
  }
  const isFromCommissioner = set.sessionId !== undefined;
  // Thread lets a Commissioner send only what changes; everyone else, and a replacement, sends all.
  const isPartial = isFromCommissioner && set.message !== 'MGMT_ACTIVE_REPLACE';
  const dataset = isPartial ? mergeWithin(active, changes) : changes;
  if (dataset === undefined) return { state: 'reject', reason: 'invalid' };
  return decide(set, dataset, isFromCommissioner);
}

function decide(set: ManagementSet, dataset: OperationalDataset, isFromCommissioner: boolean): ManagementSetOutcome {
  const tellCommissioner = !isFromCommissioner;
  if (set.message === 'MGMT_PENDING_SET') {
    if (missingValues(dataset, 'pending').length > 0) return { state: 'reject', reason: 'incomplete' };
    const delayTimer = allowedDelay(
      dataset.get(TLVS.delayTimer) ?? DEFAULT_DELAY,
      isChanged(set.request, set.active, TLVS.networkKey),
    );
    return { state: 'accept', becomes: 'pending', dataset: dataset.with({ delayTimer }), tellCommissioner };
  }
  const whole = dataset.without(...PENDING_ONLY);
  if (missingValues(whole, 'active').length > 0) return { state: 'reject', reason: 'incomplete' };
  if (!affectsConnectivity(set.request, set.active))
    return { state: 'accept', becomes: 'active', dataset: whole, tellCommissioner };
  const pendingTimestamp = whole.get(TLVS.activeTimestamp);
  const delayed = mergeWithin(whole, OperationalDataset.of({ pendingTimestamp, delayTimer: DEFAULT_DELAY }));
  if (delayed === undefined) return { state: 'reject', reason: 'invalid' };
  return { state: 'accept', becomes: 'pending', dataset: delayed, tellCommissioner };
}

function refuseTimestamps({ message, request, active, pending }: ManagementSet): RejectReason | undefined {
  const isNewer = (definition: TlvDefinition<Timestamp>, than: OperationalDataset | undefined): boolean =>
    compareTimestamps(request.get(definition), than?.get(definition)) > 0;
  if (!request.has(TLVS.activeTimestamp)) return 'no-timestamp';
  if (message !== 'MGMT_PENDING_SET') {
    return isNewer(TLVS.activeTimestamp, active) ? undefined : 'old-timestamp';
  }
  if (!request.has(TLVS.pendingTimestamp)) return 'no-timestamp';
  if (!isNewer(TLVS.pendingTimestamp, pending)) return 'old-timestamp';
  // With a new network key the Active Timestamp may be anything: a network can so be put back to an older one.
  if (isChanged(request, active, TLVS.networkKey)) return undefined;
  return isNewer(TLVS.activeTimestamp, active) ? undefined : 'old-timestamp';
}

function refuseSender(set: ManagementSet): RejectReason | undefined {
  if (set.sessionId === undefined) return set.message === 'MGMT_ACTIVE_REPLACE' ? 'not-commissioner' : undefined;
  if (set.sessionId !== set.commissionerSessionId) return 'wrong-session';
  return set.message !== 'MGMT_PENDING_SET' && affectsConnectivity(set.request, set.active)
    ? 'affects-connectivity'
    : undefined;
}

/**
 * Whether nodes would be cut off if `request` took effect at once: it changes channel, PAN ID, mesh-local prefix or network key. Then
 * a Commissioner must send it by MGMT_PENDING_SET.
 */
export function affectsConnectivity(request: OperationalDataset, active: OperationalDataset): boolean {
  return CONNECTIVITY.some((definition) => isChanged(request, active, definition));
}

/** True when `request` has this TLV and `active` has not the same. */
function isChanged(
  request: OperationalDataset,
  active: OperationalDataset,
  definition: TlvDefinition<unknown>,
): boolean {
  const asked = request.only(definition);
  return asked.tlvs.length > 0 && !asked.isWithin(active);
}

function dropForeign(request: OperationalDataset): OperationalDataset {
  const foreign = request.tlvs.flatMap(({ type }) => {
    const definition = tlvDefinition(type);
    return definition === undefined || IN_DATASETS.has(type) ? [] : [definition];
  });
  return request.without(...foreign);
}

/** Undefined when the result would be too large. */
function mergeWithin(base: OperationalDataset, other: OperationalDataset): OperationalDataset | undefined {
  try {
    return base.merge(other);
  } catch (thrown) {
    if (isSallyportError(thrown, 'E_THREAD_DATASET_TOO_LARGE')) return undefined;
    throw thrown;
  }
}

/** What was asked for, brought between the bounds (Thread 1.1.1 §8.4.3.4): a new network key needs time to get everywhere. */
export function allowedDelay(asked: Milliseconds, isKeyChanged: boolean): Milliseconds {
  return Math.min(MAX_DELAY, Math.max(asked, isKeyChanged ? DEFAULT_DELAY : MIN_DELAY));
}

/**
 * What the Pending Operational Dataset becomes when its delay is over: the new active one; undefined when it is to be dropped, because
 * the active one is newer and the key is the same.
 */
export function activatePending(
  active: OperationalDataset | undefined,
  pending: OperationalDataset,
): OperationalDataset | undefined {
  const isNewer = compareTimestamps(pending.get(TLVS.activeTimestamp), active?.get(TLVS.activeTimestamp)) > 0;
  const isNewKey = active === undefined || isChanged(pending, active, TLVS.networkKey);
  return isNewer || isNewKey ? pending.without(...PENDING_ONLY) : undefined;
}
