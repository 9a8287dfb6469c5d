/** How a node with a network's credentials becomes a child of one of its routers (Thread’s MLE). */

import { bytesEqual, type Milliseconds, SECOND } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { MleFields } from '../mle/fields.ts';
import { MLE_COMMANDS, MLE_TLVS, MODE, SCAN_MASK } from '../mle/table.ts';
import type { Dissemination } from './dissemination.ts';
import type { MeshNode } from './mesh-node.ts';
import { ALL_ROUTERS, type FromNeighbour, type MleSocket } from './mle-socket.ts';
import type { World } from './world.ts';

export interface AttachOptions {
  /** How often parents are looked for before it is given up. */
  readonly attempts?: number;
}

/** How long answers to a Parent Request are gathered; one to a Child ID Request is awaited somewhat longer. */
const PARENT_TIMEOUT: Milliseconds = 750;
const CHILD_ID_TIMEOUT: Milliseconds = 1250;
const DEFAULT_ATTEMPTS = 8;
const CHALLENGE_SIZE = 8;
const CHILD_TIMEOUT_SECONDS = 240;
/** A quarter of the time after which a parent may forget its child. */
const KEEP_ALIVE_INTERVAL: Milliseconds = (CHILD_TIMEOUT_SECONDS * SECOND) / 4;
/** From an unanswered question to the next, and how many of them there are. */
const KEEP_ALIVE_PATIENCE: Milliseconds = 2 * SECOND;
const KEEP_ALIVE_RETRIES = 3;
const CHILD_MODE = MODE.receiverOnWhenIdle | MODE.fullThreadDevice | MODE.fullNetworkData;
/** Thread 1.1: what this node does. */
const VERSION = 2;
const REQUESTED = Uint8Array.of(MLE_TLVS.address16.type, MLE_TLVS.networkData.type);

interface Candidate {
  readonly from: FromNeighbour;
  readonly rloc16: number;
  readonly challenge: Uint8Array;
  readonly linkMargin: number;
}

interface Search {
  readonly challenge: Uint8Array;
  best: Candidate | undefined;
  readonly settle: (error: Error | undefined) => void;
  cancel: () => void;
  left: number;
}

export class Attacher {
  readonly #node: MeshNode;
  readonly #socket: MleSocket;
  readonly #dissemination: Dissemination;
  readonly #world: World;
  #search: Search | undefined;
  /** The challenge of the last question, until it is answered. */
  #asked: Uint8Array | undefined;
  #stopKeepAlive: () => void = () => undefined;

  constructor(node: MeshNode, socket: MleSocket, dissemination: Dissemination, world: World) {
    this.#node = node;
    this.#socket = socket;
    this.#dissemination = dissemination;
    this.#world = world;
  }

  /**
   * Settles when the node is a child. An attempt under way is given up.
   * @throws E_THREAD_ATTACH when no router takes it
   */
  attach({ attempts = DEFAULT_ATTEMPTS }: AttachOptions = {}): Promise<void> {
    this.cancel();
    return new Promise((resolve, reject) => {
      const settle = (error: Error | undefined) => (error === undefined ? resolve() : reject(error));
      const challenge = this.#world.random.bytes(CHALLENGE_SIZE);
      this.#search = { challenge, best: undefined, settle, cancel: () => undefined, left: attempts };
      this.#askForParents(this.#search);
    });
  }

  cancel(): void {
    this.#stopKeepAlive();
    this.#end(fail('E_THREAD_ATTACH', `${this.#node.name} stopped looking for a parent`));
  }

  hearParentResponse(fields: MleFields, from: FromNeighbour): void {
    const search = this.#search;
    const { sourceAddress, response, challenge, linkMargin = 0 } = fields;
    if (search === undefined || sourceAddress === undefined || response === undefined || challenge === undefined)
      return;
    // The Response TLV shows that this is no old answer.
    if (!bytesEqual(response, search.challenge)) return;
    if (search.best !== undefined && search.best.linkMargin >= linkMargin) return;
    search.best = { from, rloc16: sourceAddress, challenge, linkMargin };
  }

  hearChildIdResponse(fields: MleFields, from: FromNeighbour): void {
    const parent = this.#search?.best;
    const { address16, sourceAddress } = fields;
    if (parent === undefined || address16 === undefined || sourceAddress !== parent.rloc16) return;
    if (!bytesEqual(parent.from.sender, from.sender)) return;
    this.#node.join(address16);
    this.#node.network.isStale = true;
    this.#dissemination.apply(fields);
    this.#end(undefined);
    this.#keepAlive(from.source);
  }

  /** The parent is still there, and still has this child. */
  hearChildUpdateResponse({ response }: MleFields): void {
    if (response !== undefined && this.#asked !== undefined && bytesEqual(response, this.#asked))
      this.#asked = undefined;
  }

  /** From time to time the child tells its parent that it is still there. */
  #keepAlive(parent: Uint8Array): void {
    this.#stopKeepAlive();
    this.#stopKeepAlive = this.#world.timer.after(KEEP_ALIVE_INTERVAL, () => this.#ask(parent, KEEP_ALIVE_RETRIES));
  }

  /** A parent that does not answer is given up for another. */
  #ask(parent: Uint8Array, retries: number): void {
    if (this.#node.state !== 'child') return;
    const challenge = this.#world.random.bytes(CHALLENGE_SIZE);
    this.#asked = challenge;
    this.#socket.send(parent, MLE_COMMANDS.childUpdateRequest, {
      sourceAddress: this.#node.rloc16,
      leaderData: this.#node.network.leaderData,
      mode: CHILD_MODE,
      timeout: CHILD_TIMEOUT_SECONDS,
      challenge,
    });
    this.#stopKeepAlive = this.#world.timer.after(KEEP_ALIVE_PATIENCE, () => {
      if (this.#asked === undefined) this.#keepAlive(parent);
      else if (retries > 0) this.#ask(parent, retries - 1);
      else this.#lookAgain();
    });
  }

  #lookAgain(): void {
    this.#asked = undefined;
    this.#node.detach();
    this.attach({ attempts: Number.POSITIVE_INFINITY }).catch(() => this.#node.drops.count('no-route'));
  }

  #askForParents(search: Search): void {
    if (search.left-- === 0) {
      this.#end(fail('E_THREAD_ATTACH', `${this.#node.name} found no parent`));
      return;
    }
    search.best = undefined;
    this.#node.neighbours.clear();
    this.#socket.send(ALL_ROUTERS, MLE_COMMANDS.parentRequest, {
      mode: CHILD_MODE,
      challenge: search.challenge,
      scanMask: SCAN_MASK.routers,
      version: VERSION,
    });
    search.cancel = this.#world.timer.after(PARENT_TIMEOUT, () => this.#choose(search));
  }

  #choose(search: Search): void {
    const { best } = search;
    if (best === undefined) {
      this.#askForParents(search);
      return;
    }
    const { keyring, neighbours } = this.#node;
    // Its answer may come in protected frames.
    neighbours.add({ extended: best.from.sender, rloc16: best.rloc16, kind: 'parent' });
    this.#socket.send(best.from.source, MLE_COMMANDS.childIdRequest, {
      response: best.challenge,
      linkFrameCounter: keyring?.macCounter,
      mleFrameCounter: keyring?.mleCounter,
      mode: CHILD_MODE,
      timeout: CHILD_TIMEOUT_SECONDS,
      version: VERSION,
      tlvRequest: REQUESTED,
    });
    search.cancel = this.#world.timer.after(CHILD_ID_TIMEOUT, () => this.#askForParents(search));
  }

  #end(error: Error | undefined): void {
    const search = this.#search;
    this.#search = undefined;
    search?.cancel();
    search?.settle(error);
  }
}
