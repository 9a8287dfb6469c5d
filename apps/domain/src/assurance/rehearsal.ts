/** What a change of policy, or a claim, would do to the devices that are there: the same steps, with nothing handed in. */

import { judge } from '@sallyport/assurance-accept-lists';
import type { VerifiedClaim } from '@sallyport/assurance-claims';
import type { ClaimsPreview, ClaimsPreviewTurn, Foreseen } from '@sallyport/assurance-continuous';
import { type Decision, permit } from '@sallyport/onboarding';
import type { LogStore } from '@sallyport/store';
import type { AcceptRegister } from '../accept-register.ts';
import { fail } from '../errors.ts';
import { FLAGS } from '../register.ts';
import type { AssuranceHost } from './assurance-host.ts';
import type { ClaimDesk } from './claim-desk.ts';
import type { ClaimWish } from './claim-maker.ts';
import { identityOf } from './decision-desk.ts';
import type { DeviceBook } from './device-book.ts';
import type { PartyNames } from './party-names.ts';
import type { NewRule, PolicyActs, PolicySteps } from './policy-acts.ts';
import type { DryRunResult } from './policy-answers.ts';
import { shippedPolicy } from './policy-desk.ts';
import type { PolicyMode } from './policy-mode.ts';
import type { KnownDevice } from './register.ts';

/** What would be done. */
export type Change =
  | ({ readonly kind: 'replace' } & NewRule)
  | { readonly kind: 'remove'; readonly rule: string }
  | { readonly kind: 'adopt'; readonly policy: string }
  | { readonly kind: 'drop' }
  | { readonly kind: 'claim'; readonly wish: ClaimWish }
  | { readonly kind: 'retract'; readonly id: string };

export interface RehearsalOptions {
  readonly store: LogStore;
  readonly host: AssuranceHost;
  readonly desk: ClaimDesk;
  readonly steps: PolicySteps;
  readonly mode: PolicyMode;
  readonly lists: AcceptRegister;
  readonly devices: DeviceBook;
  readonly names: PartyNames;
  /** Puts what a NAS understands in place of what a policy asks for. */
  readonly expand: (decision: Decision, device: KnownDevice) => Promise<Decision>;
}

type Point = 'E.2' | 'M.4';
type Decides = DryRunResult['decidesNow'];

/** Turns that are listed; all are counted. */
const LISTED = 1000;

export class Rehearsal {
  readonly #options: RehearsalOptions;

  constructor(options: RehearsalOptions) {
    this.#options = options;
  }

  /** @throws E_DOMAIN_POLICY, E_DOMAIN_NAME, E_CLAIMS_…, E_ASSURANCE_PREVIEW_STOPPED, E_STORE_…, what starting assurance throws */
  async of(change: Change, progress: (part: number) => void, signal: AbortSignal): Promise<DryRunResult> {
    const { host, mode } = this.#options;
    const decidesNow: Decides = (await mode.current()) === undefined ? 'lists' : 'claims';
    const wouldDecide = change.kind === 'adopt' ? 'claims' : change.kind === 'drop' ? 'lists' : decidesNow;
    if (change.kind === 'drop' && decidesNow === 'lists')
      throw fail('E_DOMAIN_POLICY', 'the accept lists decide already');
    const claims = await this.#claimsOf(change);
    const population = await this.#population();
    const { byUri } = population;
    const lists = await this.#options.lists.upToDate();
    const decided = ({ device }: { readonly device: string }): Foreseen & { readonly reason: string } => {
      const known = byUri.get(device);
      if (known === undefined) return { holds: false, obligations: [], reason: '' };
      const { outcome, reason } = judge(lists, identityOf(known));
      return { holds: outcome === 'permit', obligations: [], reason };
    };
    const isAsked = decidesNow === 'claims' || wouldDecide === 'claims';
    const preview = await (await host.assurance()).previewClaims(claims, {
      questions: isAsked ? [...byUri.values()].map(({ uri, proved }) => ({ device: uri, point: pointOf(proved) })) : [],
      mostReasons: LISTED,
      onProgress: (done, of) => progress(done / of),
      signal,
      ...(decidesNow === 'lists' ? { decidedNow: decided } : {}),
      ...(wouldDecide === 'lists' ? { decidedThen: decided } : {}),
    });
    const isOfPolicy = change.kind === 'replace' || change.kind === 'adopt';
    const fresh = new Set(claims.map(({ uri }) => uri));
    const isRefused =
      isOfPolicy && preview.problems.some(({ rule, severity }) => fresh.has(rule) && severity !== 'warning');
    const turns = isRefused ? [] : await this.#expanded(preview.turns, byUri);
    return {
      decidesNow,
      wouldDecide,
      isRefused,
      ...countsOf(preview, turns, isRefused),
      leftOut: population.count - preview.judged,
      turns: turns.slice(0, LISTED),
      problems: preview.problems.map(({ rule, ruleName, code, severity, sentence, line }) => ({
        rule: ruleName,
        isNew: fresh.has(rule),
        ...{ code, severity, sentence, line: line ?? null },
      })),
    };
  }

  /** The claims that would come. */
  async #claimsOf(change: Change): Promise<readonly VerifiedClaim[]> {
    const { desk, steps, mode } = this.#options;
    const claims: VerifiedClaim[] = [];
    const make = async (wish: ClaimWish): Promise<string> => {
      const { claim } = await desk.draft(wish);
      claims.push(claim);
      return claim.uri;
    };
    const acts: PolicyActs = { make, retract: async (uri) => void (await make(await desk.retraction(uri, undefined))) };
    switch (change.kind) {
      case 'replace':
        await steps.replace(change, acts);
        break;
      case 'remove':
        await steps.remove(change.rule, acts);
        break;
      case 'adopt':
        await steps.adopt(await shippedPolicy(change.policy), await mode.current(), acts);
        break;
      case 'drop':
        await steps.drop(await mode.current(), acts);
        break;
      case 'claim':
        await make(change.wish);
        break;
      case 'retract':
        await acts.retract(change.id);
        break;
    }
    return claims;
  }

  /** Devices of the book that whoever decides is asked about; the rest is turned away whatever is claimed. */
  async #population(): Promise<{ readonly byUri: ReadonlyMap<string, KnownDevice>; readonly count: number }> {
    const { store, lists, devices, host } = this.#options;
    const flagged = new Set<string>();
    for await (const { key } of store.table(FLAGS).scan()) flagged.add(key);
    const { refused } = await lists.upToDate();
    const byUri = new Map<string, KnownDevice>();
    let count = 0;
    for await (const device of devices) {
      count++;
      // Another replica may have met it.
      await host.assuranceAbout(device);
      if (!flagged.has(device.key) && !refused.has(device.key)) byUri.set(device.uri, device);
    }
    await (await host.assurance()).settled();
    return { byUri, count };
  }

  /** With what becomes of obligations on a NAS: what cannot be kept to is a denial. */
  async #expanded(
    turns: readonly ClaimsPreviewTurn[],
    byUri: ReadonlyMap<string, KnownDevice>,
  ): Promise<DryRunResult['turns']> {
    const rows: DryRunResult['turns'] = [];
    for (const { device, point, before, after, reason } of turns) {
      const known = byUri.get(device);
      if (known === undefined) continue;
      const { outcome: was } = await this.#effective(before, known);
      const { outcome: willBe, reason: why } = await this.#effective(after, known);
      const isSame = was === willBe && JSON.stringify(before.obligations) === JSON.stringify(after.obligations);
      if (isSame || (was === 'deny' && willBe === 'deny')) continue;
      const { key, manufacturer, serialNumber, model } = known;
      rows.push({
        ...{ device, key, manufacturer, serialNumber, model, point: pointIn(point), before: was, after: willBe },
        obligationsBefore: [...before.obligations],
        obligationsAfter: [...after.obligations],
        reason: await this.#options.names.readable(why ?? reason),
      });
    }
    return [...rows.filter(({ after }) => after === 'deny'), ...rows.filter(({ after }) => after === 'permit')];
  }

  async #effective(
    { holds, obligations }: Foreseen,
    device: KnownDevice,
  ): Promise<{ readonly outcome: 'permit' | 'deny'; readonly reason?: string }> {
    if (!holds) return { outcome: 'deny' };
    if (obligations.length === 0) return { outcome: 'permit' };
    const { outcome, reason } = await this.#options.expand(permit('', [], obligations), device);
    return outcome === 'permit' ? { outcome } : { outcome: 'deny', reason };
  }
}

function countsOf(
  { judged, permittedBefore }: ClaimsPreview,
  turns: DryRunResult['turns'],
  isRefused: boolean,
): Pick<
  DryRunResult,
  'judged' | 'permittedBefore' | 'permittedAfter' | 'wouldBePutOut' | 'wouldBeLetIn' | 'wouldDiffer'
> {
  const count = (before: string, after: string) =>
    turns.filter((turn) => turn.before === before && turn.after === after).length;
  const [wouldBePutOut, wouldBeLetIn] = [count('permit', 'deny'), count('deny', 'permit')];
  return {
    judged,
    permittedBefore,
    permittedAfter: isRefused ? permittedBefore : permittedBefore - wouldBePutOut + wouldBeLetIn,
    wouldBePutOut,
    wouldBeLetIn,
    wouldDiffer: count('permit', 'permit'),
  };
}

/** The door at which it stands: a device that proved only its code came by Thread. */
function pointOf(proved: KnownDevice['proved']): Point {
  return proved === 'code' ? 'M.4' : 'E.2';
}

function pointIn(point: string): Point {
  return point === 'M.4' ? 'M.4' : 'E.2';
}
