/** Ports of a wired or bridged network, in nftables. */

import { existsSync } from 'node:fs';
import type { DeviceAccess, Enforcer } from '@sallyport/assurance-ca-commands';
import { isSallyportError, type SallyportError, SECOND, type Timer } from '@sallyport/core';
import { runProgram } from '@sallyport/programs';
import { fail } from '../errors.ts';
import { changedRules, checkSettings, type NftablesSettings, wholeRules } from './nftables-rules.ts';
import { StationMap } from './station-map.ts';

export interface NftablesOptions extends NftablesSettings {
  readonly timer: Timer;
  /** Leases that could not be renewed; it is tried again, and the kernel shuts when they end. */
  readonly trouble: (error: SallyportError) => void;
  /** One transaction: all of it, or nothing. Default: `nft -f -`. */
  readonly run?: (script: string) => Promise<void>;
  /** Default: as the kernel says. */
  readonly hasInterface?: (name: string) => boolean;
}

export class NftablesPorts implements Enforcer {
  readonly canConstrain: boolean;
  readonly #options: NftablesOptions;
  readonly #run: (script: string) => Promise<void>;
  readonly #stations = new StationMap();
  #last: Promise<void> = Promise.resolve();
  #cancel = () => {};
  #isClosed = false;

  /** @throws E_ROUTER_ARGUMENT, E_ROUTER_RULES when there is no such interface */
  constructor(options: NftablesOptions) {
    checkSettings(options);
    // The kernel takes rules for interfaces to come, so that a name that is misspelt would not be noticed.
    const { hasInterface = isInterface } = options;
    for (const name of options.interfaces) {
      if (!hasInterface(name)) throw fail('E_ROUTER_RULES', `there is no interface ${name}`);
    }
    this.#options = options;
    this.#run = options.run ?? runNft;
    this.canConstrain = options.constrainedTo.length > 0;
  }

  /** @throws E_ROUTER_RULES, E_ROUTER_PROGRAM */
  replace(all: readonly DeviceAccess[]): Promise<void> {
    this.#stations.replace(all);
    return this.#whole();
  }

  /** @throws E_ROUTER_RULES, E_ROUTER_PROGRAM */
  change(some: readonly DeviceAccess[]): Promise<void> {
    const script = changedRules(this.#options, this.#stations.change(some));
    return script === '' ? Promise.resolve() : this.#transact(() => script);
  }

  /** Renews no leases any more: who is in stays in until its lease ends. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    await this.#last;
  }

  /** All rules and leases anew: so a table that somebody took away is there again. */
  #whole(): Promise<void> {
    this.#cancel();
    if (!this.#isClosed) this.#cancel = this.#options.timer.after(this.#options.lease / 3, () => this.#renew());
    return this.#transact(() => wholeRules(this.#options, this.#stations.all));
  }

  #renew(): void {
    this.#whole().catch((thrown: unknown) => {
      if (!isSallyportError(thrown)) throw thrown;
      this.#options.trouble(thrown);
    });
  }

  /** Transactions go to the kernel one after the other, each made when its turn comes. */
  #transact(script: () => string): Promise<void> {
    const done = this.#last.then(() => this.#run(script()));
    this.#last = done.catch(() => undefined);
    return done;
  }
}

function isInterface(name: string): boolean {
  return existsSync(`/sys/class/net/${name}`);
}

async function runNft(script: string): Promise<void> {
  const { status, complaint } = await runNamed(script);
  if (status !== 0) throw fail('E_ROUTER_RULES', `nftables took no rules: ${complaint || 'it did not answer'}`);
}

async function runNamed(script: string) {
  try {
    return await runProgram({ program: 'nft', args: ['-f', '-'], input: script, limit: 5 * SECOND });
  } catch (cause) {
    throw fail('E_ROUTER_PROGRAM', 'nft cannot be started', { cause });
  }
}
