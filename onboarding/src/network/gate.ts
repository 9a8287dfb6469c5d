/** Asks policy at the enforcement point E.2 on behalf of a network, and fails closed. */

import type { Clock } from '@sallyport/core';
import { type AuthorizationRequest, type Authorizer, decideOrDeny, deniedAlready } from '../authorizer.ts';
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
  async ask(attempt: AdmissionAttempt): Promise<Decision> {
    return this.#decide(this.#requestFor(attempt));
  }

  /** The same for whoever keeps nobody waiting: what turns other decisions is judged before. */
  async askBehind(attempt: AdmissionAttempt): Promise<Decision> {
    return this.#decide({ ...this.#requestFor(attempt), canWait: true });
  }

  /** Which of these a decision denies that was made before and stands. Of the others nobody knows: ask. Never rejects. */
  deniedAlready(attempts: readonly AdmissionAttempt[]): Promise<readonly boolean[]> {
    const { authorizer, failed } = this.#options;
    const requests = attempts.map((attempt) => this.#requestFor(attempt));
    return deniedAlready(authorizer, requests, failed);
  }

  #requestFor({ session, device, facts }: AdmissionAttempt): AuthorizationRequest {
    const at = this.#clock.now();
    return { point: 'E.2', protocol: this.#options.network, session, device, facts, at };
  }

  async #decide(request: AuthorizationRequest): Promise<Decision> {
    const { authorizer, failed } = this.#options;
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
