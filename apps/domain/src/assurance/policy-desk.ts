/** The owner's policy: shipped rules put in force as claims that the owner signs, and can read, replace and add to. */

import type { RuleClaim } from '@sallyport/assurance-continuous';
import type { ShippedPolicy, ShippedRule } from '@sallyport/assurance-policy';
import type { JsonObject } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { AssuranceHost } from './assurance-host.ts';
import type { ClaimDesk } from './claim-desk.ts';
import type { ClaimKeys } from './claim-keys.ts';
import type { HouseDatabots } from './databots.ts';
import type { PolicyMode } from './policy-mode.ts';

export interface PolicyDeskOptions {
  readonly host: AssuranceHost;
  readonly desk: ClaimDesk;
  readonly keys: ClaimKeys;
  readonly mode: PolicyMode;
  readonly databots: HouseDatabots;
}

export interface NewRule {
  readonly rule: string;
  /** Prolog clauses. */
  readonly source: string;
  readonly about?: string | undefined;
}

/** What databots need: to ask, and to say what they found. */
const DATABOT_RIGHTS = ['query', 'report-posture', 'state-facts'] as const;

export class PolicyDesk {
  readonly #options: PolicyDeskOptions;
  /** One change at a time: each begins with what the one before left. */
  #changing: Promise<unknown> = Promise.resolve();

  constructor(options: PolicyDeskOptions) {
    this.#options = options;
  }

  /**
   * Puts a shipped policy in force in place of the one before: its rules as claims first, then the change of who decides.
   * @throws E_DOMAIN_POLICY when there is no such policy or the claims do not count; E_CLAIMS_…, E_STORE_…
   */
  adopt(policy: string): Promise<void> {
    return this.#inTurn(async () => {
      const shipped = (await shippedPolicies()).find(({ name }) => name === policy);
      if (shipped === undefined) throw fail('E_DOMAIN_POLICY', `no policy is shipped that is called ${policy}`);
      const { mode, databots } = this.#options;
      const before = await mode.current();
      await this.#trustDatabots();
      await this.#describeContacts();
      const rules: string[] = [];
      for (const rule of shipped.rules) rules.push(await this.#putInForce(rule));
      await mode.adopt(policy, rules);
      await databots.refresh();
      // What is new stands before what is old goes, so that no moment is without a policy.
      await this.#takeBack((before?.rules ?? []).filter((uri) => !rules.includes(uri)));
    });
  }

  /** Lets the accept lists decide again, and takes the adopted rules back. @throws E_DOMAIN_POLICY when none is in force */
  drop(): Promise<void> {
    return this.#inTurn(async () => {
      const { mode } = this.#options;
      const before = await mode.current();
      if (before === undefined) throw fail('E_DOMAIN_POLICY', 'the accept lists decide already');
      await mode.drop(before.policy);
      await this.#takeBack(before.rules);
    });
  }

  /** Puts a rule of the owner in the place of the owner's rule of that name, or adds it. @throws E_DOMAIN_POLICY, E_CLAIMS_… */
  replace({ rule, source, about }: NewRule): Promise<void> {
    return this.#inTurn(async () => {
      const { mode } = this.#options;
      const former = await this.#ownRule(rule);
      const uri = await this.#claim({ rule, source, about, replaces: former?.uri });
      const policy = await mode.current();
      if (policy === undefined) return;
      const isOfPolicy = former !== undefined && policy.rules.includes(former.uri);
      if (isOfPolicy) await mode.adopt(policy.policy, [...policy.rules, uri]);
    });
  }

  async show(): Promise<JsonObject> {
    const { host, mode } = this.#options;
    const current = await mode.current();
    const assurance = await host.assurance();
    return {
      mode: current === undefined ? 'lists' : 'claims',
      policy: current?.policy ?? null,
      since: current === undefined ? null : new Date(current.since).toISOString(),
      rules: [...assurance.rules()].map((rule) => ruleJson(rule, current?.rules ?? [])),
      shipped: (await shippedPolicies()).map(({ name, about }) => ({ policy: name, about })),
    };
  }

  /** What databots work out, such as scores, counts because the owner says so. */
  async #trustDatabots(): Promise<void> {
    const { host, desk, keys } = this.#options;
    const { issuer } = await keys.signerOf('databot');
    const assurance = await host.assurance();
    const databot = assurance.identityOf(issuer);
    const known = [...assurance.identities()].find(({ id }) => id === databot);
    const isTrusted = DATABOT_RIGHTS.every((right) => known?.rights.includes(right));
    if (isTrusted) return;
    await desk.make({ type: 'Trust', subject: { id: issuer, role: 'person', rights: [...DATABOT_RIGHTS] } });
  }

  /** How databots count contacts with denylisted destinations. */
  async #describeContacts(): Promise<void> {
    const { host, desk } = this.#options;
    const { DENYLIST_CONTACTS_SCHEMA } = await import('@sallyport/assurance-databots');
    const { relation, fields, about = '' } = DENYLIST_CONTACTS_SCHEMA;
    const assurance = await host.assurance();
    const isKnown = [...assurance.claims()].some(({ claim, uri }) => {
      if (claim.type !== 'Schema' || claim.subject.relation !== relation) return false;
      const outcome = assurance.outcomeOf(assurance.idsOf(uri)[0] ?? '');
      return outcome.state === 'judged' && outcome.standing.counts;
    });
    if (isKnown) return;
    const described: JsonObject[] = fields.map((field) => JSON.parse(JSON.stringify(field)));
    await desk.make({ type: 'Schema', subject: { relation, fields: described, about } });
  }

  /** The same rule of the same text is not claimed twice. */
  async #putInForce({ name, about, source }: ShippedRule): Promise<string> {
    const former = await this.#ownRule(name);
    if (former?.source === source) return former.uri;
    return this.#claim({ rule: name, source, about, replaces: former?.uri });
  }

  async #claim({
    rule,
    source,
    about,
    replaces,
  }: NewRule & { readonly replaces: string | undefined }): Promise<string> {
    const { desk, host } = this.#options;
    const { id } = await desk.make({
      type: 'Rule',
      subject: {
        rule,
        language: 'prolog',
        source,
        ...(replaces === undefined ? {} : { replaces }),
        ...(about === undefined ? {} : { about }),
      },
    });
    const assurance = await host.assurance();
    const outcome = assurance.outcomeOf(id);
    if (outcome.state !== 'judged' || !outcome.standing.counts) {
      throw fail('E_DOMAIN_POLICY', `the rule ${rule} that the owner claimed does not count`);
    }
    await this.#requireSound(rule, outcome.uri);
    return outcome.uri;
  }

  /** A rule that inference refuses is taken back, so that the one in whose place it was put stays. */
  async #requireSound(rule: string, uri: string): Promise<void> {
    const { desk, host } = this.#options;
    const { problem } = [...(await host.assurance()).rules()].find((each) => each.uri === uri) ?? {};
    if (problem === undefined || problem.severity === 'warning') return;
    await desk.retract(uri, 'inference refuses it');
    const at = problem.line === undefined ? '' : `, line ${problem.line}`;
    throw fail('E_DOMAIN_POLICY', `the rule ${rule} is ${problem.severity}${at}: ${problem.sentence}`);
  }

  /** The owner's rule of this name that counts; the newest, where there are several. */
  async #ownRule(name: string): Promise<RuleClaim | undefined> {
    const { host, keys } = this.#options;
    const assurance = await host.assurance();
    const owner = assurance.identityOf(await keys.owner());
    const replaced = new Set<string>();
    const own = [...assurance.rules()].filter(
      (rule) => rule.name === name && rule.by === owner && rule.standing.counts,
    );
    for (const { replaces } of own) if (replaces !== undefined) replaced.add(replaces);
    return own.findLast(({ uri }) => !replaced.has(uri));
  }

  async #takeBack(uris: readonly string[]): Promise<void> {
    for (const uri of uris) await this.#options.desk.retract(uri, 'the policy was changed');
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#changing.then(work);
    this.#changing = turn.catch(() => undefined);
    return turn;
  }
}

/** Loaded when a person asks for them. */
async function shippedPolicies(): Promise<readonly ShippedPolicy[]> {
  return (await import('@sallyport/assurance-policy')).SHIPPED_POLICIES;
}

function ruleJson(
  { uri, name, by, about, source, standing, problem }: RuleClaim,
  adopted: readonly string[],
): JsonObject {
  return {
    rule: name,
    uri,
    by,
    about: about ?? null,
    source,
    counts: standing.counts,
    sentence: standing.sentence,
    isAdopted: adopted.includes(uri),
    problem:
      problem === undefined ? null : { code: problem.code, severity: problem.severity, sentence: problem.sentence },
  };
}
