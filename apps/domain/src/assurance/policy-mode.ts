/** Who decides: the owner's lists, or claims. It stands in the log, so that it survives restarts and is the same at every replica. */

import type { LogStore, NewEvent } from '@sallyport/store';
import { POLICY_ADOPTED, POLICY_DROPPED } from './events.ts';
import { IN_FORCE, POLICY, type PolicyRow } from './register.ts';

export const POLICY_STREAM = 'policy';

export interface PolicyStanding {
  readonly version: number;
  readonly row: PolicyRow | undefined;
}

export class PolicyMode {
  readonly #store: LogStore;
  /** The row as it was last read, with the version of the stream then. */
  #read: PolicyStanding = { version: -1, row: undefined };

  constructor(store: LogStore) {
    this.#store = store;
  }

  /** The policy in force, with everything that was durable when this was called; undefined while the lists decide. @throws E_STORE_… */
  async current(): Promise<PolicyRow | undefined> {
    return (await this.standing()).row;
  }

  /** The same with the version of {@link POLICY_STREAM} that it is of. @throws E_STORE_… */
  async standing(): Promise<PolicyStanding> {
    const version = await this.#store.streamVersion(POLICY_STREAM);
    if (version !== this.#read.version) this.#read = { version, row: await this.#store.table(POLICY).get(IN_FORCE) };
    return this.#read;
  }
}

/** To be appended with the claims that the policy is made of. */
export function policyAdopted(policy: string, rules: readonly string[]): NewEvent {
  return POLICY_ADOPTED.create(POLICY_STREAM, { policy, rules: [...rules] });
}

/** To be appended with what takes its rules back. */
export function policyDropped(policy: string): NewEvent {
  return POLICY_DROPPED.create(POLICY_STREAM, { policy });
}
