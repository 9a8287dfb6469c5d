/** Who is in the classes of peers that MUD files name: names by what they resolve to, the rest by the owner's word. */

import { resolve4, resolve6 } from 'node:dns/promises';
import { LearnedNames, type MudPolicy, type PeerMembers } from '@sallyport/assurance-behaviour';
import { type Clock, SECOND } from '@sallyport/core';
import type { MudOptions } from './mud-options.ts';

export interface ResolvedName {
  readonly address: string;
  /** In seconds. */
  readonly ttl: number;
}

/** A port: the addresses of a host name, of both families. Rejects when it cannot be resolved. */
export type ResolveName = (name: string) => Promise<readonly ResolvedName[]>;

/** Names are not asked for again within this time, whatever their time to live. */
const LEAST_TTL = 30;

export class MudPeers {
  readonly #options: MudOptions;
  readonly #names: LearnedNames;
  readonly #resolve: ResolveName;

  constructor(options: MudOptions, clock: Clock, resolve: ResolveName = resolveBoth) {
    this.#options = options;
    this.#names = new LearnedNames({ clock });
    this.#resolve = resolve;
  }

  /** Of `manufacturer` and `model` nothing is known: this domain does not keep who has which address for them. */
  readonly members: PeerMembers = (peer) => {
    switch (peer.kind) {
      case 'name':
        return this.#names.addressesOf(peer.name);
      case 'local-networks':
        return this.#options.localNetworks;
      case 'controller':
        return this.#options.controllers?.[peer.uri];
      case 'my-controller':
        return this.#options.controllers?.[peer.url];
      case 'manufacturer':
      case 'model':
        return undefined;
    }
  };

  /** Has the names of a policy resolved; one that cannot be stays unknown, and nothing is permitted by it. */
  async learn({ fromDevice, toDevice }: MudPolicy): Promise<void> {
    const names = new Set(
      [...fromDevice, ...toDevice].flatMap(({ peers }) =>
        peers.flatMap((peer) => (peer.kind === 'name' ? [peer.name] : [])),
      ),
    );
    await Promise.all([...names].map((name) => this.#learnName(name)));
  }

  async #learnName(name: string): Promise<void> {
    if ((this.#names.addressesOf(name) ?? []).length > 0) return;
    const found = await this.#resolve(name).catch(() => []);
    if (found.length === 0) return;
    const ttl = Math.max(LEAST_TTL, Math.min(...found.map((each) => each.ttl)));
    this.#names.learn(
      name,
      found.map(({ address }) => address),
      ttl * SECOND,
    );
  }
}

async function resolveBoth(name: string): Promise<readonly ResolvedName[]> {
  const answers = await Promise.allSettled([resolve4(name, { ttl: true }), resolve6(name, { ttl: true })]);
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
}
