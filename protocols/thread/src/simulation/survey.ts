/** What a node of a mesh finds out beyond its network: energy, other PANs by their beacons; and what it says there. */

import type { Milliseconds } from '@sallyport/core';
import {
  BROADCAST_ADDRESS,
  BROADCAST_PAN_ID,
  COMMANDS,
  encodeFrame,
  type Frame,
  type ReceivedFrame,
} from '@sallyport/ieee802154';
import { MLE_COMMANDS } from '../mle/table.ts';
import type { EnergyMeasurement, RadioSurvey } from '../node/ports.ts';
import { makeTlv } from '../tlv/definition.ts';
import { TLVS } from '../tlv/table.ts';
import type { HeardFrame } from './air.ts';
import type { MeshNode } from './mesh-node.ts';
import { ALL_NODES, type MleSocket } from './mle-socket.ts';
import type { World } from './world.ts';

/** How long beacons are awaited on each channel. */
const SCAN_DWELL: Milliseconds = 100;
/** Routers answer a Beacon Request within this time. */
const BEACON_SPREAD: Milliseconds = 40;
/** What a quiet channel measures, in dBm. */
const NOISE_FLOOR = -98;
const NOISE_SPREAD = 6;
/** A network without superframes: beacon order and superframe order 15, from a coordinator (IEEE 802.15.4-2015 §7.3.1). */
const BEACON_FIELDS = Uint8Array.of(0xff, 0x4f, 0x00, 0x00);

export class SimulatedSurvey implements RadioSurvey {
  readonly #node: MeshNode;
  readonly #socket: MleSocket;
  readonly #world: World;
  /** The radio is away from its channel: one survey after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #listen: ((frame: ReceivedFrame, heard: HeardFrame) => void) | undefined;

  constructor(node: MeshNode, socket: MleSocket, world: World) {
    this.#node = node;
    this.#socket = socket;
    this.#world = world;
    node.onControl = (frame, heard) => this.#hear(frame, heard);
  }

  measureEnergy(channels: readonly number[], duration: Milliseconds): Promise<readonly EnergyMeasurement[]> {
    return this.#inTurn(async () => {
      const measured: EnergyMeasurement[] = [];
      for (const channel of channels) {
        const strongest = await this.#strongestOn(channel, duration);
        measured.push({ channel, rssi: Math.round(strongest) });
      }
      return measured;
    });
  }

  findPanId(panId: number, channels: readonly number[]): Promise<readonly number[]> {
    return this.#inTurn(async () => {
      const found: number[] = [];
      for (const channel of channels) if (await this.#hasPan(panId, channel)) found.push(channel);
      return found;
    });
  }

  announce(channel: number): void {
    const { radio, dataset } = this.#node;
    if (radio === undefined || dataset === undefined) return;
    this.#inTurn(async () => {
      radio.tune(channel);
      this.#socket.send(ALL_NODES, MLE_COMMANDS.announce, {
        channel: makeTlv(TLVS.channel, dataset.channel).value,
        panId: dataset.panId,
        activeTimestamp: dataset.activeTimestamp,
      });
      await this.#pause(BEACON_SPREAD);
    }).catch(() => this.#node.drops.count('queue'));
  }

  async #strongestOn(channel: number, duration: Milliseconds): Promise<number> {
    const { radio } = this.#node;
    let strongest = NOISE_FLOOR + this.#world.dice.next() * NOISE_SPREAD;
    radio?.tune(channel);
    radio?.listen((heard) => {
      strongest = Math.max(strongest, heard.rssi);
    });
    await this.#pause(duration);
    radio?.listen(undefined);
    return strongest;
  }

  async #hasPan(panId: number, channel: number): Promise<boolean> {
    const { radio } = this.#node;
    let isFound = false;
    this.#listen = ({ type, sourcePanId }) => {
      isFound ||= type === 'beacon' && sourcePanId === panId;
    };
    radio?.tune(channel);
    radio?.send({ group: {}, acknowledged: false, build: beaconRequest });
    await this.#pause(SCAN_DWELL);
    this.#listen = undefined;
    return isFound;
  }

  /** Comes back to the network's channel whatever happens. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work).finally(() => {
      const { radio, dataset } = this.#node;
      if (radio !== undefined && dataset !== undefined) radio.tune(dataset.channel.number);
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  #hear(frame: ReceivedFrame, heard: HeardFrame): void {
    this.#listen?.(frame, heard);
    const isRequest = frame.type === 'command' && frame.payload[0] === COMMANDS.beaconRequest;
    if (!isRequest || this.#node.state !== 'router') return;
    this.#world.timer.after(this.#world.dice.next() * BEACON_SPREAD, () => this.#beacon());
  }

  #beacon(): void {
    const { radio, extendedAddress } = this.#node;
    radio?.send({
      group: {},
      acknowledged: false,
      build: (sequenceNumber) => {
        const { panId } = radio;
        return encodeFrame({
          ...PLAIN,
          type: 'beacon',
          sequenceNumber,
          sourcePanId: panId,
          source: extendedAddress,
          payload: BEACON_FIELDS,
        });
      },
    });
  }

  #pause(span: Milliseconds): Promise<void> {
    return new Promise((resolve) => this.#world.timer.after(span, resolve));
  }
}

const PLAIN: Pick<Frame, 'version' | 'framePending' | 'ackRequest'> = {
  version: '2003',
  framePending: false,
  ackRequest: false,
};

function beaconRequest(sequenceNumber: number): Uint8Array {
  return encodeFrame({
    ...PLAIN,
    type: 'command',
    sequenceNumber,
    destinationPanId: BROADCAST_PAN_ID,
    destination: BROADCAST_ADDRESS,
    payload: Uint8Array.of(COMMANDS.beaconRequest),
  });
}
