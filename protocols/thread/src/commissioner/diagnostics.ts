/**
 * Asking nodes what they are and whom they know: DIAG_GET as a Commissioner sends it, to one node or to a group (Thread 1.1.1 §10.11.2,
 * §10.11.3), and the mesh put together from the answers.
 */

import type { Milliseconds, Timer } from '@sallyport/core';
import { type MeshTopology, topologyOf } from '../diagnostics/topology.ts';
import { locatorOf, REALM_LOCAL_ALL_ROUTERS } from '../node/addresses.ts';
import { fail } from '../node/errors.ts';
import { readOrUndefined } from '../node/read.ts';
import { readResponse } from '../node/responses.ts';
import { TLVS } from '../tlv/table.ts';
import { decodeDiagnosticAnswer, encodeDiagnosticGet, type NodeDiagnostics } from '../tmf/diagnostic-get.ts';
import { TMF_URIS } from '../tmf/uris.ts';
import type { CommissionerLink, NodeRequest } from './link.ts';
import type { Management } from './management.ts';
import { merged, OF_ROUTERS, TOPOLOGY_LIMITS, type TopologyLimits, TopologyWalk } from './topology-walk.ts';

/** Answers to one query that are kept: a mesh has 32 routers, and 64 ids for them. */
const MAX_ANSWERS = 128;

interface Gathering {
  readonly prefix: Uint8Array;
  readonly answers: Map<number, NodeDiagnostics>;
}

export interface DiagnosticsOptions {
  readonly link: () => CommissionerLink;
  /** @throws E_THREAD_STATE unless this is the active Commissioner: answers come to its anycast locator */
  readonly requireActive: () => void;
  readonly management: Management;
  readonly timer: Timer;
}

export class Diagnostics {
  readonly #options: DiagnosticsOptions;
  /** While a query is out. */
  #gathering: Gathering | undefined;

  constructor(options: DiagnosticsOptions) {
    this.#options = options;
  }

  /**
   * What the node at `address` says; `types` are those of {@link DIAGNOSTIC_TLVS}.
   * @throws E_THREAD_STATE, E_THREAD_RESPONSE, E_THREAD_TLV_…, E_COAP_TIMEOUT, E_THREAD_CLOSED
   */
  async get(address: string, types: readonly number[]): Promise<NodeDiagnostics> {
    const { link, requireActive } = this.#options;
    requireActive();
    const response = await link().askNode(address, TMF_URIS.DIAG_GET_REQ, encodeDiagnosticGet({ types }));
    return decodeDiagnosticAnswer(readResponse(response));
  }

  /**
   * The mesh as its nodes describe it at the moment. Routers are asked all together, then one by one where they were not heard; then
   * children that hear always. Who does not answer is in `silent`, and the rest is shown.
   * @throws E_THREAD_STATE, E_THREAD_BUSY, and as {@link get} when not even the mesh-local prefix can be had
   */
  async topology(limits: Partial<TopologyLimits> = {}): Promise<MeshTopology> {
    const { management, requireActive, timer } = this.#options;
    const bounds = { ...TOPOLOGY_LIMITS, ...limits };
    requireActive();
    if (this.#gathering !== undefined) throw fail('E_THREAD_BUSY', 'the topology is being looked at');
    const gathering: Gathering = { prefix: new Uint8Array(0), answers: new Map() };
    this.#gathering = gathering;
    let isOver = false;
    const cancel = timer.after(bounds.total, () => {
      isOver = true;
    });
    try {
      const prefix = (await management.getActiveDataset(TLVS.meshLocalPrefix)).get(TLVS.meshLocalPrefix);
      if (prefix === undefined) throw fail('E_THREAD_RESPONSE', 'the network does not say its mesh-local prefix');
      const get = (address: string, types: readonly number[]) => this.get(address, types);
      const walk = new TopologyWalk({ get, prefix, timer, limits: bounds, isOver: () => isOver });
      this.#gathering = { prefix, answers: walk.answers };
      await this.#query(REALM_LOCAL_ALL_ROUTERS, OF_ROUTERS, bounds.gathering);
      await walk.routers();
      await walk.children();
      await walk.makers();
      const { borderAgentLocator } = await management.getCommissionerDataset();
      return topologyOf({ answers: walk.answers, asked: walk.asked, borderAgentLocator });
    } finally {
      this.#gathering = undefined;
      cancel();
    }
  }

  /** DIAG_GET.ans of a node; false for another request, or when nobody asked. */
  hear({ path, from, payload }: NodeRequest): boolean {
    if (path !== TMF_URIS.DIAG_GET_ANS || this.#gathering === undefined) return false;
    const { prefix, answers } = this.#gathering;
    const said = readOrUndefined(payload, decodeDiagnosticAnswer);
    if (said === undefined || prefix.length === 0) return false;
    const locator = locatorOf(prefix, from);
    // A node speaks for itself alone.
    if (locator === undefined || (said.rloc16 !== undefined && said.rloc16 !== locator)) return false;
    const known = answers.get(locator);
    if (known === undefined && answers.size >= MAX_ANSWERS) return false;
    answers.set(locator, merged(known, said));
    return true;
  }

  async #query(group: string, types: readonly number[], span: Milliseconds): Promise<void> {
    this.#options.link().tellNodes(group, TMF_URIS.DIAG_GET_QRY, encodeDiagnosticGet({ types }));
    await new Promise<void>((resolve) => {
      this.#options.timer.after(span, resolve);
    });
  }
}
