/** Asking the node as anybody would: by a claim, believing no answer but the node’s own to this very question. */

import {
  type ClaimSigner,
  type ControllerResolver,
  claimUri,
  makeClaim,
  signJose,
  verifyClaim,
} from '@sallyport/assurance-claims';
import { type Clock, type Random, toBase64Url, utf8 } from '@sallyport/core';
import type { BotAnswers } from './bot-module.ts';
import { fail } from './errors.ts';

/** The node whose claims a databot reads and to which it answers; on the same machine or elsewhere. */
export interface DatabotNode {
  /** The issuer of its answers. */
  readonly issuer: string;
  /** Answers a query claim by an answer claim. */
  query(bytes: Uint8Array): Promise<Uint8Array>;
  /** Takes a claim; durable when resolved. */
  submit(bytes: Uint8Array): Promise<unknown>;
}

export interface AskPorts {
  readonly node: DatabotNode;
  readonly resolve: ControllerResolver;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
}

const NONCE_BYTES = 18;

/** @throws E_DATABOT_NOT_ANSWERED, E_DATABOT_ANSWER, E_CLAIMS_…, and what the node throws */
export async function ask(
  goal: string,
  signer: ClaimSigner,
  { node, resolve, clock, random }: AskPorts,
): Promise<BotAnswers> {
  const query = makeClaim({
    type: 'Query',
    issuer: signer.issuer,
    validFrom: clock.now(),
    subject: { node: node.issuer, language: 'prolog', goal, nonce: toBase64Url(random.bytes(NONCE_BYTES)) },
  });
  const answer = await node.query(utf8(await signJose(query, { signer })));
  const { claim, issuer } = await verifyClaim(answer, { resolve, at: clock.now() });
  if (claim.type !== 'Answer' || issuer !== node.issuer || claim.subject.query !== claimUri(query)) {
    throw fail('E_DATABOT_ANSWER', 'what came back is not the answer of the node to this question');
  }
  const { outcome, answers, isComplete, explanation } = claim.subject;
  if (outcome !== 'answered') throw fail('E_DATABOT_NOT_ANSWERED', explanation ?? `the node ${outcome} to answer`);
  return { answers, isComplete };
}
