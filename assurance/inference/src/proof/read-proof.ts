/** Proofs as Prolog gives them become proofs for people: claims are looked up, and what nobody put into words is worded. */

import { fail } from '../errors.ts';
import { keyOf, readValue } from '../facts/values.ts';
import type { Fact, Pattern, ProofKind, ProofNode, SaidText } from '../model.ts';
import { isList, textOf } from '../prolog/decode.ts';

/** Finds who stated a fact. */
export type FindFact = (key: string) => Fact | undefined;

const KINDS: readonly ProofKind[] = ['fact', 'rule', 'not', 'builtin', 'missing', 'limit'];

/** @throws E_INFERENCE_ENGINE for what is no proof */
export function readProof(node: unknown, find: FindFact): ProofNode {
  const [kindText, holdsText, saidList, goalText, askedList, key, nodes] = isList(node) ? node : [];
  const kind = KINDS.find((known) => known === kindText);
  if (kind === undefined || !isList(nodes)) throw fail('E_INFERENCE_ENGINE', 'a proof is no proof');
  const holds = holdsText === 'yes';
  const goal = textOf(goalText);
  const [sentence, ...wording] = isList(saidList) ? saidList : [];
  const asked = patternOf(askedList);
  const fact = isList(key) && key.length > 0 ? factOf(key, find) : undefined;
  return {
    sentence: sentence === undefined ? (fact?.statement ?? worded(kind, holds, goal)) : textOf(sentence),
    goal,
    holds,
    kind,
    ...(asked === undefined ? {} : { asked }),
    ...(sentence === undefined ? {} : { said: saidOf(wording) }),
    ...(fact === undefined
      ? {}
      : {
          claim: { id: fact.id, ...(fact.by === undefined ? {} : { by: fact.by }), statement: fact.statement },
        }),
    children: nodes.map((child) => readProof(child, find)),
  };
}

function patternOf(asked: unknown): Pattern | undefined {
  const [relation, ...words] = isList(asked) ? asked : [];
  if (relation === undefined) return undefined;
  return { relation: textOf(relation), arguments: words.map((word) => (isList(word) ? undefined : readValue(word))) };
}

function saidOf([text, names, values]: readonly unknown[]): SaidText {
  if (!isList(names) || !isList(values)) throw fail('E_INFERENCE_ENGINE', 'what an author says is no text');
  return {
    text: textOf(text),
    values: Object.fromEntries(names.map((name, index) => [textOf(name), readValue(values[index])])),
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
