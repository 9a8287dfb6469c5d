/**
 * MLE of a simulated node: discovery, attaching, and the spreading of network data.
 *
 * Simpler than the real one: routers are made, not promoted, and know each other as if they had exchanged link requests;
 * there is one partition; parents are chosen by signal strength alone; a router forgets no child; advertisements have no routes in them.
 */

import { bytesEqual, type Milliseconds } from '@sallyport/core';
import { discoveryResponse, readDiscoveryRequest } from '../mle/discovery.ts';
import type { MleFields } from '../mle/fields.ts';
import type { MleMessage } from '../mle/message.ts';
import { MLE_COMMANDS } from '../mle/table.ts';
import { DEFAULT_JOINER_UDP_PORT } from '../node/addresses.ts';
import type { RadioSurvey } from '../node/ports.ts';
import { readOrUndefined } from '../node/read.ts';
import type { CommissionerDataset } from '../tmf/commissioner-dataset.ts';
import { decodeCommissionerDataset } from '../tmf/commissioner-dataset.ts';
import { Attacher, type AttachOptions } from './attacher.ts';
import { Dissemination } from './dissemination.ts';
import type { MeshNode } from './mesh-node.ts';
import { type FromNeighbour, MleSocket } from './mle-socket.ts';
import { Parenthood } from './parenthood.ts';
import { SimulatedSurvey } from './survey.ts';
import type { World } from './world.ts';

/** Routers answer a Discovery Request within this time, not all at once (Thread 1.1.1 §4.7.2.1). */
const DISCOVERY_SPREAD: Milliseconds = 100;
/** Thread 1.1. */
const VERSION = 2;

export class MleAgent {
  readonly dissemination: Dissemination;
  readonly survey: RadioSurvey;
  readonly #node: MeshNode;
  readonly #world: World;
  readonly #socket: MleSocket;
  readonly #attacher: Attacher;
  readonly #parenthood: Parenthood;

  constructor(node: MeshNode, world: World) {
    this.#node = node;
    this.#world = world;
    this.#socket = new MleSocket(node, {
      plain: (message, from) => this.#plain(message, from),
      authentic: (command, fields, from) => this.#authentic(command, fields, from),
    });
    this.dissemination = new Dissemination(node, this.#socket, world);
    this.#attacher = new Attacher(node, this.#socket, this.dissemination, world);
    this.survey = new SimulatedSurvey(node, this.#socket, world);
    this.#parenthood = new Parenthood(node, this.#socket, this.dissemination, world);
  }

  /** @throws E_THREAD_ATTACH */
  attach(options?: AttachOptions): Promise<void> {
    return this.#attacher.attach(options);
  }

  /** For a node that has become a router. */
  startRouting(): void {
    this.dissemination.start();
  }

  stop(): void {
    this.#attacher.cancel();
    this.dissemination.stop();
  }

  #plain(message: MleMessage, from: FromNeighbour): void {
    if (this.#node.state !== 'router' || message.command !== MLE_COMMANDS.discoveryRequest) return;
    const query = readOrUndefined(new Uint8Array(0), () => readDiscoveryRequest(message));
    const { dataset } = this.#node;
    if (query === undefined || dataset === undefined) return;
    const { exceptExtendedPanId, joiner } = query;
    if (exceptExtendedPanId !== undefined && bytesEqual(exceptExtendedPanId, dataset.extendedPanId)) return;
    const commissioning = this.#commissioning();
    // Joiners are answered only while somebody may join.
    if (joiner && !isSteering(commissioning)) return;
    this.#world.timer.after(this.#world.dice.next() * DISCOVERY_SPREAD, () => this.#answerDiscovery(from));
  }

  #answerDiscovery({ source, panId }: FromNeighbour): void {
    const { dataset, state } = this.#node;
    if (dataset === undefined || state !== 'router') return;
    const commissioning = this.#commissioning();
    const { steeringData, joinerUdpPort = DEFAULT_JOINER_UDP_PORT } = commissioning;
    const nativeCommissioner = dataset.securityPolicy.nativeCommissioning;
    this.#socket.sendPlain(
      source,
      discoveryResponse({
        version: VERSION,
        nativeCommissioner,
        extendedPanId: dataset.extendedPanId,
        networkName: dataset.networkName,
        steeringData: isSteering(commissioning) ? steeringData : undefined,
        joinerUdpPort,
        commissionerUdpPort: nativeCommissioner ? this.#node.commissionerUdpPort : undefined,
      }),
      panId,
    );
  }

  #commissioning(): CommissionerDataset {
    return readOrUndefined(this.#node.network.commissioningData, decodeCommissionerDataset) ?? {};
  }

  #authentic(command: number, fields: MleFields, from: FromNeighbour): void {
    const isRouter = this.#node.state === 'router';
    if (command === MLE_COMMANDS.parentResponse) this.#attacher.hearParentResponse(fields, from);
    else if (command === MLE_COMMANDS.childIdResponse) this.#attacher.hearChildIdResponse(fields, from);
    else if (command === MLE_COMMANDS.childUpdateResponse) this.#attacher.hearChildUpdateResponse(fields);
    else if (command === MLE_COMMANDS.parentRequest && isRouter) this.#parenthood.answerParentRequest(fields, from);
    else if (command === MLE_COMMANDS.childIdRequest && isRouter) this.#parenthood.answerChildIdRequest(fields, from);
    else if (command === MLE_COMMANDS.childUpdateRequest && isRouter)
      this.#parenthood.answerChildUpdateRequest(fields, from);
    else if (command === MLE_COMMANDS.dataRequest && isRouter) this.dissemination.answerDataRequest(from);
    else if (!this.#isKnown(from)) return;
    else if (command === MLE_COMMANDS.advertisement) this.dissemination.hearAdvertisement(fields, from);
    else if (command === MLE_COMMANDS.dataResponse) this.dissemination.apply(fields);
  }

  /** What spreads is taken from routers, and by children from their parent. */
  #isKnown({ sender }: FromNeighbour): boolean {
    if (this.#node.state === 'router') return this.#world.directory.routerByExtended(sender) !== undefined;
    return this.#node.neighbours.byExtended(sender)?.kind === 'parent';
  }
}

function isSteering({ steeringData, borderAgentLocator }: CommissionerDataset): boolean {
  return borderAgentLocator !== undefined && steeringData?.some((byte) => byte !== 0) === true;
}
