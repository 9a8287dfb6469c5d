/** Proofs as Prolog gives them become proofs for people: claims are looked up, and what nobody put into words is worded. */

import { fail } from '../errors.ts';
import { keyOf, readValue } from '../facts/values.ts';
import type { Fact, ProofKind, ProofNode } from '../model.ts';
import { isList, textOf } from '../prolog/decode.ts';

/** Finds who stated a fact. */
export type FindFact = (key: string) => Fact | undefined;

const KINDS: readonly ProofKind[] = ['fact', 'rule', 'not', 'builtin', 'missing', 'limit'];

/** @throws E_INFERENCE_ENGINE for what is no proof */
export function readProof(node: unknown, find: FindFact): ProofNode {
  const [kindText, holdsText, saidText, goalText, sentenceText, key, nodes] = isList(node) ? node : [];
  const kind = KINDS.find((known) => known === kindText);
  if (kind === undefined || !isList(nodes)) throw fail('E_INFERENCE_ENGINE', 'a proof is no proof');
  const holds = holdsText === 'yes';
  const goal = textOf(goalText);
  const isSaid = saidText === 'yes';
  const fact = isList(key) && key.length > 0 ? factOf(key, find) : undefined;
  return {
    sentence: isSaid ? textOf(sentenceText) : (fact?.statement ?? worded(kind, holds, goal)),
    goal,
    holds,
    kind,
    isSaid,
    ...(fact === undefined
      ? {}
      : {
          claim: { id: fact.id, ...(fact.by === undefined ? {} : { by: fact.by }), statement: fact.statement },
        }),
    children: nodes.map((child) => readProof(child, find)),
  };
}

function factOf([relation, ...words]: readonly unknown[], find: FindFact): Fact | undefined {
  return find(keyOf(textOf(relation), words.map(readValue)));
}

function worded(kind: ProofKind, holds: boolean, goal: string): string {
  switch (kind) {
    case 'missing':
      return `nobody states ${goal}`;
    case 'not':
      return holds ? `not so: ${inner(goal)}` : `it is so: ${inner(goal)}`;
    case 'limit':
      return `not followed any further: ${goal}`;
    default:
      return goal;
  }
}

function inner(goal: string): string {
  return goal.replace(/^\\\+ ?/, '');
}
