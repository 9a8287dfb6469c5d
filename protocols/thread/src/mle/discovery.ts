/**
 * MLE Discovery (Thread 1.1.1 §4.7.2.1): a device without a network asks which networks there are, and whether it may join.
 * Both messages are unsecured, and hold one Thread Discovery TLV with MeshCoP TLVs in it.
 */

import { fail } from '../errors.ts';
import { findTlv, makeTlv, type TlvDefinition } from '../tlv/definition.ts';
import { TLVS } from '../tlv/table.ts';
import { decodeTlvs, encodeTlvs, type Tlv } from '../tlv/tlv.ts';
import type { MleMessage } from './message.ts';
import { MLE_COMMANDS, MLE_TLVS } from './table.ts';

export interface DiscoveryQuery {
  /** Thread version: 2 is 1.1, 3 is 1.2, 4 is 1.3, 5 is 1.4. */
  readonly version: number;
  /** The asker wants to join. */
  readonly joiner: boolean;
  /** The network that need not answer: the asker knows it. */
  readonly exceptExtendedPanId?: Uint8Array | undefined;
}

export interface DiscoveryAnswer {
  readonly version: number;
  /** The network takes Native Commissioners. */
  readonly nativeCommissioner: boolean;
  /** 8 bytes. */
  readonly extendedPanId: Uint8Array;
  readonly networkName: string;
  /** Who may join; undefined when nobody may. */
  readonly steeringData?: Uint8Array | undefined;
  readonly joinerUdpPort?: number | undefined;
  /** Where the border agent awaits Native Commissioners. */
  readonly commissionerUdpPort?: number | undefined;
}

export function discoveryRequest({ version, joiner, exceptExtendedPanId }: DiscoveryQuery): MleMessage {
  return wrap(MLE_COMMANDS.discoveryRequest, [
    makeTlv(TLVS.discoveryRequest, { version, joiner }),
    ...optional(TLVS.extendedPanId, exceptExtendedPanId),
  ]);
}

/** @throws E_THREAD_MLE for another message, E_THREAD_TLV_… */
export function readDiscoveryRequest(message: MleMessage): DiscoveryQuery {
  const tlvs = unwrap(MLE_COMMANDS.discoveryRequest, message);
  const request = required(tlvs, TLVS.discoveryRequest);
  return { ...request, exceptExtendedPanId: findTlv(tlvs, TLVS.extendedPanId) };
}

export function discoveryResponse(answer: DiscoveryAnswer): MleMessage {
  const { version, nativeCommissioner } = answer;
  return wrap(MLE_COMMANDS.discoveryResponse, [
    ...optional(TLVS.commissionerUdpPort, answer.commissionerUdpPort),
    makeTlv(TLVS.discoveryResponse, { version, nativeCommissioner, commercialCommissioning: false }),
    makeTlv(TLVS.extendedPanId, answer.extendedPanId),
    makeTlv(TLVS.networkName, answer.networkName),
    ...optional(TLVS.steeringData, answer.steeringData),
    ...optional(TLVS.joinerUdpPort, answer.joinerUdpPort),
  ]);
}

/** @throws E_THREAD_MLE for another message, E_THREAD_TLV_… */
export function readDiscoveryResponse(message: MleMessage): DiscoveryAnswer {
  const tlvs = unwrap(MLE_COMMANDS.discoveryResponse, message);
  const { version, nativeCommissioner } = required(tlvs, TLVS.discoveryResponse);
  return {
    version,
    nativeCommissioner,
    extendedPanId: required(tlvs, TLVS.extendedPanId),
    networkName: required(tlvs, TLVS.networkName),
    steeringData: findTlv(tlvs, TLVS.steeringData),
    joinerUdpPort: findTlv(tlvs, TLVS.joinerUdpPort),
    commissionerUdpPort: findTlv(tlvs, TLVS.commissionerUdpPort),
  };
}

function wrap(command: number, tlvs: readonly Tlv[]): MleMessage {
  return { command, tlvs: [makeTlv(MLE_TLVS.discovery, encodeTlvs(tlvs))] };
}

function unwrap(command: number, message: MleMessage): readonly Tlv[] {
  if (message.command !== command) throw fail('E_THREAD_MLE', `command ${message.command} is not ${command}`);
  return decodeTlvs(required(message.tlvs, MLE_TLVS.discovery));
}

function optional<Value>(definition: TlvDefinition<Value>, value: Value | undefined): readonly Tlv[] {
  return value === undefined ? [] : [makeTlv(definition, value)];
}

function required<Value>(tlvs: readonly Tlv[], definition: TlvDefinition<Value>): Value {
  const value = findTlv(tlvs, definition);
  if (value === undefined) throw fail('E_THREAD_TLV_MISSING', `no ${definition.name} TLV`);
  return value;
}
