/** Asks policy at the enforcement point E.2 on behalf of a network, and fails closed. */

import type { Clock } from '@sallyport/core';
import { type Authorizer, decideOrDeny } from '../authorizer.ts';
import { type Decision, deny, type Obligation } from '../decision.ts';
import type { AdmissionAttempt } from './adapter.ts';

/** Type of an obligation to whether the network can keep this value. What is not in it is not promised. */
export type ObligationRules = Readonly<Record<string, (value: string) => boolean>>;

export interface GateOptions {
  readonly network: string;
  readonly authorizer: Authorizer;
  readonly obligations: ObligationRules;
  /** Policy failed; the device was refused. */
  readonly failed: (thrown: unknown) => void;
}

export class AdmissionGate {
  readonly #options: GateOptions;
  readonly #clock: Clock;

  constructor(options: GateOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  /** Never rejects. A permission under a condition that the network cannot keep is no permission. */
  async ask({ session, device, facts }: AdmissionAttempt): Promise<Decision> {
    const { authorizer, network, failed } = this.#options;
    const at = this.#clock.now();
    const request = { point: 'E.2', protocol: network, session, device, facts, at } as const;
    const decision = await decideOrDeny(authorizer, request, failed);
    if (decision.outcome !== 'permit') return decision;
    const objection = this.objectionTo(decision.obligations);
    return objection === undefined ? decision : deny(objection, { fixable: true, proof: decision.proof });
  }

  /** Why the network cannot be obliged to these, or undefined. */
  objectionTo(obligations: readonly Obligation[]): string | undefined {
    const rules = new Map(Object.entries(this.#options.obligations));
    const values = new Map<string, string>();
    for (const { type, value } of obligations) {
      const rule = rules.get(type);
      if (rule === undefined) return `this network cannot be obliged to ${type}`;
      if (!rule(value)) return `the value of the obligation ${type} is not one that this network can keep`;
      if ((values.get(type) ?? value) !== value) return `two obligations ${type} differ`;
      values.set(type, value);
    }
    return undefined;
  }
}
