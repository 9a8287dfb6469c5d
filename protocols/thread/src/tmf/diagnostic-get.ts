/**
 * DIAG_GET.req and DIAG_GET.qry ask a node or a group what it is and whom it knows; DIAG_GET.rsp and DIAG_GET.ans tell
 * (Thread 1.1.1 §10.11.2 and §10.11.3). What a node cannot tell is left out of its answer.
 */

import type { AnswerPart } from '../diagnostics/answer.ts';
import type { ChildTableEntry } from '../diagnostics/child-table.ts';
import type { MacCounters, MleCounters } from '../diagnostics/counters.ts';
import type { EnhancedRoute } from '../diagnostics/enhanced-route.ts';
import type { DeviceMode } from '../diagnostics/mode.ts';
import type { ChildAddresses, ChildDetails, RouterNeighbour } from '../diagnostics/neighbours.ts';
import type { Route64 } from '../diagnostics/route64.ts';
import { DIAGNOSTIC_TLVS } from '../diagnostics/table.ts';
import type { Connectivity } from '../mle/connectivity.ts';
import type { LeaderData } from '../mle/leader-data.ts';
import type { ChannelMask } from '../network/channel.ts';
import { decodeTlvs } from '../tlv/tlv.ts';
import { BodyReader, BodyWriter, type OtherTlvs } from './body.ts';

export interface DiagnosticGet extends OtherTlvs {
  /** Types of the TLVs that are wanted, by {@link DIAGNOSTIC_TLVS}. */
  readonly types: readonly number[];
  /** Comes back in every part of the answer. */
  readonly queryId?: number | undefined;
}

/** What a node says of itself; nothing proves it but that the node has the network key. */
export interface NodeDiagnostics extends OtherTlvs {
  /** Eight bytes. */
  readonly extendedAddress?: Uint8Array | undefined;
  readonly rloc16?: number | undefined;
  readonly mode?: DeviceMode | undefined;
  /** Of a sleepy device: seconds after which its parent forgets it. */
  readonly timeout?: number | undefined;
  readonly connectivity?: Connectivity | undefined;
  readonly route64?: Route64 | undefined;
  readonly leaderData?: LeaderData | undefined;
  /** As its Leader gives it out, unread. */
  readonly networkData?: Uint8Array | undefined;
  /** Canonical text. */
  readonly addresses?: readonly string[] | undefined;
  readonly macCounters?: MacCounters | undefined;
  /** Percent. */
  readonly batteryLevel?: number | undefined;
  /** Millivolts. */
  readonly supplyVoltage?: number | undefined;
  readonly childTable?: readonly ChildTableEntry[] | undefined;
  /** Of IEEE 802.15.4, that its radio can use. */
  readonly channelPages?: readonly number[] | undefined;
  /** The longest that any of its children may be silent, in seconds. */
  readonly maxChildTimeout?: number | undefined;
  /** Eight bytes: the one that the device was made with, and joined by. */
  readonly eui64?: Uint8Array | undefined;
  /** Of the specification: 2 is Thread 1.1, 3 is 1.2, 4 is 1.3, 5 is 1.4. */
  readonly version?: number | undefined;
  readonly vendorName?: string | undefined;
  readonly vendorModel?: string | undefined;
  readonly vendorSwVersion?: string | undefined;
  readonly stackVersion?: string | undefined;
  /** In detail, and the next two: in answers to queries alone. */
  readonly childDetails?: readonly ChildDetails[] | undefined;
  readonly childAddresses?: readonly ChildAddresses[] | undefined;
  readonly routerNeighbours?: readonly RouterNeighbour[] | undefined;
  readonly answer?: AnswerPart | undefined;
  readonly queryId?: number | undefined;
  readonly mleCounters?: MleCounters | undefined;
  readonly vendorAppUrl?: string | undefined;
  /** Channels that the node would rather not use. */
  readonly nonPreferredChannels?: ChannelMask | undefined;
  readonly enhancedRoute?: readonly EnhancedRoute[] | undefined;
  /** 24, 28 or 36 bits, in three to five bytes. */
  readonly vendorOui?: Uint8Array | undefined;
}

/** For DIAG_GET.req and DIAG_GET.qry. */
export function encodeDiagnosticGet(get: DiagnosticGet): Uint8Array {
  return new BodyWriter().add(DIAGNOSTIC_TLVS.typeList, get.types).add(DIAGNOSTIC_TLVS.queryId, get.queryId).bytes(get);
}

/** @throws E_THREAD_TLV_… */
export function decodeDiagnosticGet(bytes: Uint8Array): DiagnosticGet {
  const body = new BodyReader('DIAG_GET.req', bytes);
  const types = body.required(DIAGNOSTIC_TLVS.typeList);
  const queryId = body.optional(DIAGNOSTIC_TLVS.queryId);
  return { types, ...(queryId === undefined ? {} : { queryId }), ...body.rest() };
}

/** For DIAG_GET.rsp and DIAG_GET.ans. */
export function encodeDiagnosticAnswer(node: NodeDiagnostics): Uint8Array {
  return new BodyWriter()
    .add(DIAGNOSTIC_TLVS.extendedAddress, node.extendedAddress)
    .add(DIAGNOSTIC_TLVS.address16, node.rloc16)
    .add(DIAGNOSTIC_TLVS.mode, node.mode)
    .add(DIAGNOSTIC_TLVS.timeout, node.timeout)
    .add(DIAGNOSTIC_TLVS.connectivity, node.connectivity)
    .add(DIAGNOSTIC_TLVS.route64, node.route64)
    .add(DIAGNOSTIC_TLVS.leaderData, node.leaderData)
    .add(DIAGNOSTIC_TLVS.networkData, node.networkData)
    .add(DIAGNOSTIC_TLVS.addresses, node.addresses)
    .add(DIAGNOSTIC_TLVS.macCounters, node.macCounters)
    .add(DIAGNOSTIC_TLVS.batteryLevel, node.batteryLevel)
    .add(DIAGNOSTIC_TLVS.supplyVoltage, node.supplyVoltage)
    .add(DIAGNOSTIC_TLVS.childTable, node.childTable)
    .add(DIAGNOSTIC_TLVS.channelPages, node.channelPages)
    .add(DIAGNOSTIC_TLVS.maxChildTimeout, node.maxChildTimeout)
    .add(DIAGNOSTIC_TLVS.eui64, node.eui64)
    .add(DIAGNOSTIC_TLVS.version, node.version)
    .add(DIAGNOSTIC_TLVS.vendorName, node.vendorName)
    .add(DIAGNOSTIC_TLVS.vendorModel, node.vendorModel)
    .add(DIAGNOSTIC_TLVS.vendorSwVersion, node.vendorSwVersion)
    .add(DIAGNOSTIC_TLVS.stackVersion, node.stackVersion)
    .addList(DIAGNOSTIC_TLVS.childDetails, node.childDetails)
    .addList(DIAGNOSTIC_TLVS.childAddresses, node.childAddresses)
    .addList(DIAGNOSTIC_TLVS.routerNeighbours, node.routerNeighbours)
    .add(DIAGNOSTIC_TLVS.mleCounters, node.mleCounters)
    .add(DIAGNOSTIC_TLVS.vendorAppUrl, node.vendorAppUrl)
    .add(DIAGNOSTIC_TLVS.nonPreferredChannels, node.nonPreferredChannels)
    .add(DIAGNOSTIC_TLVS.enhancedRoute, node.enhancedRoute)
    .add(DIAGNOSTIC_TLVS.vendorOui, node.vendorOui)
    .add(DIAGNOSTIC_TLVS.queryId, node.queryId)
    .add(DIAGNOSTIC_TLVS.answer, node.answer)
    .bytes(node);
}

/** @throws E_THREAD_TLV_… */
export function decodeDiagnosticAnswer(bytes: Uint8Array): NodeDiagnostics {
  const body = new BodyReader('DIAG_GET.ans', bytes);
  const said = {
    extendedAddress: body.optional(DIAGNOSTIC_TLVS.extendedAddress),
    rloc16: body.optional(DIAGNOSTIC_TLVS.address16),
    mode: body.optional(DIAGNOSTIC_TLVS.mode),
    timeout: body.optional(DIAGNOSTIC_TLVS.timeout),
    connectivity: body.optional(DIAGNOSTIC_TLVS.connectivity),
    route64: body.optional(DIAGNOSTIC_TLVS.route64),
    leaderData: body.optional(DIAGNOSTIC_TLVS.leaderData),
    networkData: body.optional(DIAGNOSTIC_TLVS.networkData),
    addresses: body.optional(DIAGNOSTIC_TLVS.addresses),
    macCounters: body.optional(DIAGNOSTIC_TLVS.macCounters),
    batteryLevel: body.optional(DIAGNOSTIC_TLVS.batteryLevel),
    supplyVoltage: body.optional(DIAGNOSTIC_TLVS.supplyVoltage),
    childTable: body.optional(DIAGNOSTIC_TLVS.childTable),
    channelPages: body.optional(DIAGNOSTIC_TLVS.channelPages),
    maxChildTimeout: body.optional(DIAGNOSTIC_TLVS.maxChildTimeout),
    eui64: body.optional(DIAGNOSTIC_TLVS.eui64),
    version: body.optional(DIAGNOSTIC_TLVS.version),
    vendorName: body.optional(DIAGNOSTIC_TLVS.vendorName),
    vendorModel: body.optional(DIAGNOSTIC_TLVS.vendorModel),
    vendorSwVersion: body.optional(DIAGNOSTIC_TLVS.vendorSwVersion),
    stackVersion: body.optional(DIAGNOSTIC_TLVS.stackVersion),
    childDetails: body.list(DIAGNOSTIC_TLVS.childDetails),
    childAddresses: body.list(DIAGNOSTIC_TLVS.childAddresses),
    routerNeighbours: body.list(DIAGNOSTIC_TLVS.routerNeighbours),
    mleCounters: body.optional(DIAGNOSTIC_TLVS.mleCounters),
    vendorAppUrl: body.optional(DIAGNOSTIC_TLVS.vendorAppUrl),
    nonPreferredChannels: body.optional(DIAGNOSTIC_TLVS.nonPreferredChannels),
    enhancedRoute: body.optional(DIAGNOSTIC_TLVS.enhancedRoute),
    vendorOui: body.optional(DIAGNOSTIC_TLVS.vendorOui),
    queryId: body.optional(DIAGNOSTIC_TLVS.queryId),
    answer: body.optional(DIAGNOSTIC_TLVS.answer),
  };
  return { ...said, ...body.rest() };
}

/** The payload of DIAG_GET.rsp: of what a node has to say, what was asked for. */
export function answerDiagnosticGet({ types }: DiagnosticGet, node: NodeDiagnostics): Uint8Array {
  const asked = decodeTlvs(encodeDiagnosticAnswer(node)).filter(({ type }) => types.includes(type));
  return encodeDiagnosticAnswer({ others: asked });
}

/** The payload of DIAG_GET.ans, which is one message here, and says so. */
export function answerDiagnosticQuery(query: DiagnosticGet, node: NodeDiagnostics): Uint8Array {
  const { queryId } = query;
  const others = decodeTlvs(answerDiagnosticGet(query, node));
  return encodeDiagnosticAnswer({ queryId, answer: { index: 0, isLast: true }, others });
}
