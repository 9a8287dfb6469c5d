/** MLE on one node: seals and opens its messages with the node's keys, and sends them to neighbours. */

import { ReplayGuard } from '@sallyport/ieee802154';
import { linkLocalFrom } from '@sallyport/sixlowpan';
import { type MleFields, readFields, writeFields } from '../mle/fields.ts';
import { decodePlainMle, encodePlainMle, type MleMessage, openMle, sealMle } from '../mle/message.ts';
import { MLE_PORT } from '../node/addresses.ts';
import { readOrUndefined } from '../node/read.ts';
import { bytesOf } from './addresses.ts';
import type { MeshNode } from './mesh-node.ts';
import { MAX_REMEMBERED_SENDERS } from './neighbours.ts';
import type { ReceivedDatagram } from './station.ts';

export const ALL_NODES = bytesOf('ff02::1');
export const ALL_ROUTERS = bytesOf('ff02::2');

/** A message and who sent it. */
export interface FromNeighbour {
  /** Its extended address. */
  readonly sender: Uint8Array;
  /** Its link-local address. */
  readonly source: Uint8Array;
  readonly isMulticast: boolean;
  readonly panId: number | undefined;
  readonly channel: number;
  readonly rssi: number;
}

export interface MleListener {
  /** Unsecured: anybody can have sent it. */
  plain(message: MleMessage, from: FromNeighbour): void;
  /** Sent by somebody with the network's key, and for the first time. */
  authentic(command: number, fields: MleFields, from: FromNeighbour): void;
}

const MULTICAST = 0xff;

export class MleSocket {
  readonly #node: MeshNode;
  readonly #guards = new Map<number, ReplayGuard>();

  constructor(node: MeshNode, listener: MleListener) {
    this.#node = node;
    node.onMle = (received) => this.#receive(received, listener);
  }

  /** To a link-local address of 16 bytes, under the network's MLE key. A node without keys sends nothing. */
  send(destination: Uint8Array, command: number, fields: MleFields): void {
    const { keyring, extendedAddress } = this.#node;
    if (keyring === undefined) return;
    const ends = { source: linkLocalFrom(extendedAddress), destination };
    const { sequence } = keyring;
    const protection = { key: keyring.mleKey(), sequence, frameCounter: keyring.nextMleCounter() };
    this.#node.sendMle(destination, sealMle({ command, tlvs: writeFields(fields) }, ends, protection));
  }

  /** Without protection, to another PAN if need be. */
  sendPlain(destination: Uint8Array, message: MleMessage, panId?: number): void {
    this.#node.sendMle(destination, encodePlainMle(message), panId);
  }

  #receive({ datagram, sender, panId, channel, rssi }: ReceivedDatagram, listener: MleListener): void {
    const { source, destination, payload, sourcePort } = datagram;
    if (sourcePort !== MLE_PORT) return;
    const from = { sender, source, isMulticast: destination[0] === MULTICAST, panId, channel, rssi };
    const plain = readOrUndefined(payload, decodePlainMle);
    if (plain !== undefined) {
      listener.plain(plain, from);
      return;
    }
    const opened = readOrUndefined(payload, (bytes) => {
      const message = openMle(bytes, { source, destination }, (sequence) => this.#keyFor(sequence));
      return message === undefined ? undefined : { message, fields: readFields(message.tlvs) };
    });
    if (opened === undefined) {
      this.#node.drops.count('integrity');
      return;
    }
    const { message, fields } = opened;
    if (!this.#guardOf(message.sequence).accept(sender.toString(), message.frameCounter)) {
      this.#node.drops.count('replay');
      return;
    }
    this.#node.keyring?.moveTo(message.sequence);
    listener.authentic(message.command, fields, from);
  }

  /** Keys of this sequence and its neighbours; no stranger can make a node derive others. */
  #keyFor(sequence: number) {
    const { keyring } = this.#node;
    if (keyring === undefined || Math.abs(sequence - keyring.sequence) > 1) return undefined;
    return keyring.mleKey(sequence);
  }

  #guardOf(sequence: number): ReplayGuard {
    const known = this.#guards.get(sequence);
    if (known !== undefined) return known;
    for (const other of this.#guards.keys()) if (Math.abs(other - sequence) > 1) this.#guards.delete(other);
    const guard = new ReplayGuard(MAX_REMEMBERED_SENDERS);
    this.#guards.set(sequence, guard);
    return guard;
  }
}
