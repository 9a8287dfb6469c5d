/**
 * The loop of CAHN's claim cascade: what is received is logged, then verified, judged by the trust engine, reasoned upon,
 * and decided; and whoever acts on a decision is told when it turns. Everything behind the log is a function of the set of
 * claims, the basis of trust, what the node observed, and time.
 */

import type { RoutedClaim, VerifiedClaim } from '@sallyport/assurance-claims';
import type { ProofNode, QueryResult } from '@sallyport/assurance-inference';
import type { IdentityState, Standing, TrustBasis } from '@sallyport/assurance-trust';
import type {
  AuthorizationRequest,
  Authorizer,
  Decision,
  EnforcementPoint,
  TrustChanges,
  TrustListener,
} from '@sallyport/onboarding';
import { assemble, type Parts } from './assemble.ts';
import { type ClaimsPreview, type ClaimsPreviewOptions, previewClaims } from './claims-preview.ts';
import { permitGoal } from './decide/goals.ts';
import { reasonIn } from './decide/reasons.ts';
import { fail } from './errors.ts';
import { checkObservation, type Observation } from './observed/observed-fact.ts';
import type { AssuranceOptions } from './options.ts';
import { type Outcome, outcomeIn } from './outcome.ts';
import { replayed } from './queries/queries.ts';
import { wrapClaim } from './route/pass-on.ts';
import { type RuleClaim, rulesIn } from './rule-claims.ts';
import { requireOwnKey } from './same-key.ts';

export interface Submitted {
  /** Lower-case hexadecimal of SHA-256 over the bytes. */
  readonly id: string;
  readonly position: number;
  /** False when the log held the very same bytes already. */
  readonly isNew: boolean;
}

/** A decision that would turn on another basis. */
export interface BasisPreview {
  readonly device: string;
  readonly point: string;
  readonly before: boolean;
  readonly after: boolean;
  readonly reason: string;
}

export class Assurance implements Authorizer, TrustChanges {
  readonly #options: AssuranceOptions;
  readonly #parts: Parts;

  private constructor(options: AssuranceOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
  }

  /**
   * Reads the log from its beginning; resolves when all of it is judged. Nothing of the log is lost for not verifying: it
   * is kept with what became of it.
   * @throws E_ASSURANCE_NODE_IS_ROOT, E_TRUST_BASIS, E_INFERENCE_ENGINE, E_STORE_…
   */
  static async open(options: AssuranceOptions): Promise<Assurance> {
    return new Assurance(options, await assemble(options));
  }

  /** Durable when resolved; judged soon after. @throws E_CLAIM_LOG_…, E_STORE_… */
  async submit(bytes: Uint8Array, from?: string): Promise<Submitted> {
    const how = { origin: 'received', ...(from === undefined ? {} : { from }) } as const;
    const { claim, isNew } = await this.#options.log.append(bytes, how);
    return { id: claim.id, position: claim.position, isNew };
  }

  /**
   * Resolves when everything that was appended or observed before, at any replica, is judged, but for claims whose issuers'
   * keys are still being looked for; and what was inferred from it is written down.
   */
  async settled(): Promise<void> {
    await this.#parts.intake.settled();
    await this.#parts.judge.settled();
    await this.#parts.inferred.settled();
  }

  /** What became of the claim that the log holds under this id. */
  outcomeOf(id: string): Outcome {
    return outcomeIn(this.#parts.ledger.get(id), (uri) => this.standingOf(uri));
  }

  /** The same, once it is judged or set aside. Never resolves for a claim that is not in the log. */
  async outcomeWhenJudged(id: string): Promise<Outcome> {
    await this.#parts.ledger.whenDone(id);
    return this.outcomeOf(id);
  }

  /** The ids under which the log holds what is named by this URI: signed again and passed on, it is one claim. */
  idsOf(uri: string): readonly string[] {
    return this.#parts.ledger.idsOf(uri);
  }

  /** What the log holds under this id, with the way it came, if it is authentic. */
  routedOf(id: string): RoutedClaim | undefined {
    const entry = this.#parts.ledger.get(id);
    return entry !== undefined && 'routed' in entry ? entry.routed : undefined;
  }

  /** The claim of this URI, if it is authentic and this node's to judge. */
  claimOf(uri: string): VerifiedClaim | undefined {
    return this.#parts.truth.claim(uri);
  }

  /** Whether the claim of this URI counts, and why; undefined for one that is not this node's to judge. */
  standingOf(uri: string): Standing | undefined {
    return this.#parts.judge.world.standingOf(uri);
  }

  /** Every authentic claim that is this node's to judge, whether it counts or not. */
  claims(): Iterable<VerifiedClaim> {
    return this.#parts.truth.claims();
  }

  /** Durable when resolved, and every later decision shows it. @throws E_ASSURANCE_OBSERVATION, and what the record throws */
  async observe(observations: readonly Observation[]): Promise<void> {
    for (const observation of observations) checkObservation(observation);
    await this.#options.observations.record(observations);
    await this.#parts.judge.quiet();
  }

  /** The same without a word in the record: for what the caller keeps itself, or what may be forgotten at a restart. */
  async observeFleeting(observations: readonly Observation[]): Promise<void> {
    for (const observation of observations) checkObservation(observation);
    await this.#parts.hear(observations);
  }

  /** Never rejects: what cannot be worked out is a denial. */
  decide(request: AuthorizationRequest): Promise<Decision> {
    return this.#parts.decider.decide(request);
  }

  /**
   * Which of these are denied by decisions that are watched and were told: at once, and without a proof.
   * @throws E_ASSURANCE_LOST, E_ASSURANCE_CLOSED
   */
  async deniedAlready(requests: readonly AuthorizationRequest[]): Promise<readonly boolean[]> {
    return this.#parts.decider.deniedAlready(requests);
  }

  /** As it stands at this moment, with nothing recorded and nothing watched. @throws E_ASSURANCE_LOST */
  decisionOf(deviceUri: string, point: EnforcementPoint): Promise<Decision> {
    return this.#parts.decider.decisionOf(deviceUri, point);
  }

  /** Why, or why not. @throws E_ASSURANCE_LOST */
  async why(deviceUri: string, point: EnforcementPoint): Promise<ProofNode> {
    await this.#parts.judge.current();
    return this.#parts.judge.world.explain(permitGoal(point, deviceUri));
  }

  /** Tells of each device of which a decision that something lasting rests on has turned. */
  onTrustChanged(listener: TrustListener): () => void {
    return this.#parts.trustNews.listen(listener);
  }

  /** Tells of the relations of which facts came or went. Must not block. */
  onRelationsChanged(listener: (relations: ReadonlySet<string>) => void): () => void {
    return this.#parts.relationNews.listen(listener);
  }

  /**
   * Answers a query claim by an answer claim signed by this node. Both are in the log.
   * @throws E_ASSURANCE_UNVERIFIED_QUERY, E_ASSURANCE_NOT_A_QUERY, E_ASSURANCE_QUERY_REPLAYED, E_CLAIM_LOG_…, E_STORE_…
   */
  async query(bytes: Uint8Array, from?: string): Promise<Uint8Array> {
    const { id, isNew } = await this.submit(bytes, from);
    const { ledger, judge, queries } = this.#parts;
    // What the log has held before was asked before, perhaps in front of somebody who listened.
    if (!isNew) throw replayed();
    await ledger.whenDone(id);
    const entry = ledger.get(id);
    if (entry?.kind !== 'verified') {
      throw fail('E_ASSURANCE_UNVERIFIED_QUERY', 'the query is not what its issuer signed, or its key cannot be had');
    }
    const { claim } = entry.routed;
    return queries.answer(id, claim, judge.world.standingOf(claim.uri));
  }

  /**
   * A claim that this node verified, wrapped and signed by it, for another node (CAHN, Claim Flows). Logged as issued.
   * @throws E_ASSURANCE_CLAIM_UNKNOWN, E_ASSURANCE_CLAIM_UNVERIFIED, E_CLAIM_LOG_…, E_STORE_…
   */
  passOn(id: string): Promise<Uint8Array> {
    return wrapClaim(id, { ...this.#options, ledger: this.#parts.ledger });
  }

  /** What holds of a pattern, in the language of rules, for people to look at: no claim is made of it. @throws E_INFERENCE_… */
  async ask(goal: string): Promise<QueryResult['answers']> {
    await this.#parts.judge.current();
    return (await this.#parts.judge.world.query(goal, {})).answers;
  }

  /** The identity that stands behind an issuer: its mailbox where its key is bound to one. */
  identityOf(issuer: string): string {
    return this.#parts.judge.world.identityOf(issuer);
  }

  identities(): Iterable<IdentityState> {
    return this.#parts.judge.world.identities();
  }

  /** Every rule that was claimed, whether it counts or not, in the order of the log. */
  rules(): Iterable<RuleClaim> {
    return rulesIn(this.#parts.truth.claims(), this.#parts.judge.world);
  }

  /** Which of the decisions that are watched would turn on another basis. Nothing is changed. @throws E_ASSURANCE_NODE_IS_ROOT */
  async preview(basis: TrustBasis): Promise<readonly BasisPreview[]> {
    requireOwnKey(basis, this.#options.node.issuer);
    const turned = await this.#parts.judge.preview(basis);
    return turned.map(({ watched: { goal, holds }, verdict }) => ({
      point: String(goal.arguments[0]),
      device: String(goal.arguments[1]),
      before: holds,
      after: verdict.holds,
      reason: reasonIn(verdict.proof),
    }));
  }

  /**
   * Which decisions would turn if these claims came now: rules put in force or taken back, distrust, whatever is claimed. It is
   * worked out in a world of its own from what was claimed and observed so far: nothing of it reaches the log, a decision in
   * force, or anybody who waits at a door.
   * @throws E_ASSURANCE_PREVIEW_STOPPED by its signal, E_ASSURANCE_CLOSED, E_INFERENCE_…
   */
  previewClaims(claims: readonly VerifiedClaim[], options: ClaimsPreviewOptions): Promise<ClaimsPreview> {
    return previewClaims(this.#parts, claims, options);
  }

  /**
   * Judges all that was ever claimed anew on another basis, and tells of every decision that turned.
   * @throws E_ASSURANCE_NODE_IS_ROOT
   */
  async rebuild(basis: TrustBasis): Promise<void> {
    requireOwnKey(basis, this.#options.node.issuer);
    await this.#parts.judge.rebuild(basis);
  }

  async close(): Promise<void> {
    const { wake, stopHearing, intake, inferred, judge, ledger } = this.#parts;
    wake.close();
    stopHearing();
    await intake.close();
    await inferred.settled();
    await judge.close();
    ledger.close();
  }
}
