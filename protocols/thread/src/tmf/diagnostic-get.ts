/**
 * DIAG_GET.req and DIAG_GET.qry ask a node or a group what it is and whom it knows; DIAG_GET.rsp and DIAG_GET.ans tell
 * (Thread 1.1.1 §10.11.2 and §10.11.3). What a node cannot tell is left out of its answer.
 */

import type { AnswerPart } from '../diagnostics/answer.ts';
import type { ChildTableEntry } from '../diagnostics/child-table.ts';
import type { DeviceMode } from '../diagnostics/mode.ts';
import type { Route64 } from '../diagnostics/route64.ts';
import { DIAGNOSTIC_TLVS } from '../diagnostics/table.ts';
import type { Connectivity } from '../mle/connectivity.ts';
import type { LeaderData } from '../mle/leader-data.ts';
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
  /** Canonical text. */
  readonly addresses?: readonly string[] | undefined;
  /** Percent. */
  readonly batteryLevel?: number | undefined;
  /** Millivolts. */
  readonly supplyVoltage?: number | undefined;
  readonly childTable?: readonly ChildTableEntry[] | undefined;
  /** Eight bytes: the one that the device was made with, and joined by. */
  readonly eui64?: Uint8Array | undefined;
  /** Of the specification: 2 is Thread 1.1, 3 is 1.2, 4 is 1.3, 5 is 1.4. */
  readonly version?: number | undefined;
  readonly vendorName?: string | undefined;
  readonly vendorModel?: string | undefined;
  readonly vendorSwVersion?: string | undefined;
  readonly stackVersion?: string | undefined;
  readonly answer?: AnswerPart | undefined;
  readonly queryId?: number | undefined;
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
    .add(DIAGNOSTIC_TLVS.addresses, node.addresses)
    .add(DIAGNOSTIC_TLVS.batteryLevel, node.batteryLevel)
    .add(DIAGNOSTIC_TLVS.supplyVoltage, node.supplyVoltage)
    .add(DIAGNOSTIC_TLVS.childTable, node.childTable)
    .add(DIAGNOSTIC_TLVS.eui64, node.eui64)
    .add(DIAGNOSTIC_TLVS.version, node.version)
    .add(DIAGNOSTIC_TLVS.vendorName, node.vendorName)
    .add(DIAGNOSTIC_TLVS.vendorModel, node.vendorModel)
    .add(DIAGNOSTIC_TLVS.vendorSwVersion, node.vendorSwVersion)
    .add(DIAGNOSTIC_TLVS.stackVersion, node.stackVersion)
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
    addresses: body.optional(DIAGNOSTIC_TLVS.addresses),
    batteryLevel: body.optional(DIAGNOSTIC_TLVS.batteryLevel),
    supplyVoltage: body.optional(DIAGNOSTIC_TLVS.supplyVoltage),
    childTable: body.optional(DIAGNOSTIC_TLVS.childTable),
    eui64: body.optional(DIAGNOSTIC_TLVS.eui64),
    version: body.optional(DIAGNOSTIC_TLVS.version),
    vendorName: body.optional(DIAGNOSTIC_TLVS.vendorName),
    vendorModel: body.optional(DIAGNOSTIC_TLVS.vendorModel),
    vendorSwVersion: body.optional(DIAGNOSTIC_TLVS.vendorSwVersion),
    stackVersion: body.optional(DIAGNOSTIC_TLVS.stackVersion),
    queryId: body.optional(DIAGNOSTIC_TLVS.queryId),
    answer: body.optional(DIAGNOSTIC_TLVS.answer),
  };
  return { ...said, ...body.rest() };
}

/** The payload of an answer: of what a node has to say, what was asked for. */
export function answerDiagnosticGet({ types, queryId }: DiagnosticGet, node: NodeDiagnostics): Uint8Array {
  const asked = decodeTlvs(encodeDiagnosticAnswer(node)).filter(({ type }) => types.includes(type));
  return encodeDiagnosticAnswer({ queryId, others: asked });
}
