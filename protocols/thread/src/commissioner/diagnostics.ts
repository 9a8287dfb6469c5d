/**
 * Asking nodes what they are and whom they know: DIAG_GET and DIAG_RST as a Commissioner sends them, to one node or to a group
 * (Thread 1.1.1 §10.11), and the mesh put together from the answers.
 */

import { type Milliseconds, SECOND, type Timer, within } from '@sallyport/core';
import { type MeshTopology, topologyOf } from '../diagnostics/topology.ts';
import { REALM_LOCAL_ALL_ROUTERS } from '../node/addresses.ts';
import { fail } from '../node/errors.ts';
import { readResponse } from '../node/responses.ts';
import { TLVS } from '../tlv/table.ts';
import { decodeDiagnosticAnswer, encodeDiagnosticGet, type NodeDiagnostics } from '../tmf/diagnostic-get.ts';
import { TMF_URIS } from '../tmf/uris.ts';
import { DiagnosticQuery } from './diagnostic-query.ts';
import type { CommissionerLink, NodeRequest } from './link.ts';
import type { Management } from './management.ts';
import { OF_ROUTERS, TOPOLOGY_LIMITS, type TopologyLimits, TopologyWalk } from './topology-walk.ts';

const QUERY_PATIENCE: Milliseconds = 15 * SECOND;
/** A query is not confirmed, so that it is sent again to a node that is silent. */
const QUERY_TRIES = 3;
const MAX_QUERY_ID = 0xffff;

export interface DiagnosticsOptions {
  readonly link: () => CommissionerLink;
  /** @throws E_THREAD_STATE unless this is the active Commissioner: answers come to its anycast locator */
  readonly requireActive: () => void;
  readonly management: Management;
  readonly timer: Timer;
}

export class Diagnostics {
  readonly #options: DiagnosticsOptions;
  #isBusy = false;
  #queryId = 0;
  /** The one that is out. */
  #query: DiagnosticQuery | undefined;

  constructor(options: DiagnosticsOptions) {
    this.#options = options;
  }

  /**
   * What the node at `address` says in one message; `types` are those of {@link DIAGNOSTIC_TLVS}. Children and neighbours in detail are
   * had by {@link query} alone.
   * @throws E_THREAD_STATE, E_THREAD_RESPONSE, E_THREAD_TLV_…, E_COAP_TIMEOUT, E_THREAD_CLOSED
   */
  async get(address: string, types: readonly number[]): Promise<NodeDiagnostics> {
    return decodeDiagnosticAnswer(await this.#request(address, TMF_URIS.DIAG_GET_REQ, types));
  }

  /**
   * What the node at `address` says, in as many messages as it takes.
   * @throws E_THREAD_STATE, E_THREAD_BUSY, E_THREAD_SILENT, E_THREAD_CLOSED, and as {@link get} when the mesh-local prefix cannot be had
   */
  query(address: string, types: readonly number[], patience: Milliseconds = QUERY_PATIENCE): Promise<NodeDiagnostics> {
    return this.#alone(async () => {
      const prefix = await this.#prefix();
      const { promise, resolve } = Promise.withResolvers<NodeDiagnostics>();
      const { ask } = this.#begin(prefix, address, types, resolve);
      for (let tries = 0; tries < QUERY_TRIES; tries++) {
        ask();
        const said = await within(this.#options.timer, patience / QUERY_TRIES, promise);
        if (said !== undefined) return said;
      }
      throw fail('E_THREAD_SILENT', `${address} did not answer the query, or not all of it`);
    });
  }

  /**
   * What the nodes of a group say within `span`, by their locators. Nothing tells who is missing.
   * @throws as {@link query}, but for E_THREAD_SILENT
   */
  queryGroup(
    group: string,
    types: readonly number[],
    span: Milliseconds,
  ): Promise<ReadonlyMap<number, NodeDiagnostics>> {
    return this.#alone(async () => this.#gather(await this.#prefix(), group, types, span));
  }

  /**
   * Has the node at `address` count anew what these TLVs count: MAC counters, MLE counters.
   * @throws as {@link get}
   */
  async reset(address: string, types: readonly number[]): Promise<void> {
    await this.#request(address, TMF_URIS.DIAG_RST, types);
  }

  /**
   * The mesh as its nodes describe it at the moment. Routers are asked all together, then one by one where they were not heard; then
   * children that hear always. Who does not answer is in `silent`, and the rest is shown.
   * @throws E_THREAD_STATE, E_THREAD_BUSY, and as {@link get} when not even the mesh-local prefix can be had
   */
  topology(limits: Partial<TopologyLimits> = {}): Promise<MeshTopology> {
    return this.#alone(async () => {
      const { management, timer } = this.#options;
      const bounds = { ...TOPOLOGY_LIMITS, ...limits };
      let isOver = false;
      const cancel = timer.after(bounds.total, () => {
        isOver = true;
      });
      try {
        const prefix = await this.#prefix();
        const get = (address: string, types: readonly number[]) => this.get(address, types);
        const heard = await this.#gather(prefix, REALM_LOCAL_ALL_ROUTERS, OF_ROUTERS, bounds.gathering);
        const walk = new TopologyWalk({ heard, get, prefix, timer, limits: bounds, isOver: () => isOver });
        await walk.routers();
        await walk.children();
        await walk.makers();
        const { borderAgentLocator } = await management.getCommissionerDataset();
        return topologyOf({ answers: walk.answers, asked: walk.asked, borderAgentLocator });
      } finally {
        cancel();
      }
    });
  }

  /** DIAG_GET.ans of a node; false for another request, or when nobody asked. */
  hear(request: NodeRequest): boolean {
    return request.path === TMF_URIS.DIAG_GET_ANS && this.#query?.hear(request) === true;
  }

  async #request(address: string, path: string, types: readonly number[]): Promise<Uint8Array> {
    const { link, requireActive } = this.#options;
    requireActive();
    return readResponse(await link().askNode(address, path, encodeDiagnosticGet({ types })));
  }

  async #gather(
    prefix: Uint8Array,
    group: string,
    types: readonly number[],
    span: Milliseconds,
  ): Promise<ReadonlyMap<number, NodeDiagnostics>> {
    const { query, ask } = this.#begin(prefix, group, types);
    ask();
    await new Promise<void>((resolve) => {
      this.#options.timer.after(span, resolve);
    });
    return query.answers;
  }

  #begin(prefix: Uint8Array, to: string, types: readonly number[], whole?: (said: NodeDiagnostics) => void) {
    this.#queryId = (this.#queryId + 1) & MAX_QUERY_ID;
    const query = new DiagnosticQuery({
      ...{ id: this.#queryId, meshLocalPrefix: prefix, to },
      ...(whole === undefined ? {} : { whole }),
    });
    this.#query = query;
    const payload = encodeDiagnosticGet({ types, queryId: this.#queryId });
    return { query, ask: () => this.#options.link().tellNodes(to, TMF_URIS.DIAG_GET_QRY, payload) };
  }

  async #prefix(): Promise<Uint8Array> {
    const prefix = (await this.#options.management.getActiveDataset(TLVS.meshLocalPrefix)).get(TLVS.meshLocalPrefix);
    if (prefix === undefined) throw fail('E_THREAD_RESPONSE', 'the network does not say its mesh-local prefix');
    return prefix;
  }

  /** One query at a time: answers of nodes before Thread 1.4 do not say which they answer. */
  async #alone<T>(work: () => Promise<T>): Promise<T> {
    this.#options.requireActive();
    if (this.#isBusy) throw fail('E_THREAD_BUSY', 'another query of the network’s nodes is under way');
    this.#isBusy = true;
    try {
      return await work();
    } finally {
      this.#isBusy = false;
      this.#query = undefined;
    }
  }
}
