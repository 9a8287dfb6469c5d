/** The owner's policy: shipped rules put in force as claims that the owner signs, and can read, replace and add to. */

import type { RuleClaim } from '@sallyport/assurance-continuous';
import type { ShippedPolicy } from '@sallyport/assurance-policy';
import { fail } from '../errors.ts';
import type { AssuranceHost } from './assurance-host.ts';
import type { ClaimDesk } from './claim-desk.ts';
import type { ClaimKeys } from './claim-keys.ts';
import type { HouseDatabots } from './databots.ts';
import type { PartyNames } from './party-names.ts';
import { type NewRule, type PolicyActs, PolicySteps } from './policy-acts.ts';
import type { PolicyAnswer, ShippedAnswer } from './policy-answers.ts';
import type { PolicyMode } from './policy-mode.ts';

export interface PolicyDeskOptions {
  readonly host: AssuranceHost;
  readonly desk: ClaimDesk;
  readonly keys: ClaimKeys;
  readonly mode: PolicyMode;
  readonly databots: HouseDatabots;
  readonly names: PartyNames;
}

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
   * Puts a shipped policy in force in place of the one before: its rules as claims first, then the change of who decides.
   * @throws E_DOMAIN_POLICY when there is no such policy or the claims do not count; E_CLAIMS_…, E_STORE_…
   */
  adopt(policy: string, by?: string): Promise<void> {
    return this.#inTurn(async () => {
      const shipped = await shippedPolicy(policy);
      const { mode, databots } = this.#options;
      const before = await mode.current();
      const acts = this.#acts(by);
      const rules = await this.#steps.prepare(shipped, acts);
      await mode.adopt(policy, rules);
      await databots.refresh();
      // What is new stands before what is old goes, so that no moment is without a policy.
      await takeBack(
        (before?.rules ?? []).filter((uri) => !rules.includes(uri)),
        acts,
      );
    });
  }

  /** Lets the accept lists decide again, and takes the adopted rules back. @throws E_DOMAIN_POLICY when none is in force */
  drop(by?: string): Promise<void> {
    return this.#inTurn(async () => {
      const { mode } = this.#options;
      const before = await mode.current();
      if (before === undefined) throw fail('E_DOMAIN_POLICY', 'the accept lists decide already');
      await mode.drop(before.policy);
      await takeBack(before.rules, this.#acts(by));
    });
  }

  /** Puts a rule of the owner in the place of the owner's rule of that name, or adds it. @throws E_DOMAIN_POLICY, E_CLAIMS_… */
  replace(rule: NewRule, by?: string): Promise<void> {
    return this.#inTurn(async () => {
      const { mode } = this.#options;
      const former = await this.#steps.ownRule(rule.rule);
      const uri = await this.#steps.replace(rule, this.#acts(by));
      const policy = await mode.current();
      if (policy === undefined) return;
      const isOfPolicy = former !== undefined && policy.rules.includes(former.uri);
      if (isOfPolicy) await mode.adopt(policy.policy, [...policy.rules, uri]);
    });
  }

  /** Takes the owner's rule of this name back, with those whose place it took. @throws E_DOMAIN_POLICY when there is none */
  remove(rule: string, by?: string): Promise<void> {
    return this.#inTurn(async () => {
      const { mode } = this.#options;
      const gone = await this.#steps.remove(rule, this.#acts(by));
      const policy = await mode.current();
      if (policy?.rules.some((uri) => gone.includes(uri)) !== true) return;
      await mode.adopt(
        policy.policy,
        policy.rules.filter((uri) => !gone.includes(uri)),
      );
    });
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

  /** For real. */
  #acts(by: string | undefined): PolicyActs {
    const { desk } = this.#options;
    const author = by === undefined ? {} : { by };
    return {
      make: async (wish) => {
        const { id } = await desk.make(wish, author);
        return wish.type === 'Rule' ? this.#requireInForce(String(wish.subject['rule']), id, author) : id;
      },
      retract: async (uri) => {
        await desk.retract(uri, 'the policy was changed', author);
      },
    };
  }

  /** A rule that inference refuses is taken back, so that the one in whose place it was put stays. Gives its URI. */
  async #requireInForce(rule: string, id: string, author: { readonly by?: string }): Promise<string> {
    const { desk, host } = this.#options;
    const assurance = await host.assurance();
    const outcome = assurance.outcomeOf(id);
    if (outcome.state !== 'judged' || !outcome.standing.counts) {
      throw fail('E_DOMAIN_POLICY', `the rule ${rule} that the owner claimed does not count`);
    }
    const { uri } = outcome;
    const { problem } = [...assurance.rules()].find((each) => each.uri === uri) ?? {};
    if (problem === undefined || problem.severity === 'warning') return uri;
    await desk.retract(uri, 'inference refuses it', author);
    const at = problem.line === undefined ? '' : `, line ${problem.line}`;
    throw fail('E_DOMAIN_POLICY', `the rule ${rule} is ${problem.severity}${at}: ${problem.sentence}`);
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#changing.then(work);
    this.#changing = turn.catch(() => undefined);
    return turn;
  }
}

async function takeBack(uris: readonly string[], acts: PolicyActs): Promise<void> {
  for (const uri of uris) await acts.retract(uri);
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
