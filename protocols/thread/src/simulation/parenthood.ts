/** How a router takes children (Thread’s MLE): it answers Parent Requests, and gives a locator to who comes back. */

import { bytesEqual, type Milliseconds, toHex } from '@sallyport/core';
import type { Connectivity } from '../mle/connectivity.ts';
import type { MleFields } from '../mle/fields.ts';
import { MLE_COMMANDS, MODE, SCAN_MASK } from '../mle/table.ts';
import type { Dissemination } from './dissemination.ts';
import { linkMargin } from './link-margin.ts';
import type { MeshNode } from './mesh-node.ts';
import type { FromNeighbour, MleSocket } from './mle-socket.ts';
import type { World } from './world.ts';

const MAX_CHILD_ID = 511;
const CHALLENGE_SIZE = 8;
/** Challenges given out and not yet answered. */
const MAX_CHALLENGES = 64;
/** Routers answer within this time, not all at once. */
const SPREAD: Milliseconds = 500;
/** What a child is taken for that does not say. */
const FULL = MODE.receiverOnWhenIdle | MODE.fullThreadDevice | MODE.fullNetworkData;
const DEFAULT_TIMEOUT_SECONDS = 240;
const VERSION = 2;

export class Parenthood {
  readonly #node: MeshNode;
  readonly #socket: MleSocket;
  readonly #dissemination: Dissemination;
  readonly #world: World;
  readonly #challenges = new Map<string, Uint8Array>();
  readonly #maxChildren: number;

  constructor(
    node: MeshNode,
    socket: MleSocket,
    dissemination: Dissemination,
    world: World,
    maxChildren = MAX_CHILD_ID,
  ) {
    this.#node = node;
    this.#socket = socket;
    this.#dissemination = dissemination;
    this.#world = world;
    this.#maxChildren = maxChildren;
  }

  answerParentRequest({ challenge, scanMask = 0 }: MleFields, from: FromNeighbour): void {
    if (challenge === undefined || (scanMask & SCAN_MASK.routers) === 0 || this.#nextLocator() === undefined) return;
    const response = Uint8Array.from(challenge);
    this.#world.timer.after(this.#world.dice.next() * SPREAD, () => {
      if (this.#node.state !== 'router') return;
      const { keyring } = this.#node;
      this.#socket.send(from.source, MLE_COMMANDS.parentResponse, {
        ...this.#dissemination.leaderFields(),
        linkFrameCounter: keyring?.macCounter,
        mleFrameCounter: keyring?.mleCounter,
        response,
        challenge: this.#challengeFor(from.sender),
        connectivity: this.#connectivity(),
        linkMargin: linkMargin(from.rssi),
        version: VERSION,
      });
    });
  }

  answerChildIdRequest(
    { response, mode = FULL, timeout = DEFAULT_TIMEOUT_SECONDS }: MleFields,
    from: FromNeighbour,
  ): void {
    const name = toHex(from.sender);
    const challenge = this.#challenges.get(name);
    if (response === undefined || challenge === undefined || !bytesEqual(response, challenge)) return;
    const known = this.#node.neighbours.byExtended(from.sender);
    const rloc16 = known?.kind === 'child' ? known.rloc16 : this.#nextLocator();
    if (rloc16 === undefined) return;
    this.#challenges.delete(name);
    const child = { mode, timeout, rssi: from.rssi };
    this.#node.neighbours.add({ extended: from.sender, rloc16, kind: 'child', child });
    this.#socket.send(from.source, MLE_COMMANDS.childIdResponse, {
      ...this.#dissemination.describe(),
      address16: rloc16,
    });
  }

  /** A child that says it is still there, or asks whether this still is its parent. */
  answerChildUpdateRequest({ mode, timeout, challenge }: MleFields, from: FromNeighbour): void {
    const known = this.#node.neighbours.byExtended(from.sender);
    if (known?.kind !== 'child') return;
    if (known.child !== undefined) {
      this.#node.neighbours.add({ ...known, child: { ...known.child, rssi: from.rssi } });
    }
    this.#socket.send(from.source, MLE_COMMANDS.childUpdateResponse, {
      ...this.#dissemination.leaderFields(),
      response: challenge,
      mode,
      timeout,
    });
  }

  #connectivity(): Connectivity {
    const activeRouters = this.#world.directory.routers.length;
    return { parentPriority: 0, linkQuality: [activeRouters - 1, 0, 0], leaderCost: 1, idSequence: 1, activeRouters };
  }

  #challengeFor(child: Uint8Array): Uint8Array {
    const name = toHex(child);
    const challenge = this.#world.random.bytes(CHALLENGE_SIZE);
    this.#challenges.delete(name);
    this.#challenges.set(name, challenge);
    const [oldest] = this.#challenges.keys();
    if (this.#challenges.size > MAX_CHALLENGES && oldest !== undefined) this.#challenges.delete(oldest);
    return challenge;
  }

  /** The first free one; undefined when there are as many children as there may be. */
  #nextLocator(): number | undefined {
    const { neighbours, rloc16 } = this.#node;
    for (let id = 1; id <= this.#maxChildren; id++) {
      if (neighbours.byShort(rloc16 | id) === undefined) return rloc16 | id;
    }
    return undefined;
  }
}
