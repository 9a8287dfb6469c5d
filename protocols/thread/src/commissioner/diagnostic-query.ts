/** One query of Network Diagnostics that is out, and what was heard of it (Thread 1.1.1 §10.11.3). */

import { AnswerParts } from '../diagnostics/parts.ts';
import { isRoutingLocator, locatorOf } from '../node/addresses.ts';
import { readOrUndefined } from '../node/read.ts';
import { decodeDiagnosticAnswer, type NodeDiagnostics } from '../tmf/diagnostic-get.ts';
import type { NodeRequest } from './link.ts';

/** Nodes whose answers are kept: a mesh has 32 routers, and 64 ids for them. */
const MAX_NODES = 128;

export interface DiagnosticQueryOptions {
  readonly id: number;
  readonly meshLocalPrefix: Uint8Array;
  /** Where it goes: to a node or a group. */
  readonly to: string;
  /** Called with what a node said, once that is all. */
  readonly whole?: (said: NodeDiagnostics) => void;
}

export class DiagnosticQuery {
  readonly #id: number;
  readonly #prefix: Uint8Array;
  /** Of the node that was asked; undefined for a group, and for an address that does not say which node it is. */
  readonly #only: number | undefined;
  readonly #heard = new Map<number, AnswerParts>();
  readonly #whole: (said: NodeDiagnostics) => void;

  constructor({ id, meshLocalPrefix, to, whole = () => undefined }: DiagnosticQueryOptions) {
    this.#id = id;
    this.#prefix = meshLocalPrefix;
    const locator = locatorOf(meshLocalPrefix, to);
    this.#only = locator !== undefined && isRoutingLocator(locator) ? locator : undefined;
    this.#whole = whole;
  }

  /** What the nodes said, by their locators; of a node that was cut off, what there is. */
  get answers(): ReadonlyMap<number, NodeDiagnostics> {
    return new Map([...this.#heard].map(([locator, parts]) => [locator, parts.answer]));
  }

  /** DIAG_GET.ans of a node; false where it answers nothing that was asked. */
  hear({ from, payload }: NodeRequest): boolean {
    const said = readOrUndefined(payload, decodeDiagnosticAnswer);
    if (said === undefined) return false;
    const { queryId, rloc16 } = said;
    // Nodes before Thread 1.4 do not know numbers of queries.
    if (queryId !== undefined && queryId !== this.#id) return false;
    const locator = locatorOf(this.#prefix, from);
    // A node speaks for itself alone.
    if (locator === undefined || (rloc16 !== undefined && rloc16 !== locator)) return false;
    if (this.#only !== undefined && this.#only !== locator) return false;
    const known = this.#heard.get(locator);
    if (known === undefined && this.#heard.size >= MAX_NODES) return false;
    const parts = known ?? new AnswerParts();
    if (!parts.take(said)) return false;
    this.#heard.set(locator, parts);
    if (parts.isWhole) this.#whole(parts.answer);
    return true;
  }
}
