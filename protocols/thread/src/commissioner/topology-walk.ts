/** One look at a mesh by a Commissioner: who is asked, and what came of it. */

import { isSallyportError, type Milliseconds, SECOND, type Timer, within } from '@sallyport/core';
import { merged } from '../diagnostics/parts.ts';
import { DIAGNOSTIC_TLVS } from '../diagnostics/table.ts';
import { isRouter, routersIn } from '../diagnostics/topology.ts';
import { LEADER_ALOC16, locatorAddress } from '../node/addresses.ts';
import type { NodeDiagnostics } from '../tmf/diagnostic-get.ts';

export interface TopologyLimits {
  /** How long answers of the group are gathered. */
  readonly gathering: Milliseconds;
  /** How long one node may take that is asked by itself. */
  readonly patience: Milliseconds;
  /** After this no further node is asked. */
  readonly total: Milliseconds;
  /** Nodes asked at a time, one by one. */
  readonly atOnce: number;
  /** Children asked for their own words: those that hear always. */
  readonly maxChildren: number;
}

export const TOPOLOGY_LIMITS: TopologyLimits = {
  gathering: 2 * SECOND,
  patience: 5 * SECOND,
  total: 20 * SECOND,
  atOnce: 4,
  maxChildren: 64,
};

const { extendedAddress, address16, mode, connectivity, route64, leaderData, childTable } = DIAGNOSTIC_TLVS;
/** What nodes of every version know: an old node that is asked for more does not answer at all. */
export const OF_ROUTERS = typesOf(extendedAddress, address16, mode, connectivity, route64, leaderData, childTable);
const OF_CHILDREN = typesOf(extendedAddress, address16, mode);
/** What newer nodes tell beside it. */
const OF_MAKERS = typesOf(
  DIAGNOSTIC_TLVS.eui64,
  DIAGNOSTIC_TLVS.version,
  DIAGNOSTIC_TLVS.vendorName,
  DIAGNOSTIC_TLVS.vendorModel,
  DIAGNOSTIC_TLVS.vendorSwVersion,
);

function typesOf(...definitions: readonly { readonly type: number }[]): readonly number[] {
  return definitions.map(({ type }) => type);
}

/** So many that answered before and not to this: the network is of nodes that do not know it. */
const TOO_OLD = 3;

export interface WalkOptions {
  /** What routers said that were asked all together, by their locators. */
  readonly heard: ReadonlyMap<number, NodeDiagnostics>;
  readonly get: (address: string, types: readonly number[]) => Promise<NodeDiagnostics>;
  readonly prefix: Uint8Array;
  readonly timer: Timer;
  readonly limits: TopologyLimits;
  /** No further node is asked. */
  readonly isOver: () => boolean;
}

/** One look at a mesh. */
export class TopologyWalk {
  readonly answers: Map<number, NodeDiagnostics>;
  readonly asked = new Set<number>();
  readonly #options: WalkOptions;

  constructor(options: WalkOptions) {
    this.#options = options;
    this.answers = new Map(options.heard);
  }

  /** Those that nobody heard, for as long as answers name further ones. */
  async routers(): Promise<void> {
    if (this.answers.size === 0) await this.#askLeader();
    for (;;) {
      const missing = [...routersIn(this.answers)].filter(
        (rloc16) => !this.answers.has(rloc16) && !this.asked.has(rloc16),
      );
      for (const rloc16 of routersIn(this.answers)) this.asked.add(rloc16);
      if (missing.length === 0 || this.#options.isOver()) return;
      await this.#askAll(missing, OF_ROUTERS);
    }
  }

  async children(): Promise<void> {
    const children = [...this.answers]
      .flatMap(([rloc16, { childTable: entries = [] }]) =>
        entries.filter((entry) => entry.mode.receiverOnWhenIdle).map(({ childId }) => rloc16 | childId),
      )
      .slice(0, this.#options.limits.maxChildren);
    for (const child of children) this.asked.add(child);
    await this.#askAll(children, OF_CHILDREN);
  }

  /** Of those that answered. Older nodes do not know these, so that their silence says nothing. */
  async makers(): Promise<void> {
    let silent = 0;
    await this.#askAll([...this.answers.keys()], OF_MAKERS, (said) => {
      silent = said === undefined ? silent + 1 : 0;
      return silent < TOO_OLD;
    });
  }

  /** Whoever is the Leader names all routers. Its own locator it says itself. */
  async #askLeader(): Promise<void> {
    const said = await this.#ask(LEADER_ALOC16, OF_ROUTERS);
    if (said?.rloc16 !== undefined && isRouter(said.rloc16)) this.answers.set(said.rloc16, said);
  }

  async #askAll(
    locators: readonly number[],
    types: readonly number[],
    goesOn: (said: NodeDiagnostics | undefined) => boolean = () => true,
  ): Promise<void> {
    const left = [...locators];
    const next = async (): Promise<void> => {
      for (let rloc16 = left.shift(); rloc16 !== undefined; rloc16 = left.shift()) {
        if (this.#options.isOver()) return;
        const said = await this.#ask(rloc16, types);
        if (!goesOn(said)) left.length = 0;
        if (said === undefined || (said.rloc16 !== undefined && said.rloc16 !== rloc16)) continue;
        this.answers.set(rloc16, merged(this.answers.get(rloc16), said));
      }
    };
    await Promise.all(Array.from({ length: this.#options.limits.atOnce }, next));
  }

  /** Undefined where nothing came that can be read. */
  async #ask(rloc16: number, types: readonly number[]): Promise<NodeDiagnostics | undefined> {
    try {
      const { get, prefix, timer, limits } = this.#options;
      return await within(timer, limits.patience, get(locatorAddress(prefix, rloc16), types));
    } catch (thrown) {
      if (!isSallyportError(thrown)) throw thrown;
      return undefined;
    }
  }
}
