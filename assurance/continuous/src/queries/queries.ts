/** Questions that come as claims and are answered by claims (CAHN, Querying The System). */

import type { ClaimLog, LoggedClaim } from '@sallyport/assurance-claim-log';
import { type ClaimSigner, makeClaim, type SubjectOf, signJose, type VerifiedClaim } from '@sallyport/assurance-claims';
import type { QueryResult } from '@sallyport/assurance-inference';
import type { Standing } from '@sallyport/assurance-trust';
import { type Clock, isSallyportError, type Milliseconds, utf8 } from '@sallyport/core';
import { fail } from '../errors.ts';
import { answered, notAnswered } from './answer.ts';
import { SeenQueries } from './seen-queries.ts';

export interface QueriesOptions {
  readonly log: ClaimLog;
  readonly node: ClaimSigner;
  readonly clock: Pick<Clock, 'now'>;
  /** How old a query may be, and how far ahead. */
  readonly age: Milliseconds;
  readonly maxAnswers: number;
  /** Whether this identity may ask this; called for queries that count. */
  readonly mayAsk: (by: string, goal: string) => boolean;
  /** Has what is missing or stale worked out first (CAHN, Databots); resolves in bounded time. */
  readonly freshen: (goal: string, by: string) => Promise<void>;
  readonly ask: (goal: string, limit: number) => Promise<QueryResult>;
  readonly onError: (error: unknown) => void;
}

type Query = SubjectOf<'Query'>;

export class Queries {
  readonly #options: QueriesOptions;
  readonly #seen: SeenQueries;

  constructor(options: QueriesOptions) {
    this.#options = options;
    // As long as the query itself could come again and be answered.
    this.#seen = new SeenQueries(2 * options.age);
  }

  /** Told of every authentic claim of the log, in its order. */
  read({ claim, issuer }: VerifiedClaim, { id, at }: Pick<LoggedClaim, 'id' | 'at'>): void {
    if (claim.type !== 'Query') return;
    this.#seen.see({ issuer, nonce: claim.subject.nonce, id, at }, this.#options.clock.now());
  }

  /**
   * The answer claim for a query that is in the log under this id, signed by this node and logged.
   * @throws E_ASSURANCE_NOT_A_QUERY, E_ASSURANCE_QUERY_REPLAYED, and what appending throws
   */
  async answer(id: string, claim: VerifiedClaim, standing: Standing | undefined): Promise<Uint8Array> {
    const { claim: body, issuer, uri } = claim;
    if (body.type !== 'Query') throw fail('E_ASSURANCE_NOT_A_QUERY', `a claim of the type ${body.type} asks nothing`);
    const { clock, log, node } = this.#options;
    const at = clock.now();
    if (!this.#seen.isFirst({ issuer, nonce: body.subject.nonce, id })) {
      throw replayed();
    }
    const answer = await this.#answer(claim, body.subject, standing, at);
    const credential = makeClaim({
      type: 'Answer',
      issuer: node.issuer,
      validFrom: at,
      subject: { ...answer, query: uri, answered: at.toISOString() },
    });
    const token = utf8(await signJose(credential, { signer: node }));
    await log.append(token, { origin: 'issued' });
    return token;
  }

  async #answer(claim: VerifiedClaim, { node, goal }: Query, standing: Standing | undefined, at: Date) {
    const objection = this.#objectionTo(claim, node, goal, standing, at);
    if (objection !== undefined) return notAnswered('refused', objection);
    const { ask, freshen, maxAnswers, onError } = this.#options;
    try {
      await freshen(goal, claim.issuer);
      return answered(await ask(goal, maxAnswers), maxAnswers);
    } catch (thrown) {
      onError(thrown);
      // Whoever asked may know what is wrong with the question, and nothing else.
      const why = isSallyportError(thrown) && thrown.fault !== 'internal' ? thrown.message : 'the node failed';
      return notAnswered('failed', why);
    }
  }

  #objectionTo(
    claim: VerifiedClaim,
    node: string,
    goal: string,
    standing: Standing | undefined,
    at: Date,
  ): string | undefined {
    if (node !== this.#options.node.issuer) return 'the query is for another node';
    const { validFrom } = claim.verified.credential;
    if (validFrom === undefined || Math.abs(at.getTime() - validFrom.getTime()) > this.#options.age) {
      return 'the query does not say that it was made just now';
    }
    if (standing?.counts !== true) return standing?.sentence ?? 'the query has not been judged';
    return this.#options.mayAsk(standing.by, goal) ? undefined : 'the issuer may not read what the query asks for';
  }
}

export function replayed() {
  return fail('E_ASSURANCE_QUERY_REPLAYED', 'this was asked before, or with a nonce that was used before, or long ago');
}
