/** Whether what was seen on the network is something that the device's MUD profile does not allow. */

import { type FlowEvent, ICMP_PROTOCOLS } from '../flows/flow-event.ts';
import type { PeerMembers } from '../mud/members.ts';
import type { Direction } from '../mud/model.ts';
import type { MudPolicy } from '../mud/policy.ts';
import { type Judgement, judge, type Traffic } from './judge.ts';

/** Which end of an event is the device in question. */
export type OwnEnd = 'source' | 'destination';

export interface Violation {
  /** Canonical address of the other host. */
  readonly destination: string;
  /** What was judged. */
  readonly traffic: Traffic;
  readonly judgement: Judgement;
}

/** RFC 792, RFC 4443: what an echo is answered with. Other answers are not told of by who saw them. */
const ECHO_REPLIES: ReadonlyMap<number, number> = new Map([
  [8, 0],
  [128, 129],
]);

/**
 * Judges what the device sent. What others send to it is not its doing: a stranger must not get a device into trouble by
 * knocking at it. Names count by the addresses that `members` knows, never by what the flow itself says.
 */
export function violates(
  event: FlowEvent,
  own: OwnEnd,
  policy: MudPolicy,
  members: PeerMembers,
): Violation | undefined {
  const traffic = sentBy(event, own);
  if (traffic === undefined) return undefined;
  const judgement = judge(policy, traffic, members);
  return judgement.isAllowed ? undefined : { destination: traffic.peer, traffic, judgement };
}

/** Whether the device at this end was seen to send something. */
export function hasSent(event: FlowEvent, own: OwnEnd): boolean {
  return own === 'source' || event.isAnswered || event.initiator === 'destination';
}

function sentBy(event: FlowEvent, own: OwnEnd): Traffic | undefined {
  if (!hasSent(event, own)) return undefined;
  const [device, peer] = own === 'source' ? [event.source, event.destination] : [event.destination, event.source];
  const icmpType = own === 'source' ? event.icmpType : ECHO_REPLIES.get(event.icmpType ?? -1);
  if (ICMP_PROTOCOLS.has(event.protocol) && own === 'destination' && icmpType === undefined) return undefined;
  return {
    direction: 'from-device',
    peer: peer.address,
    protocol: event.protocol,
    devicePort: device.port,
    peerPort: peer.port,
    icmpType,
    icmpCode: own === 'source' ? event.icmpCode : 0,
    initiated: initiatedBy(event, own),
  };
}

function initiatedBy({ initiator }: FlowEvent, own: OwnEnd): Direction | undefined {
  if (initiator === undefined) return undefined;
  return initiator === own ? 'from-device' : 'to-device';
}
