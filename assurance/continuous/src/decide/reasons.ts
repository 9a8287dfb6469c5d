/** From a proof to the one sentence and the claims that a decision carries. */

import { type ProofNode, reasonsOf } from '@sallyport/assurance-inference';
import type { ClaimReference } from '@sallyport/onboarding';

/** Claims named in one decision; the proof has them all. */
const MAX_REFERENCES = 32;
/** Letters of a reason; the proof has all of it. */
const MAX_REASON = 2048;
/** Nodes of a proof that are looked at. */
const MAX_NODES = 4096;

/** What the rules' authors wrote for people about the ways that decided; where they wrote nothing, what is missing or stands against. */
export function reasonIn(proof: ProofNode): string {
  return reasonsOf(proof).join('; ').slice(0, MAX_REASON).toWellFormed();
}

/** Every claim that the proof rests on, each once, those nearest to the root first. */
export function referencesIn(proof: ProofNode): readonly ClaimReference[] {
  const references = new Map<string, ClaimReference>();
  for (const { claim } of nodesOf(proof)) {
    if (claim === undefined || references.has(claim.id)) continue;
    references.set(claim.id, { id: claim.id, statement: claim.statement });
    if (references.size === MAX_REFERENCES) break;
  }
  return [...references.values()];
}

/** Breadth first: what is nearer to the decision comes first. */
function* nodesOf(proof: ProofNode): Generator<ProofNode, void, undefined> {
  const queue: ProofNode[] = [proof];
  for (let next = 0; next < queue.length && next < MAX_NODES; next++) {
    const node = queue[next];
    if (node === undefined) return;
    yield node;
    queue.push(...node.children);
  }
}
