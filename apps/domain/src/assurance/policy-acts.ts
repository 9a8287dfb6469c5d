/** The claims that a change of policy is made of, step by step: the same for real and for a dry run. */

import type { RuleClaim } from '@sallyport/assurance-continuous';
import type { ShippedPolicy, ShippedRule } from '@sallyport/assurance-policy';
import type { JsonObject } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { AssuranceHost } from './assurance-host.ts';
import type { ClaimKeys } from './claim-keys.ts';
import type { ClaimWish } from './claim-maker.ts';
import type { PolicyRow } from './register.ts';

export interface NewRule {
  readonly rule: string;
  /** Prolog clauses. */
  readonly source: string;
  readonly about?: string | undefined;
}

/** How the steps are taken. */
export interface PolicyActs {
  /** Gives the URI of the claim. */
  make(wish: ClaimWish): Promise<string>;
  retract(uri: string): Promise<void>;
}

/** What databots need: to ask, and to say what they found. */
const DATABOT_RIGHTS = ['query', 'report-posture', 'state-facts'] as const;

export class PolicySteps {
  readonly #options: { readonly host: AssuranceHost; readonly keys: ClaimKeys };

  constructor(options: { readonly host: AssuranceHost; readonly keys: ClaimKeys }) {
    this.#options = options;
  }

  /** Puts the rules of a policy in force, and takes those of the one before back that are not among them. Gives their URIs. */
  async adopt({ rules }: ShippedPolicy, before: PolicyRow | undefined, acts: PolicyActs): Promise<readonly string[]> {
    await this.#trustDatabots(acts);
    await this.#describeContacts(acts);
    const uris: string[] = [];
    for (const rule of rules) uris.push(await this.#putInForce(rule, acts));
    for (const uri of before?.rules ?? []) if (!uris.includes(uri)) await acts.retract(uri);
    return uris;
  }

  /** Takes the rules of the policy in force back. @throws E_DOMAIN_POLICY when none is */
  async drop(before: PolicyRow | undefined, acts: PolicyActs): Promise<PolicyRow> {
    if (before === undefined) throw fail('E_DOMAIN_POLICY', 'the accept lists decide already');
    for (const uri of before.rules) await acts.retract(uri);
    return before;
  }

  /** Puts a rule in the place of the owner's rule of its name, or adds it. Gives the URIs of both. */
  async replace(
    rule: NewRule,
    acts: PolicyActs,
  ): Promise<{ readonly uri: string; readonly former: string | undefined }> {
    const former = await this.ownRule(rule.rule);
    return { uri: await claimRule(rule, former?.uri, acts), former: former?.uri };
  }

  /**
   * Takes the owner's rule back, and those whose place it took: they would stand again otherwise. Gives their URIs.
   * @throws E_DOMAIN_POLICY when there is none
   */
  async remove(rule: string, acts: PolicyActs): Promise<readonly string[]> {
    const own = (await this.#ownRules(rule)).filter(({ standing }) => standing.reason !== 'retracted');
    if (!own.some(({ standing }) => standing.counts)) {
      throw fail('E_DOMAIN_POLICY', `no rule of the owner is called ${rule}`);
    }
    for (const { uri } of own) await acts.retract(uri);
    return own.map(({ uri }) => uri);
  }

  /** The owner's rule of this name that counts; the newest, where there are several. */
  async ownRule(name: string): Promise<RuleClaim | undefined> {
    const own = (await this.#ownRules(name)).filter(({ standing }) => standing.counts);
    const replaced = new Set(own.flatMap(({ replaces }) => replaces ?? []));
    return own.findLast(({ uri }) => !replaced.has(uri));
  }

  async #ownRules(name: string): Promise<readonly RuleClaim[]> {
    const { host, keys } = this.#options;
    const assurance = await host.assurance();
    const owner = assurance.identityOf(await keys.owner());
    return [...assurance.rules()].filter((rule) => rule.name === name && rule.by === owner);
  }

  /** What databots work out, such as scores, counts because the owner says so. */
  async #trustDatabots(acts: PolicyActs): Promise<void> {
    const { host, keys } = this.#options;
    const { issuer } = await keys.signerOf('databot');
    const assurance = await host.assurance();
    const databot = assurance.identityOf(issuer);
    const known = [...assurance.identities()].find(({ id }) => id === databot);
    const isTrusted = DATABOT_RIGHTS.every((right) => known?.rights.includes(right));
    if (isTrusted) return;
    await acts.make({ type: 'Trust', subject: { id: issuer, role: 'person', rights: [...DATABOT_RIGHTS] } });
  }

  /** How databots count contacts with denylisted destinations. */
  async #describeContacts(acts: PolicyActs): Promise<void> {
    const { DENYLIST_CONTACTS_SCHEMA } = await import('@sallyport/assurance-databots');
    const { relation, fields, about = '' } = DENYLIST_CONTACTS_SCHEMA;
    const assurance = await this.#options.host.assurance();
    const isKnown = [...assurance.claims()].some(({ claim, uri }) => {
      if (claim.type !== 'Schema' || claim.subject.relation !== relation) return false;
      const outcome = assurance.outcomeOf(assurance.idsOf(uri)[0] ?? '');
      return outcome.state === 'judged' && outcome.standing.counts;
    });
    if (isKnown) return;
    const described: JsonObject[] = fields.map((field) => JSON.parse(JSON.stringify(field)));
    await acts.make({ type: 'Schema', subject: { relation, fields: described, about } });
  }

  /** The same rule of the same text is not claimed twice. */
  async #putInForce({ name, about, source }: ShippedRule, acts: PolicyActs): Promise<string> {
    const former = await this.ownRule(name);
    if (former?.source === source) return former.uri;
    return claimRule({ rule: name, source, about }, former?.uri, acts);
  }
}

function claimRule({ rule, source, about }: NewRule, replaces: string | undefined, acts: PolicyActs): Promise<string> {
  return acts.make({
    type: 'Rule',
    subject: {
      rule,
      language: 'prolog',
      source,
      ...(replaces === undefined ? {} : { replaces }),
      ...(about === undefined ? {} : { about }),
    },
  });
}
