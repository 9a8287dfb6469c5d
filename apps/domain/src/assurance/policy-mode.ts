/** Who decides: the owner's lists, or claims. It stands in the log, so that it survives restarts and is the same at every replica. */

import type { LogStore } from '@sallyport/store';
import { POLICY_ADOPTED, POLICY_DROPPED } from './events.ts';
import { IN_FORCE, POLICY, type PolicyRow } from './register.ts';

export const POLICY_STREAM = 'policy';

export class PolicyMode {
  readonly #store: LogStore;
  /** Of the stream, when the row was last read. */
  #version = -1;
  #row: PolicyRow | undefined;

  constructor(store: LogStore) {
    this.#store = store;
  }

  /** The policy in force, with everything that was durable when this was called; undefined while the lists decide. @throws E_STORE_… */
  async current(): Promise<PolicyRow | undefined> {
    const version = await this.#store.streamVersion(POLICY_STREAM);
    if (version !== this.#version) {
      this.#row = await this.#store.table(POLICY).get(IN_FORCE);
      this.#version = version;
    }
    return this.#row;
  }

  /** @throws E_STORE_… */
  async adopt(policy: string, rules: readonly string[]): Promise<void> {
    await this.#store.append([POLICY_ADOPTED.create(POLICY_STREAM, { policy, rules: [...rules] })]);
  }

  /** @throws E_STORE_… */
  async drop(policy: string): Promise<void> {
    await this.#store.append([POLICY_DROPPED.create(POLICY_STREAM, { policy })]);
  }
}
