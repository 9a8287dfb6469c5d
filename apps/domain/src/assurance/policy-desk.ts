/** The owner's policy: shipped rules put in force as claims that the owner signs, and can read, replace and add to. */

import type { RuleClaim } from '@sallyport/assurance-continuous';
import type { ShippedPolicy } from '@sallyport/assurance-policy';
import { isSallyportError } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { AssuranceHost } from './assurance-host.ts';
import type { ClaimDesk } from './claim-desk.ts';
import type { ClaimKeys } from './claim-keys.ts';
import type { HouseDatabots } from './databots.ts';
import type { PartyNames } from './party-names.ts';
import { type NewRule, PolicySteps } from './policy-acts.ts';
import type { PolicyAnswer, ShippedAnswer } from './policy-answers.ts';
import { changePolicy, type PolicyPlan } from './policy-change.ts';
import { type PolicyMode, policyAdopted, policyDropped } from './policy-mode.ts';

export interface PolicyDeskOptions {
  readonly host: AssuranceHost;
  readonly desk: ClaimDesk;
  readonly keys: ClaimKeys;
  readonly mode: PolicyMode;
  readonly databots: HouseDatabots;
  readonly names: PartyNames;
}

/** Each try but the last is followed by another where somebody else changed the policy in between. */
const MOST_TRIES = 5;

export class PolicyDesk {
  readonly #options: PolicyDeskOptions;
  readonly #steps: PolicySteps;
  /** One change at a time: each begins with what the one before left. */
  #changing: Promise<unknown> = Promise.resolve();

  constructor(options: PolicyDeskOptions) {
    this.#options = options;
    this.#steps = new PolicySteps(options);
  }

  /** The steps of a change, which a dry run goes, too. */
  get steps(): PolicySteps {
    return this.#steps;
  }

  /**
   * Puts a shipped policy in force in place of the one before: its rules, who decides, and what takes the former rules back, in one
   * step. Where one of the rules would be refused, nothing is changed.
   * @throws E_DOMAIN_POLICY when there is no such policy or a rule would be refused; E_CLAIMS_…, E_STORE_…
   */
  adopt(policy: string, by?: string): Promise<void> {
    return this.#inTurn(async () => {
      const shipped = await shippedPolicy(policy);
      await this.#change(by, async (acts, before) =>
        policyAdopted(policy, await this.#steps.adopt(shipped, before, acts)),
      );
      await this.#options.databots.refresh();
    });
  }

  /** Lets the accept lists decide again, and takes the adopted rules back. @throws E_DOMAIN_POLICY when none is in force */
  drop(by?: string): Promise<void> {
    return this.#inTurn(() =>
      this.#change(by, async (acts, before) => policyDropped((await this.#steps.drop(before, acts)).policy)),
    );
  }

  /** Puts a rule of the owner in the place of the owner's rule of that name, or adds it. @throws E_DOMAIN_POLICY, E_CLAIMS_… */
  replace(rule: NewRule, by?: string): Promise<void> {
    return this.#inTurn(() =>
      this.#change(by, async (acts, before) => {
        const { uri, former } = await this.#steps.replace(rule, acts);
        if (before === undefined || former === undefined || !before.rules.includes(former)) return undefined;
        return policyAdopted(before.policy, [...before.rules, uri]);
      }),
    );
  }

  /** Takes the owner's rule of this name back, with those whose place it took. @throws E_DOMAIN_POLICY when there is none */
  remove(rule: string, by?: string): Promise<void> {
    return this.#inTurn(() =>
      this.#change(by, async (acts, before) => {
        const gone = await this.#steps.remove(rule, acts);
        if (before?.rules.some((uri) => gone.includes(uri)) !== true) return undefined;
        return policyAdopted(
          before.policy,
          before.rules.filter((uri) => !gone.includes(uri)),
        );
      }),
    );
  }

  async show(): Promise<PolicyAnswer> {
    const { host, mode, names } = this.#options;
    const current = await mode.current();
    const rules = [...(await host.assurance()).rules()];
    const known = await names.namesOf(rules.map(({ by }) => by));
    const { SHIPPED_POLICIES, SHIPPED_RULES } = await import('@sallyport/assurance-policy');
    return {
      mode: current === undefined ? 'lists' : 'claims',
      policy: current?.policy ?? null,
      since: current === undefined ? null : new Date(current.since).toISOString(),
      rules: await Promise.all(
        rules.map(async (rule) => ({
          ...ruleJson(rule, current?.rules ?? []),
          byName: known.get(rule.by) ?? null,
          sentence: await names.readable(rule.standing.sentence),
          isShipped: rule.about !== undefined && SHIPPED_RULES.get(rule.name)?.about === rule.about,
        })),
      ),
      shipped: SHIPPED_POLICIES.map(({ name, about, rules }) => ({
        policy: name,
        about,
        rules: rules.map((rule) => rule.name),
      })),
    };
  }

  /** The texts of a shipped policy. @throws E_DOMAIN_POLICY */
  async shipped(policy: string): Promise<ShippedAnswer> {
    const { name, about, rules } = await shippedPolicy(policy);
    return {
      policy: name,
      about,
      rules: rules.map((rule) => ({ rule: rule.name, about: rule.about, source: rule.source })),
    };
  }

  /** A change may be planned anew where another replica changed the policy meanwhile. */
  async #change(by: string | undefined, plan: PolicyPlan): Promise<void> {
    const change = () => changePolicy(plan, this.#options, by === undefined ? {} : { by });
    for (let tries = 1; tries < MOST_TRIES; tries++) {
      try {
        return await change();
      } catch (thrown) {
        if (!isSallyportError(thrown, 'E_STORE_CONFLICT')) throw thrown;
      }
    }
    await change();
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#changing.then(work);
    this.#changing = turn.catch(() => undefined);
    return turn;
  }
}

/** @throws E_DOMAIN_POLICY */
export async function shippedPolicy(policy: string): Promise<ShippedPolicy> {
  // Loaded when a person asks for it.
  const { SHIPPED_POLICIES } = await import('@sallyport/assurance-policy');
  const shipped = SHIPPED_POLICIES.find(({ name }) => name === policy);
  if (shipped === undefined) throw fail('E_DOMAIN_POLICY', `no policy is shipped that is called ${policy}`);
  return shipped;
}

function ruleJson(
  { uri, name, by, about, source, standing, problem, replaces }: RuleClaim,
  adopted: readonly string[],
): Omit<PolicyAnswer['rules'][number], 'byName' | 'sentence' | 'isShipped'> {
  return {
    rule: name,
    uri,
    by,
    about: about ?? null,
    source,
    replaces: replaces ?? null,
    counts: standing.counts,
    reason: standing.reason,
    weight: standing.weight,
    isAdopted: adopted.includes(uri),
    problem:
      problem === undefined
        ? null
        : {
            code: problem.code,
            severity: problem.severity,
            sentence: problem.sentence,
            line: problem.line ?? null,
          },
  };
}
