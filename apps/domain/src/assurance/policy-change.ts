/**
 * A change of policy: planned as claims that nobody has seen, held against inference, and handed in all in one step with the change
 * of who decides. So a policy is in force as a whole or not at all, whatever happens in between.
 */

import type { RuleProblem } from '@sallyport/assurance-inference';
import type { NewEvent } from '@sallyport/store';
import { fail } from '../errors.ts';
import type { AssuranceHost } from './assurance-host.ts';
import type { ClaimAuthor, ClaimDesk, ClaimDraft } from './claim-desk.ts';
import type { ClaimWish } from './claim-maker.ts';
import type { PolicyActs } from './policy-acts.ts';
import { POLICY_STREAM, type PolicyMode } from './policy-mode.ts';
import type { PolicyRow } from './register.ts';

/** Takes the steps; gives what is to be appended with their claims, if anything is. */
export type PolicyPlan = (acts: PolicyActs, before: PolicyRow | undefined) => Promise<NewEvent | undefined>;

export interface PolicyChangeParts {
  readonly host: AssuranceHost;
  readonly desk: ClaimDesk;
  readonly mode: PolicyMode;
}

/** @throws E_STORE_CONFLICT where the policy was changed meanwhile; E_DOMAIN_POLICY, with nothing changed; E_CLAIMS_…, E_STORE_… */
export async function changePolicy(
  plan: PolicyPlan,
  { host, desk, mode }: PolicyChangeParts,
  author: ClaimAuthor,
): Promise<void> {
  const { version, row } = await mode.standing();
  const drafts: ClaimDraft[] = [];
  const event = await plan(drafting(desk, drafts), row);
  // Where rules only go, there is nothing that could be refused.
  if (drafts.some(({ claim }) => claim.claim.type === 'Rule')) await requireAllowed(drafts, host);
  await desk.handIn(drafts, event === undefined ? [] : [event], { [POLICY_STREAM]: version }, author);
  await requireInForce(drafts, host);
}

function drafting(desk: ClaimDesk, drafts: ClaimDraft[]): PolicyActs {
  const validFrom = desk.moment();
  const make = async (wish: ClaimWish): Promise<string> => {
    const draft = await desk.draft({ validFrom, ...wish });
    drafts.push(draft);
    return draft.claim.uri;
  };
  return {
    make,
    retract: async (uri) => void (await make(await desk.retraction(uri, 'the policy was changed'))),
  };
}

/** In a world of its own, with all that was claimed: a rule may be refused for what others say. */
async function requireAllowed(drafts: readonly ClaimDraft[], host: AssuranceHost): Promise<void> {
  const assurance = await host.assurance();
  await assurance.settled();
  const claims = drafts.map(({ claim }) => claim);
  const { problems } = await assurance.previewClaims(claims, { questions: [] });
  const refused = problems.find(({ rule, severity }) => severity !== 'warning' && isAmong(rule, drafts));
  if (refused !== undefined) throw fail('E_DOMAIN_POLICY', sentenceOf(refused));
}

/** Another person, or another replica, may have claimed something in the same moment that has inference refuse a rule. */
async function requireInForce(drafts: readonly ClaimDraft[], host: AssuranceHost): Promise<void> {
  const assurance = await host.assurance();
  for (const { uri, name, standing, problem } of assurance.rules()) {
    if (!isAmong(uri, drafts)) continue;
    if (!standing.counts) throw fail('E_DOMAIN_POLICY', `the policy was changed, and its rule ${name} does not count`);
    if (problem === undefined || problem.severity === 'warning') continue;
    throw fail('E_DOMAIN_POLICY', `the policy was changed, and ${sentenceOf(problem)}`);
  }
}

function isAmong(rule: string, drafts: readonly ClaimDraft[]): boolean {
  return drafts.some(({ claim }) => claim.uri === rule);
}

function sentenceOf({ ruleName, severity, line, sentence }: RuleProblem): string {
  const at = line === undefined ? '' : `, line ${line}`;
  return `the rule ${ruleName} is ${severity}${at}: ${sentence}`;
}
